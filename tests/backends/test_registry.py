"""How each kind of provider is spoken to."""

from __future__ import annotations

import json

import pytest
from pytestqt.qtbot import QtBot

from tests.backends.conftest import ask
from tests.support.fakes import FakeTransport
from tests.support.heard import Heard
from vibekoder.backends.openai import OpenAIBackend
from vibekoder.backends.registry import KINDS, Parts
from vibekoder.backends.rehearsal import RehearsalBackend
from vibekoder.core.messages import Message, Role
from vibekoder.core.providers import PROVIDERS, REHEARSAL
from vibekoder.wire.http import ChatRequest, Endpoint

REQUEST = ChatRequest("r1", "m", (Message(Role.USER, "Hi"),), {"seed": 1})


def parts(transport: FakeTransport) -> Parts:
    return Parts(Endpoint("mine", "http://127.0.0.1:9/v1", "sk-secret"), transport)


def test_there_is_a_kind_for_dialects_that_a_provider_speaks_alone() -> None:
    assert set(KINDS) <= {one.dialect for one in PROVIDERS.values()}


@pytest.mark.parametrize(
    ("name", "made"), [("openai", OpenAIBackend), ("rehearsal", RehearsalBackend)]
)
def test_each_kind_is_built(qapp: object, name: str, made: type) -> None:
    backend = KINDS[name].make(parts(FakeTransport()), None)
    assert isinstance(backend, made)
    assert backend.name == "mine"
    assert "sk-secret" not in repr(parts(FakeTransport()))


def test_the_body_is_exactly_what_the_wire_gets(qtbot: QtBot) -> None:
    transport, kind = FakeTransport(), KINDS["openai"]
    backend = kind.make(parts(transport), None)
    backend.start_request(REQUEST.messages, {"model": "m", "seed": 1}, "r1")
    qtbot.waitUntil(lambda: bool(transport.calls))
    without_key = Endpoint("mine", "http://127.0.0.1:9/v1")
    assert transport.call.request.body == kind.body(without_key, REQUEST)
    backend.cancel_request()


def test_the_rehearsal_has_a_body_too() -> None:
    body = json.loads(KINDS["rehearsal"].body(Endpoint("r", ""), REQUEST))
    assert body["messages"] == [{"role": "user", "content": "Hi"}]


def test_the_rehearsal_answers_through_the_table(qtbot: QtBot) -> None:
    made = KINDS["rehearsal"].make(
        Parts(Endpoint("r", ""), FakeTransport(), defaults={"rehearsal.speed": 0}), None
    )
    heard = Heard(made)
    ask(made)  # pyright: ignore[reportArgumentType]
    qtbot.waitUntil(heard.ended)
    assert "Hello" in heard.text()


def test_what_does_not_go_is_named_with_what_was_refused_before() -> None:
    place = Endpoint("mine", "http://127.0.0.1:9/v1", quirks={"lacks": ("top_k",)})
    messages = (Message(Role.USER, "Hi"),)
    params = {"seed": 1, "top_k": 2, "top_p": 0.5}
    request = ChatRequest("r1", "m", messages, params, {"drop": ["seed"]})
    assert KINDS["openai"].left_out(place, request) == ("top_k", "seed")
    assert KINDS["rehearsal"].left_out(place, request) == ()


@pytest.mark.parametrize("name", [one for one in KINDS if one != REHEARSAL.dialect])
def test_every_kind_can_outline_a_request_without_its_key(qapp: object, name: str) -> None:
    outline = KINDS[name].make(parts(FakeTransport()), None).outline("some-model")
    assert outline is not None
    assert outline.request.method == "POST"
    assert outline.request.url.startswith("http://127.0.0.1:9/")
    assert outline.request.body == b""
    assert outline.secrets
    assert "the-place" not in repr(outline)


def test_an_outline_hides_what_a_backends_own_headers_hold(qapp: object) -> None:
    place = Endpoint("mine", "http://127.0.0.1:9/v1", headers=(("X-Team", "between-us-alone"),))
    outline = KINDS["openai"].make(Parts(place, FakeTransport()), None).outline("some-model")
    assert outline is not None
    assert ("X-Team", "") in outline.request.headers
    assert "X-Team" in outline.secrets
    assert "Accept" not in outline.secrets
