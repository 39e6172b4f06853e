"""llama.cpp's own HTTP server with a tiny model: `llama_server.py FOLDER` prints `listening on URL` and serves until it is ended."""

from __future__ import annotations

import pathlib
import signal
import sys

import xllamacpp

from tiny_model import write_tiny_model

model = pathlib.Path(sys.argv[1]) / "tiny.gguf"
write_tiny_model(model)
settings = xllamacpp.CommonParams()
settings.model.path = str(model)
settings.model_alias = {"tiny"}
settings.hostnames = ["127.0.0.1"]
settings.port = 0
settings.n_ctx = 2048
settings.n_parallel = 1
settings.cpuparams.n_threads = 1
settings.warmup = False
settings.cache_prompt = False
server = xllamacpp.Server(settings)
print(f"listening on {server.listening_address}", flush=True)
signal.pause()
