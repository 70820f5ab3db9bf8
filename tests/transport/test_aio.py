"""What is httpx's alone; the promises of the seam are in test_base."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import subprocess
import sys

import httpx
import pytest

from tests.support.nets import Recorder
from tests.support.server import Answer, ScriptedServer, endless
from tests.transport.test_base import post
from vibekoder.core.errors import Code
from vibekoder.transport.aio import AioTransport, failure_of

URL = "https://example.com/v1"


def wrapped(cause: Exception) -> list[BaseException]:
    outer = httpx.ConnectError("all attempts failed")
    return [outer, ExceptionGroup("several", [cause]), cause]


@pytest.mark.parametrize(
    ("cause", "code", "retryable"),
    [
        (ConnectionRefusedError(), Code.UNREACHABLE, True),
        (socket.gaierror(socket.EAI_NONAME, "?"), Code.UNREACHABLE, False),
        (OSError(errno.ENETUNREACH, "?"), Code.UNREACHABLE, True),
        (ssl.SSLError(1, "wrong version number"), Code.TLS, False),
        (ConnectionResetError(), Code.UNREACHABLE, True),
        (UnicodeError("label too long"), Code.UNREACHABLE, False),
    ],
)
def test_each_error_of_the_way_has_its_name(cause: Exception, code: Code, retryable: bool) -> None:
    failure = failure_of(wrapped(cause), URL)
    assert (failure.code, failure.retryable) == (code, retryable)
    assert "example.com" in failure.message


def test_closing_ends_what_runs_and_the_server_sees_it(server: ScriptedServer) -> None:
    server.reply(endless(rate=100))

    async def use() -> Recorder:
        transport, got = AioTransport(), Recorder()
        transport.send(post(server.url), got)
        async with asyncio.timeout(10):
            while len(got.pieces) < 3:  # noqa: ASYNC110  # the sink is no coroutine
                await asyncio.sleep(0.001)
        await transport.aclose()
        got.closed_to_facts = True
        await asyncio.sleep(0)
        return got

    assert not asyncio.run(use()).ended
    assert server.visits[0].disconnected.wait(5)


def test_a_fault_of_the_sink_is_seen(server: ScriptedServer) -> None:
    class Faulty(Recorder):
        def received(self, data: bytes) -> None:
            raise ZeroDivisionError

    seen: list[BaseException] = []

    async def use() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: seen.append(context["exception"]))
        transport, got = AioTransport(), Faulty()
        transport.send(post(server.url), got)
        async with asyncio.timeout(10):
            while not got.ended:  # noqa: ASYNC110  # the sink is no coroutine
                await asyncio.sleep(0.001)
        await transport.aclose()

    server.reply(Answer(body=(b"x",)))
    asyncio.run(use())
    assert [type(exc) for exc in seen] == [ZeroDivisionError]


def test_it_works_without_qt() -> None:
    code = "import sys, vibekoder.transport.aio; print('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
