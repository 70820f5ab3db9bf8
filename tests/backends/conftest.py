from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.fakes import FakeClock, FakeTransport
from tests.support.heard import Heard
from tests.support.nets import Net, open_net
from vibekoder.backends.http import HttpBackend
from vibekoder.core.messages import Message, Role
from vibekoder.wire.http import Endpoint
from vibekoder.wire.openai import OpenAI

KEY = "sk-secret-0123456789abcdef"


@pytest.fixture(params=["qnam", "aio"])
def net(request: pytest.FixtureRequest) -> Iterator[Net]:
    """Both transports, in Qt's loop as in the window."""
    name = "aio on Qt's loop" if request.param == "aio" else "qnam"
    with open_net(name, request) as opened:
        yield opened


@pytest.fixture
def transport() -> FakeTransport:
    return FakeTransport()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def backend(qapp: object, transport: FakeTransport, clock: FakeClock) -> Iterator[HttpBackend]:
    """An OpenAI-compatible backend whose network and clock are the test's."""
    made = make(transport, now=clock)
    yield made
    made.deleteLater()


@pytest.fixture
def heard(backend: HttpBackend) -> Heard:
    return Heard(backend)


def make(transport: Any, base_url: str = "http://127.0.0.1:9/v1", **options: Any) -> HttpBackend:
    """A backend over any transport; retries wait as short as they may."""
    options.setdefault("jitter", lambda: 0.0)
    return HttpBackend(Endpoint("test", base_url, KEY), OpenAI(), transport, **options)


def ask(backend: HttpBackend, request_id: str = "r1", text: str = "Hello", **params: Any) -> None:
    """Send one user message."""
    params.setdefault("model", "test-model")
    backend.start_request([Message(Role.USER, text)], params, request_id)
