"""Keys, lists of models and tests of a backend: asked for at once, answered later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.app.conftest import Rooms
from tests.app.room import KEY, Room
from tests.support.server import openai_stream
from vibekoder.app.connections import Connections
from vibekoder.app.ends import Failed
from vibekoder.app.errand import Outcome
from vibekoder.core.errors import Code, Failure, FormatError, VibeKoderError
from vibekoder.core.providers import PROVIDERS
from vibekoder.store.key_rules import Rule, Source
from vibekoder.store.projects import BackendEntry

MODELS = b'{"data": [{"id": "small"}, {"id": "large", "context_length": 8192}]}'
JSON = (("content-type", "application/json"),)


def entry(room: Room) -> BackendEntry:
    return room.workspace.project.backend("scripted")


def connections(room: Room) -> Connections:
    return room.workspace.connections


def test_a_key_is_looked_for_and_known_from_then_on(room: Room) -> None:
    told: list[Any] = []
    assert connections(room).known(entry(room)).key is None
    connections(room).look(entry(room), told.append)
    assert told == []
    room.until(lambda: told)
    assert told[0].key == connections(room).known(entry(room)).key == KEY


def test_a_given_key_is_used_for_its_address(room: Room) -> None:
    done: list[bool] = []
    connections(room).give(
        entry(room), "sk-new", keep=False, done=lambda: done.append(True), failed=done.append
    )
    room.until(lambda: done == [True])
    call = room.send(room.new())
    assert ("Authorization", "Bearer sk-new") in call.request.headers


def test_what_is_no_key_comes_back_as_a_sentence(room: Room) -> None:
    failed: list[VibeKoderError] = []
    connections(room).give(entry(room), "", keep=False, done=lambda: None, failed=failed.append)
    room.until(lambda: failed)
    assert isinstance(failed[0], FormatError)


def test_a_rule_is_kept_and_holds_at_once(room: Room) -> None:
    told: list[Any] = []
    asked = connections(room)
    asked.put_rule(entry(room), Rule(Source.NONE), lambda: told.append("kept"), told.append)
    asked.rule(entry(room), told.append, told.append)
    asked.look(entry(room), told.append)
    room.until(lambda: len(told) == 3)
    assert told[:2] == ["kept", Rule(Source.NONE)]
    assert told[2].key is None


def test_models_are_told_and_remembered(room: Room) -> None:
    told: list[Any] = []
    connections(room).models(entry(room), room.workspace.project, told.append)
    room.until(lambda: room.transport.calls)
    call = room.transport.call
    call.open(200, JSON)
    call.receive(MODELS)
    call.close()
    room.until(lambda: told)
    assert [one.name for one in told[0]] == ["small", "large"]
    catalog = room.workspace.backends.catalog
    room.until(lambda: catalog.known(entry(room).base_url) == ("small", "large"))


def test_models_are_not_asked_for_without_a_key(rooms: Rooms) -> None:
    room, told = rooms(environ={}), list[Any]()
    connections(room).models(entry(room), room.workspace.project, told.append)
    room.until(lambda: told)
    assert told[0].code is Code.NO_KEY
    assert not room.transport.calls


def tried(room: Room, **params: Any) -> tuple[list[Outcome], list[str], Any]:
    ends, said = list[Outcome](), list[str]()
    stop = connections(room).test(
        replace(entry(room), params=params), room.workspace.project, "t1", ends.append, said.append
    )
    return ends, said, stop


def test_a_test_is_a_real_request_with_the_backends_own_model(room: Room) -> None:
    ends, said, _ = tried(room)
    room.until(lambda: room.transport.calls)
    call = room.transport.call
    assert b'"model":"small"' in call.request.body
    call.play(openai_stream(["ready"]))
    room.until(lambda: ends)
    assert (ends[0].text, ends[0].failed, ends[0].pieces) == ("ready", None, 1)
    assert ends[0].reached is not None
    assert ends[0].first is not None
    assert said[-1] == "answering"
    assert not room.journals()


def test_a_test_without_a_key_sends_nothing(rooms: Rooms) -> None:
    room = rooms(environ={})
    ends, _, _ = tried(room)
    room.until(lambda: ends)
    assert ends[0].failed is not None
    assert ends[0].failed.code == Code.NO_KEY
    assert not room.transport.calls


def test_a_test_goes_on_without_a_parameter_that_the_server_refuses(room: Room) -> None:
    ends, _, _ = tried(room, max_tokens=9)
    room.until(lambda: room.transport.calls)
    call = room.transport.call
    call.open(400, JSON)
    call.receive(
        b'{"error": {"message": "Unsupported parameter: \'max_tokens\' is not supported"}}'
    )
    call.close()
    room.until(lambda: len(room.transport.calls) == 2)
    assert b'"max_completion_tokens":9' in room.transport.call.request.body
    room.transport.call.play(openai_stream(["ready"]))
    room.until(lambda: ends)
    assert ends[0].text == "ready"


def test_a_test_that_fails_says_why(room: Room) -> None:
    ends, _, _ = tried(room)
    room.until(lambda: room.transport.calls)
    room.transport.call.close(Failure(Code.TLS, "The certificate is not trusted."))
    room.until(lambda: ends)
    assert ends[0].failed is not None
    assert ends[0].failed.code == Code.TLS


@pytest.mark.parametrize("early", [True, False])
def test_a_test_can_be_stopped(room: Room, early: bool) -> None:
    ends, _, stop = tried(room)
    if not early:
        room.until(lambda: room.transport.calls)
    stop()
    room.until(lambda: ends)
    assert ends[0].failed == Failed("stopped", "Stopped")


def test_a_refused_key_is_told_with_where_it_came_from(room: Room) -> None:
    failed = Failed(Code.AUTH, "The key was refused.", "Check it.")
    assert connections(room).refused(entry(room), failed) == failed
    told: list[Any] = []
    connections(room).look(entry(room), told.append)
    room.until(lambda: told)
    assert connections(room).refused(entry(room), failed).hint == (
        "Check it. The key came from SCRIPTED_KEY."
    )


def test_servers_on_this_computer_are_found_by_their_models(room: Room) -> None:
    found: list[tuple[BackendEntry, int]] = []
    local = PROVIDERS["llamacpp"]
    connections(room).places = ((local, "http://a.test/v1"), (local, "http://b.test/v1"))
    connections(room).find(
        room.workspace.project, lambda entry, count: found.append((entry, count))
    )
    room.until(lambda: len(room.transport.calls) == 2)
    for call, body in zip(room.transport.calls, (b"<html>", MODELS), strict=True):
        call.open(200, JSON)
        call.receive(body)
        call.close()
    room.until(lambda: found)
    assert [(one.base_url, one.model, count) for one, count in found] == [
        ("http://b.test/v1", "small", 2)
    ]
    catalog = room.workspace.backends.catalog
    room.until(lambda: catalog.known("http://b.test/v1"))
    assert not any(name == "Authorization" for name, _ in room.transport.call.request.headers)


def test_only_this_computer_is_searched(room: Room) -> None:
    assert all(url.startswith("http://127.0.0.1:") for _, url in connections(room).places)
    assert {one.name for one, _ in connections(room).places} >= {"llamacpp", "lmstudio"}


@pytest.mark.logs
def test_a_mistake_of_a_keyring_is_told_without_its_words(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def of(self, origin: str) -> None:
            raise RuntimeError(f"secret {KEY}")

    told: list[Any] = []
    connections(room).keys.rules = Broken()
    connections(room).rule(entry(room), told.append, told.append)
    room.until(lambda: told)
    assert told[0].sentence == "The key could not be looked for."
    assert KEY not in caplog.text


@pytest.mark.logs
def test_a_look_that_fails_is_answered_with_a_sentence(room: Room) -> None:
    class Broken:
        def of(self, origin: str) -> None:
            raise RuntimeError

    connections(room).keys.rules = Broken()
    ends, _, _ = tried(room)
    listed: list[Any] = []
    connections(room).models(entry(room), room.workspace.project, listed.append)
    room.until(lambda: ends and listed)
    assert ends[0].failed is not None
    for told in (ends[0].failed, listed[0]):
        assert told.hint.endswith("The key could not be looked for.")
    assert not room.transport.calls


def test_a_test_that_waits_for_a_keyring_ends_at_once_when_it_is_stopped(room: Room) -> None:
    ends, _, stop = tried(room)
    stop()
    stop()
    assert [one.failed for one in ends] == [Failed("stopped", "Stopped")]


def test_another_address_has_another_key(room: Room) -> None:
    other = replace(entry(room), base_url="https://other.test/v1")
    assert connections(room).origin(other) == "https://other.test"


def unnamed(rooms: Rooms, **environ: str) -> tuple[Room, BackendEntry]:
    room = rooms(environ={"SCRIPTED_KEY": KEY, **environ})
    return room, replace(entry(room), model="")


def test_a_test_asks_the_model_that_the_environment_names(rooms: Rooms) -> None:
    room, nameless = unnamed(rooms, OPENAI_MODEL="from-outside")
    stop = connections(room).test(
        nameless, room.workspace.project, "t1", lambda _: None, lambda _: None
    )
    room.until(lambda: room.transport.calls)
    assert b'"model":"from-outside"' in room.transport.call.request.body
    stop()


def test_a_test_without_a_model_sends_nothing_and_says_what_a_send_says(rooms: Rooms) -> None:
    room, nameless = unnamed(rooms)
    ends = list[Outcome]()
    connections(room).test(nameless, room.workspace.project, "t1", ends.append, lambda _: None)
    room.until(lambda: ends)
    backends = room.workspace.backends
    choice = replace(backends.choice(room.workspace.project), entry=nameless, model="")
    refused = backends.target(choice).refusal()
    assert refused is not None
    assert ends[0].failed == Failed("refused", refused.sentence, refused.hint)
    assert not room.transport.calls
