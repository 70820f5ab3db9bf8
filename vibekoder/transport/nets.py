"""The transports of one program: each made when it is first needed, one for each way."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Protocol

from PySide6.QtCore import QObject

from vibekoder.core.ways import Proxy, Way
from vibekoder.transport.base import Transport
from vibekoder.transport.qnam import SCHEMES, QnamTransport

QNAM = "qnam"
AIO = "aio"

PROXIES: Final[Mapping[str, frozenset[str]]] = {
    QNAM: SCHEMES,
    # named here: importing httpx takes its time
    AIO: frozenset({"http", "https"}),
}
"""The kinds of proxies that each transport can go through."""


class Closing(Transport, Protocol):
    """A transport that must be closed before its loop ends."""

    def aclose(self) -> Awaitable[None]:
        """Close every connection."""
        ...


def through(proxy: Proxy | None, usual: str) -> str:
    """The transport that leads through a proxy: the usual one, unless only the other can."""
    if proxy is None or proxy.scheme in PROXIES[usual]:
        return usual
    return next((net for net, schemes in PROXIES.items() if proxy.scheme in schemes), usual)


class Nets(QObject):
    """Gives the transports; ``make_aio`` makes one over httpx, whose import takes its time."""

    def __init__(
        self,
        make_aio: Callable[[Way, Mapping[str, str]], Closing],
        environ: Mapping[str, str] = os.environ,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_aio = make_aio
        self._environ = environ
        self._qnam: dict[Way, QnamTransport] = {}
        self._aio: dict[Way, Closing] = {}

    def reach(self, net: str, way: Way) -> Transport:
        """The transport ``qnam`` or ``aio`` for a way; the same one each time."""
        if net == AIO:
            if way not in self._aio:
                self._aio[way] = self._make_aio(way, self._environ)
            return self._aio[way]
        if way not in self._qnam:
            self._qnam[way] = QnamTransport(self, way=way, environ=self._environ)
        return self._qnam[way]

    async def aclose(self) -> None:
        """Close what must be closed while the loop still runs."""
        closing, self._aio = self._aio, {}
        for transport in closing.values():
            await transport.aclose()
