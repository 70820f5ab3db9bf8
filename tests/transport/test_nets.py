from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from vibekoder.core.ways import Way, read_proxy
from vibekoder.transport import aio, qnam
from vibekoder.transport.nets import AIO, PROXIES, QNAM, Nets, through
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


@pytest.mark.parametrize(
    ("address", "usual", "net"),
    [
        ("http://proxy:1", AIO, AIO),
        ("http://proxy:1", QNAM, QNAM),
        ("https://proxy:1", QNAM, AIO),
        ("socks5://proxy:1", AIO, QNAM),
        ("socks5h://proxy:1", QNAM, QNAM),
        ("gopher://proxy:1", AIO, AIO),
        ("", AIO, AIO),
    ],
)
def test_a_proxy_that_only_the_other_transport_knows_is_gone_through_by_that(
    address: str, usual: str, net: str
) -> None:
    assert through(read_proxy(address) if address else None, usual) == net


def test_what_each_transport_says_that_it_knows_is_what_it_knows() -> None:
    assert {QNAM: qnam.SCHEMES, AIO: aio.SCHEMES} == PROXIES


def test_closing_closes_what_must_be_closed_once(qapp: object) -> None:
    made = Counted()
    nets = Nets(lambda *_: made)
    nets.reach(AIO, Way())
    asyncio.run(nets.aclose())
    asyncio.run(nets.aclose())
    assert made.closed == 1
    nets.deleteLater()
