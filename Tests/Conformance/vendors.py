"""Chat providers as they are in November 2026, each as strict about what it is sent as the real one, and exact in what it sends back.

A row of `VENDORS` says what is taken (path, query, key, fields), how it is refused, and the bytes of its answers. The guest's last message chooses:
`rate`, `quota` and `down` an error of that kind, anything else the good answer.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from upstream import Exchange

TEXTS = ("Das Frühstück ", "gibt es ", "ab sieben.")
ANSWER = "".join(TEXTS)
NOTES = "The notes that only the model may see."
KEY = "sk-vendor-0f3a9c"
USAGE = {"prompt_tokens": 21, "completion_tokens": 9, "total_tokens": 30}
DONE = b"data: [DONE]\n\n"

Body = dict[str, Any]
Refusal = tuple[int, Any]


def event(value: Any) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"


def chunk(delta: Body, finish: str | None = None, **beside: Any) -> bytes:
    """A chunk; `beside` goes into its choice."""
    return event({"id": "chatcmpl-9", "object": "chat.completion.chunk", "created": 1795780000, "model": "x",
                  "choices": [{"index": 0, "delta": delta, "finish_reason": finish, **beside}]})


def error(message: str, kind: str = "invalid_request_error", param: str | None = None, code: Any = None) -> Body:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def completion(content: Any = ANSWER, finish: str = "stop", **message: Any) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **message}, "finish_reason": finish}
    return json.dumps({"id": "chatcmpl-8", "object": "chat.completion", "created": 1, "model": "x", "choices": [choice], "usage": USAGE}).encode()


def usual(wants_usage: bool) -> list[bytes]:
    last = [event({"id": "chatcmpl-9", "choices": [], "usage": USAGE})] if wants_usage else []
    return [chunk({"role": "assistant", "content": ""}), *(chunk({"content": text}) for text in TEXTS), chunk({}, "stop"), *last, DONE]


OLD = {"model", "messages", "stream", "temperature", "top_p", "max_tokens", "stop", "n", "tools", "tool_choice", "response_format", "seed", "user"}
ALL = OLD | {"max_completion_tokens", "reasoning_effort", "stream_options", "store", "metadata", "service_tier"}


@dataclass(frozen=True)
class Vendor:
    #: Names of the cases in the table of providers.
    case: str
    base: str
    model: str
    name: str
    key: str | None = KEY
    #: The header field of the key.
    auth: str = "authorization"
    #: A name that the query must have.
    query: str | None = None
    #: The host whose name decides on the spelling; such a vendor is asked through a proxy.
    host: str | None = None
    #: Looks at the body: a refusal, or None.
    check: Callable[[Body], Refusal | None] = lambda body: None
    stream: Callable[[bool], list[bytes]] = usual
    plain: Callable[[], bytes] = completion
    #: Whether the body ends with the connection, without chunks.
    closes: bool = False
    #: How often a first chat is tried.
    attempts: int = 1
    wrong_key: Refusal = (401, error("Incorrect API key provided.", code="invalid_api_key"))
    rate: Refusal = (429, error("Rate limit reached.", "requests", code="rate_limit_exceeded"))
    quota: Refusal = (429, error("You exceeded your current quota.", "insufficient_quota", code="insufficient_quota"))
    #: Fields of the last requests that came in, for the tests.
    seen: list[Body] = field(default_factory=list, compare=False)

    def __str__(self) -> str:
        return f"{self.case} {self.name}"

    def path(self) -> str:
        path, _, query = self.base.partition("?")
        return path.rstrip("/") + "/chat/completions" + (f"?{query}" if query else "")

    def __call__(self, exchange: Exchange) -> None:
        """The script of an upstream."""
        refusal = self._refusal(exchange)
        if refusal:
            status, body = refusal
            exchange.answer(status, body, *(["Retry-After: 5"] if status == 429 else []))
            return
        body = exchange.request.json
        if not body.get("stream"):
            exchange.answer(200, self.plain())
            return
        pieces = self.stream(bool((body.get("stream_options") or {}).get("include_usage")))
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        exchange.send(head + (b"Connection: close\r\n\r\n" if self.closes else b"Transfer-Encoding: chunked\r\n\r\n"))
        for piece in pieces:
            exchange.send(piece) if self.closes else exchange.chunk(piece)
        if self.closes:
            exchange.connection.shutdown(socket.SHUT_RDWR)
        else:
            exchange.finish()

    def _refusal(self, exchange: Exchange) -> Refusal | None:
        request = exchange.request
        if request.method != "POST" or request.target != self.path() or self.query and f"{self.query}=" not in request.target:
            return 404, error("Resource not found", code="404")
        sent = request.header(self.auth)
        other = request.header("api-key" if self.auth == "authorization" else "authorization")
        wanted = None if self.key is None else f"Bearer {self.key}" if self.auth == "authorization" else self.key
        if sent != wanted or other is not None:
            return self.wrong_key
        body = request.json
        self.seen.append(body)
        word = body["messages"][-1]["content"]
        if word in ("rate", "quota"):
            return {"rate": self.rate, "quota": self.quota}[word]
        if sum(message["role"] == "system" for message in body["messages"]) > 1 or any("name" in message for message in body["messages"]):
            return 400, error("System message must be at the beginning.")
        return self.check(body)


# --- What each is strict about ------------------------------------------------------------------------------------------------------


def openai(efforts: Iterable[str], thinks: bool = True) -> Callable[[Body], Refusal | None]:
    """OpenAI's models that think take a temperature only with the effort `none`, and never `max_tokens`."""

    def check(body: Body) -> Refusal | None:
        def refuse(text: str, param: str, code: str) -> Refusal:
            return 400, error(text, param=param, code=code)

        if unknown := sorted(set(body) - ALL):
            return 400, error(f"Unrecognized request argument supplied: {unknown[0]}", param=unknown[0])
        if not thinks:
            if "reasoning_effort" in body:
                return 400, error("Unrecognized request argument supplied: reasoning_effort")
            return None
        if "max_tokens" in body:
            text = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
            return refuse(text, "max_tokens", "unsupported_parameter")
        effort = body.get("reasoning_effort", "medium")
        if effort not in efforts:
            text = f"Unsupported value: 'reasoning_effort' does not support '{effort}' with this model."
            return refuse(text, "reasoning_effort", "unsupported_value")
        if effort != "none" and body.get("temperature", 1) != 1:
            text = "Unsupported value: 'temperature' does not support 0.7 with this model. Only the default (1) value is supported."
            return refuse(text, "temperature", "unsupported_value")
        return None

    return check


def only(names: set[str], refuse: Callable[[list[str], Body], Refusal]) -> Callable[[Body], Refusal | None]:
    def check(body: Body) -> Refusal | None:
        unknown = sorted(set(body) - names)
        return refuse(unknown, body) if unknown else None

    return check


def mistral(unknown: list[str], body: Body) -> Refusal:
    detail = [{"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted", "input": body[name]} for name in unknown]
    return 422, {"object": "error", "message": {"detail": detail}, "type": "invalid_request_error", "param": None, "code": None}


def gemini(unknown: list[str], _: Body) -> Refusal:
    return google(400, f'Invalid JSON payload received. Unknown name "{unknown[0]}": Cannot find field.', "INVALID_ARGUMENT")


def google(status: int, message: str, name: str) -> Refusal:
    return status, [{"error": {"code": status, "message": message, "status": name}}]


def groq(body: Body) -> Refusal | None:
    for name in ("logprobs", "top_logprobs", "logit_bias", "n"):
        if name in body:
            return 400, error(f"property '{name}' is unsupported", param=name)
    return None


def named(model: str) -> Callable[[Body], Refusal | None]:
    """A server of one's own, which knows the models that lie there."""
    return lambda body: None if body["model"] == model else (404, error(f'model "{body["model"]}" not found, try pulling it first', "api_error"))


# --- What they send -----------------------------------------------------------------------------------------------------------------


def azure(wants_usage: bool) -> list[bytes]:
    first = event({"choices": [], "created": 0, "id": "", "model": "", "object": "", "prompt_filter_results": [{"prompt_index": 0}]})
    late = event({"id": "", "choices": [{"index": 0, "finish_reason": None, "content_filter_offsets": {"check_offset": 0}}]})
    return [first, *usual(wants_usage)[:-1], late, DONE]


def openrouter(_: bool) -> list[bytes]:
    wait = b": OPENROUTER PROCESSING\n\n"
    texts = [chunk({"content": text}, native_finish_reason=None) for text in TEXTS]
    return [wait, wait, chunk({"role": "assistant", "content": "", "reasoning": NOTES}), *texts, wait, chunk({"content": ""}, "stop"),
            event({"id": "g", "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": None}], "usage": USAGE | {"cost": 0.1}}), DONE]


def magistral(_: bool) -> list[bytes]:
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": NOTES}]}
    texts = [chunk({"content": [{"type": "text", "text": text}]}) for text in TEXTS]
    return [chunk({"role": "assistant", "content": ""}), chunk({"content": [thinking]}), *texts, chunk({"content": ""}, "stop"), DONE]


def deepseek(_: bool) -> list[bytes]:
    wait = b": keep-alive\n\n"
    return [wait, chunk({"role": "assistant", "content": None, "reasoning_content": NOTES}), wait,
            *(chunk({"content": text, "reasoning_content": None}) for text in TEXTS), chunk({"content": ""}, "stop"), DONE]


def last_with_reason(_: bool) -> list[bytes]:
    return [*(chunk({"content": text, "role": "assistant"}) for text in TEXTS[:-1]), chunk({"content": TEXTS[-1]}, "stop"), DONE]


def vllm(_: bool) -> list[bytes]:
    return [chunk({"role": "assistant", "content": ""}, logprobs=None), chunk({"reasoning": NOTES}), *last_with_reason(False)]


def llama_cpp(_: bool) -> list[bytes]:
    end = event({"choices": [], "object": "chat.completion.chunk", "usage": USAGE, "timings": {"prompt_n": 1}})
    return [chunk({"role": "assistant", "content": None}), b":\n\n", *(chunk({"content": text}) for text in TEXTS), b":\n\n", chunk({}, "stop"), end,
            b"data: [DONE]"]


LOOSE = (402, {"error": {"code": 402, "message": "Insufficient credits."}, "user_id": "user_1"})
ANY_EFFORT = ("none", "minimal", "low", "medium", "high", "max")
VENDORS = [
    Vendor("V-01", "/v1", "gpt-6-luna", "OpenAI", check=openai(ANY_EFFORT)),
    Vendor("V-01", "/v1", "gpt-6-luna", "OpenAI by its name", host="api.openai.com", check=openai(ANY_EFFORT)),
    Vendor("V-02", "/v1", "gpt-6-astra", "OpenAI without none", check=openai(ANY_EFFORT[1:]), attempts=2),
    Vendor("V-02", "/v1", "o4-mini", "OpenAI o-series", host="api.openai.com", check=openai(("low", "medium", "high")), attempts=2),
    Vendor("V-02", "/v1", "ours", "OpenAI under another name", check=openai(ANY_EFFORT), attempts=2),
    Vendor("V-03", "/v1", "gpt-4o-mini", "OpenAI, older", host="api.openai.com", check=openai((), thinks=False)),
    Vendor("V-04", "/openai/v1/", "deployed", "Azure v1", host="hotel.openai.azure.com", check=openai(ANY_EFFORT), stream=azure,
           rate=(429, {"error": {"code": "429", "message": "Requests have exceeded the call rate limit."}})),
    Vendor("V-05", "/openai/deployments/dep?api-version=2024-10-21", "dep", "Azure deployments", auth="api-key", query="api-version", stream=azure,
           wrong_key=(401, {"error": {"code": "401", "message": "Access denied due to invalid subscription key."}})),
    Vendor("V-06", "/api/v1", "openai/gpt-6-luna", "OpenRouter", host="openrouter.ai", check=openai(ANY_EFFORT), stream=openrouter, quota=LOOSE,
           wrong_key=(401, {"error": {"code": 401, "message": "No auth credentials found"}})),
    Vendor("V-07", "/openai/v1", "llama-3.3-70b-versatile", "Groq", check=groq),
    Vendor("V-08", "/v1", "mistral-small-latest", "Mistral", check=only(OLD | {"reasoning_effort"}, mistral),
           wrong_key=(401, {"message": "Unauthorized", "request_id": "abc"}), rate=(429, {"message": "Requests rate limit exceeded"})),
    Vendor("V-08", "/v1", "magistral-medium-latest", "Mistral that thinks", check=only(OLD | {"reasoning_effort"}, mistral), stream=magistral,
           plain=lambda: completion([{"type": "thinking", "thinking": []}, {"type": "text", "text": ANSWER}])),
    Vendor("V-09", "", "deepseek-flash", "DeepSeek", stream=deepseek, plain=lambda: b"\n\n\n" + completion(reasoning_content=NOTES),
           quota=(402, error("Insufficient Balance", "unknown_error", code="invalid_request_error"))),
    Vendor("V-10", "/v1beta/openai/", "gemini-3.8-flash", "Gemini", check=only((ALL - {"store", "metadata", "seed", "user"}), gemini),
           stream=last_with_reason, wrong_key=google(400, "API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT"),
           rate=google(429, "You exceeded your current quota.", "RESOURCE_EXHAUSTED")),
    Vendor("V-11", "/v1", "qwen3:8b", "Ollama", key=None, check=named("qwen3:8b")),
    Vendor("V-12", "/v1", "Qwen/Qwen3-8B", "vLLM", key=None, check=named("Qwen/Qwen3-8B"), stream=vllm),
    Vendor("V-13", "/v1", "gguf", "llama.cpp", key=None, stream=llama_cpp, closes=True),
    Vendor("V-14", "/v1", "qwen/qwen3-8b", "LM Studio", key=None),
]
