"""LLM gateways as relay peers, from PyPI, each with one worker or thread and one OpenAI-compatible provider behind it.

TensorZero's own gateway program is not on PyPI or in Debian; its Python client carries the same gateway in a shared library, and
`tensorzero_gateway.py` serves that. LiteLLM 1.110's proxy needs a package that PyPI does not have, so it stays at 1.106.
"""

from __future__ import annotations

import json
import pathlib
import sys
from collections.abc import Callable
from typing import NamedTuple

from measured import KEY, Measured, free_port, which, write

HERE = pathlib.Path(__file__).resolve().parent
MODEL = "gpt-6-luna"


class Relay(NamedTuple):
    """How a relay peer starts, given a folder and the upstream's `host:port`, and how guests ask it."""

    start: Callable[[pathlib.Path, str], Measured]
    path: str = "/v1/chat/completions"
    fields: str = ""
    model: str = MODEL


def rolter(folder: pathlib.Path, upstream: str) -> Measured:
    port = free_port()
    config = write(folder, "rolter.toml", f"""
[server]
host = "127.0.0.1"
port = {port}
[[providers]]
name = "model"
kind = "openai"
api_base = "http://{upstream}"
api_key_env = "OPENAI_API_KEY"
allow_custom_api_base = true
[[routes]]
model = "{MODEL}"
strategy = "round_robin"
[[routes.targets]]
provider = "model"
model = "{MODEL}"
""")
    return Measured("rolter", [which("rolter"), "gateway", "--config", config], port, folder, OPENAI_API_KEY=KEY, TOKIO_WORKER_THREADS="1",
                    RUST_LOG="error")


def ferrogw(folder: pathlib.Path, upstream: str) -> Measured:
    """Its rate limit, which answers 429 to 60 of 100 requests at once unless told, is set out of the way as Bellhop's is."""
    port = free_port()
    config = write(folder, "ferrogw.yaml", "strategy:\n  mode: single\ntargets:\n  - virtual_key: openai\n")
    return Measured("ferrogw", [which("ferrogw"), "serve"], port, folder, GATEWAY_CONFIG=config, OPENAI_API_KEY=KEY, PORT=str(port),
                    OPENAI_BASE_URL=f"http://{upstream}", MASTER_KEY="fgw_bench", GOMAXPROCS="1", LOG_LEVEL="error",
                    RATE_LIMIT_RPS="1000000", RATE_LIMIT_BURST="1000000")


def tensorzero(folder: pathlib.Path, upstream: str) -> Measured:
    config = write(folder, "tensorzero.toml", f"""
[gateway]
observability.enabled = false
[models.{MODEL}]
routing = ["model"]
[models.{MODEL}.providers.model]
type = "openai"
model_name = "{MODEL}"
api_base = "http://{upstream}/v1/"
""")
    return Measured("tensorzero", [sys.executable, str(HERE / "tensorzero_gateway.py"), config], None, folder, OPENAI_API_KEY=KEY,
                    TOKIO_WORKER_THREADS="1", RUST_LOG="error")


def litellm(folder: pathlib.Path, upstream: str) -> Measured:
    port = free_port()
    parameters = {"model": f"openai/{MODEL}", "api_base": f"http://{upstream}/v1", "api_key": KEY}
    config = write(folder, "litellm.yaml", json.dumps({
        "model_list": [{"model_name": MODEL, "litellm_params": parameters}], "general_settings": {"master_key": KEY}}))
    command = [which("litellm"), "--config", config, "--host", "127.0.0.1", "--port", str(port), "--num_workers", "1", "--telemetry", "False"]
    return Measured("litellm", command, port, folder, LITELLM_LOG="ERROR", LITELLM_LOCAL_MODEL_COST_MAP="True")


GATEWAYS: dict[str, Relay] = {
    "rolter": Relay(rolter, fields="Authorization: Bearer sk-rolter-dev\r\n"),
    "ferrogw": Relay(ferrogw, fields="Authorization: Bearer fgw_bench\r\n"),
    "tensorzero": Relay(tensorzero, "/openai/v1/chat/completions", model=f"tensorzero::model_name::{MODEL}"),
    "litellm": Relay(litellm, fields=f"Authorization: Bearer {KEY}\r\n"),
}
