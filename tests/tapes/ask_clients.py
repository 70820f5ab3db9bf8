"""Ask the providers' own clients what they read in the strange streams, and write it down.

Run by hand with a Python that has openai, anthropic, google-genai and ollama:

    python tests/tapes/ask_clients.py

Each line of ``hostile/*.jsonl`` gets a field ``client``: the text that the client read, or
``{"raises": the error's name}`` where it gave up. Nothing but a server on this computer is asked.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "hostile"
ASKED: Any = [{"role": "user", "content": "Hello"}]
QUIET = {"api_key": "none", "max_retries": 0, "timeout": 10}


class Player(BaseHTTPRequestHandler):
    """Answers each request with the body that is played now."""

    body = b""
    kind = "text/event-stream"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Content-Type", self.kind)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library calls it so
        """Say nothing."""


def _openai(base: str) -> Iterator[str]:
    client = import_module("openai").OpenAI(base_url=f"{base}/v1", **QUIET)
    for one in client.chat.completions.create(model="m", messages=ASKED, stream=True):
        for choice in one.choices or []:
            if not choice.index and choice.delta is not None:
                yield from _texts(choice.delta.content, choice.delta.refusal)


def _responses(base: str) -> Iterator[str]:
    client = import_module("openai").OpenAI(base_url=f"{base}/v1", **QUIET)
    for one in client.responses.create(model="m", input=ASKED, stream=True):
        if one.type in ("response.output_text.delta", "response.refusal.delta"):
            yield one.delta


def _anthropic(base: str) -> Iterator[str]:
    client = import_module("anthropic").Anthropic(base_url=base, **QUIET)
    with client.messages.stream(model="m", max_tokens=9, messages=ASKED) as stream:
        yield from stream.text_stream


def _gemini(base: str) -> Iterator[str]:
    client = import_module("google.genai").Client(
        api_key="none", http_options={"base_url": base, "timeout": 10_000}
    )
    for one in client.models.generate_content_stream(model="m", contents="Hello"):
        yield from _texts(one.text)


def _ollama(base: str) -> Iterator[str]:
    client = import_module("ollama").Client(host=base, timeout=10)
    for one in client.chat(model="m", messages=ASKED, stream=True):
        yield from _texts(one.message.content)


CLIENTS: Mapping[str, Callable[[str], Iterator[str]]] = {
    "openai": _openai,
    "responses": _responses,
    "anthropic": _anthropic,
    "gemini": _gemini,
    "ollama": _ollama,
}


def read(client: Callable[[str], Iterator[str]], base: str) -> str | dict[str, str]:
    """The text that a client reads in what is played now, or the name of its error."""
    try:
        return "".join(client(base))
    except Exception as error:  # noqa: BLE001 - whatever it is, the client gives up
        return {"raises": type(error).__name__}


def main() -> None:
    """Play every stream to its client."""
    server = HTTPServer(("127.0.0.1", 0), Player)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    for name, client in CLIENTS.items():
        path = FOLDER / f"{name}.jsonl"
        streams = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        Player.kind = "application/x-ndjson" if name == "ollama" else "text/event-stream"
        for stream in streams:
            Player.body = stream["body"].encode()
            stream["client"] = read(client, base)
            stream["body"] = stream.pop("body")  # the longest comes last
        lines = [json.dumps(one, ensure_ascii=True) for one in streams]
        path.write_text("\n".join(lines) + "\n", "utf-8")
    server.shutdown()


def _texts(*given: Any) -> Iterator[str]:
    return (one for one in given if isinstance(one, str))


if __name__ == "__main__":
    main()
