"""How long it takes until the server knows that a person pressed Stop."""

from __future__ import annotations

import time

import pytest

from tests.backends.conftest import ask, make
from tests.support.bench import report
from tests.support.heard import Heard
from tests.support.nets import open_net
from tests.support.server import ScriptedServer, endless

LIMIT = 0.050  # seconds
ROUNDS = 100


@pytest.mark.parametrize("name", ["qnam", "aio on Qt's loop"])
def test_the_server_sees_a_stop_at_once(
    name: str, request: pytest.FixtureRequest, server: ScriptedServer
) -> None:
    server.fallback = endless(rate=200)
    times: list[float] = []
    with open_net(name, request) as net:
        backend = make(net.transport, server.base_url)
        heard = Heard(backend)
        for count in range(ROUNDS):
            wanted = f"r{count}"
            ask(backend, wanted)
            net.settle(lambda wanted=wanted: heard.text(wanted))
            visit = server.visits[count]
            pressed = time.monotonic()
            backend.cancel_request(wanted)
            net.settle(visit.disconnected.is_set)
            times.append((visit.disconnected_at or 0) - pressed)
            heard.said.clear()
    ninety_ninth = sorted(times)[int(ROUNDS * 0.99) - 1]
    report(
        f"cancel until the server sees the end, p99 ({name.split()[0]})",
        ninety_ninth / LIMIT,
        1.0,
        "50 ms",
        ROUNDS,
    )
