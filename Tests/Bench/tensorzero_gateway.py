"""Serves the gateway that TensorZero's Python client carries, on a port of its own choice: `tensorzero_gateway.py CONFIG`."""

import signal
import sys
import urllib.parse

from tensorzero import _start_http_gateway

gateway = _start_http_gateway(config_file=sys.argv[1], clickhouse_url=None, postgres_url=None, valkey_url=None, async_setup=False)
print(f"listening on {urllib.parse.urlsplit(gateway.base_url).port}", flush=True)
signal.pause()
