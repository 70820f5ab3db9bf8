from __future__ import annotations

import asyncio
from collections.abc import Mapping

from vibekoder.core.ways import Way
from vibekoder.transport.nets import AIO, QNAM, Nets
from vibekoder.transport.qnam import QnamTransport


class Counted:
    """A transport that only remembers that it was closed."""

    def __init__(self) -> None:
        self.closed = 0

    def send(self, *_: object) -> None:
        raise AssertionError("nothing is sent here")

    async def aclose(self) -> None:
        self.closed += 1


def test_each_way_has_one_transport_of_each_name_and_httpx_is_made_when_needed(
    qapp: object,
) -> None:
    made: list[tuple[Way, Mapping[str, str]]] = []
    environ = {"all_proxy": "http://proxy:1"}
    nets = Nets(lambda *how: made.append(how) or Counted(), environ)
    first, second = Way(), Way(proxy="direct")
    assert isinstance(nets.reach(QNAM, first), QnamTransport)
    assert nets.reach(QNAM, first) is nets.reach(QNAM, first)
    assert nets.reach(QNAM, first) is not nets.reach(QNAM, second)
    assert made == []
    assert nets.reach(AIO, first) is nets.reach(AIO, first)
    assert made == [(first, environ)]
    nets.deleteLater()


def test_closing_closes_what_must_be_closed_once(qapp: object) -> None:
    made = Counted()
    nets = Nets(lambda *_: made)
    nets.reach(AIO, Way())
    asyncio.run(nets.aclose())
    asyncio.run(nets.aclose())
    assert made.closed == 1
    nets.deleteLater()
