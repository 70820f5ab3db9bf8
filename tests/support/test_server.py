"""The server that other tests rely on, as a process and in a thread."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

from tests.support.server import CLOSE, Answer, ScriptedServer, stream, tokens_text

ROOT = Path(__file__).parents[2]


def test_as_a_process_it_prints_its_port_and_streams_numbered_tokens() -> None:
    command = [sys.executable, "-m", "tests.support.server", "--tokens", "40", "--rate", "2000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        url = f"http://127.0.0.1:{port}/v1/chat/completions"
        with urllib.request.urlopen(url, data=b"{}", timeout=10) as answer:
            body = answer.read().decode()
        process.terminate()
    found = re.findall(r'"content": "((?:[^"\\]|\\.)*)"', body)
    assert "".join(found).replace("\\n", "\n") == tokens_text(40)
    assert body.rstrip().endswith("data: [DONE]")
    assert process.returncode == 0


def test_it_tells_what_came_and_that_the_client_left(server: ScriptedServer) -> None:
    server.reply(Answer(body=(b"x", threading.Event())))
    request = urllib.request.Request(f"{server.url}/here", data=b"body")
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.read(1) == b"x"
    visit = server.wait_visits(1)[0]
    assert (visit.method, visit.path, visit.body) == ("POST", "/here", b"body")
    assert visit.disconnected.wait(5)
    assert visit.disconnected_at is not None


def test_its_own_cut_is_no_leaving_of_the_client(server: ScriptedServer) -> None:
    server.reply(Answer(body=(b"x", CLOSE), framing="raw"), stream(["fine"]))
    with urllib.request.urlopen(server.url, timeout=10) as answer:
        assert answer.read() == b"x"
    assert server.visits[0].finished.is_set()
    assert not server.visits[0].disconnected.is_set()
