"""A language model of half a megabyte in llama.cpp's file format: Llama's architecture with random weights, from a fixed seed.

It talks nonsense, but a server computes it token by token like any other. Its vocabulary has words in three scripts and an emoji; the rows
of the control and the single-byte tokens are nothing in the output matrix, so an answer is whole characters and ends at `max_tokens`.
"""

from __future__ import annotations

import pathlib
import sys

import gguf
import numpy

WIDTH, HEADS, LAYERS, FEED, CONTEXT = 64, 4, 2, 128, 2048
CONTROL = [("<unk>", gguf.TokenType.UNKNOWN), ("<s>", gguf.TokenType.CONTROL), ("</s>", gguf.TokenType.CONTROL)]
BYTES = [(f"<0x{number:02X}>", gguf.TokenType.BYTE) for number in range(256)]
WORDS = "a the room guest breakfast pool key é ü ß Zimmer Frühstück номер гость завтрак ключ бассейн добро 部屋 朝食 鍵 👋 🏨 \n \" \\ { } : , . data: [DONE]"
PIECES = [(word if mark else f"▁{word}", gguf.TokenType.NORMAL) for word in WORDS.split(" ") for mark in (False, True)]
TOKENS = CONTROL + BYTES + PIECES
TEMPLATE = "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\n' }}{% endfor %}{{ 'assistant:' }}"


def write_tiny_model(path: pathlib.Path) -> None:
    random = numpy.random.default_rng(7)

    def weights(*shape: int) -> numpy.ndarray:
        return random.normal(0, shape[-1] ** -0.5, shape).astype(numpy.float32)

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("llama")
    writer.add_token_list([text for text, _ in TOKENS])
    writer.add_token_types([kind for _, kind in TOKENS])
    writer.add_token_scores([-float(number) for number in range(len(TOKENS))])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE)

    output = weights(len(TOKENS), WIDTH)
    output[: len(CONTROL) + len(BYTES)] = 0
    writer.add_tensor("token_embd.weight", weights(len(TOKENS), WIDTH) * WIDTH**0.5)
    writer.add_tensor("output_norm.weight", numpy.ones(WIDTH, numpy.float32))
    writer.add_tensor("output.weight", output)
    for number in range(LAYERS):
        for name, rows, columns in (
            ("attn_q", WIDTH, WIDTH), ("attn_k", WIDTH, WIDTH), ("attn_v", WIDTH, WIDTH), ("attn_output", WIDTH, WIDTH),
            ("ffn_gate", FEED, WIDTH), ("ffn_up", FEED, WIDTH), ("ffn_down", WIDTH, FEED),
        ):
            writer.add_tensor(f"blk.{number}.{name}.weight", weights(rows, columns))
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{number}.{name}.weight", numpy.ones(WIDTH, numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write_tiny_model(pathlib.Path(sys.argv[1]))
