"""llama.cpp's server (xllamacpp), asked over HTTP without its cache of prompts."""

import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen


def start(path: Path, *, context: int, threads: int) -> Any:
    from xllamacpp import CommonParams, Server

    params = CommonParams()
    params.model.path = str(path)
    params.n_ctx = context
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.warmup = False
    return Server(params)


def post(server: Any, path: str, body: dict[str, Any]) -> Any:
    """Return the answer of the server to a request, such as that of `completion`."""
    request = Request(
        f"{server.listening_address}/{path}",
        json.dumps({**body, "cache_prompt": False}).encode(),
        {"Content-Type": "application/json"},
    )
    with urlopen(request, timeout=600) as response:
        return json.load(response)
