"""Every provider alike in the window: its states, its pictures, its reasoning, all in turn."""

from __future__ import annotations

import json
import os
import threading
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.end2end.conftest import Opens
from tests.end2end.person import KEY, Person
from tests.end2end.speaking import entry, write
from tests.support.dialects import SPOKEN, Spoken
from tests.support.server import (
    Answer,
    ScriptedServer,
    Visit,
    chunk,
    sse,
)
from vibekoder.cli.main import Open
from vibekoder.core.session import take_apart
from vibekoder.store.paths import State

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
THOUGHT = "Let me see."


def event(kind: str, **members: Any) -> bytes:
    return f"event: {kind}\n".encode() + sse({"type": kind, **members})


def thought(spoken: Spoken) -> bytes:
    """How this dialect says that a model reasons."""
    if spoken.kind == "openai":
        return chunk({"reasoning_content": THOUGHT})
    if spoken.kind == "openai-responses":
        place = {"item_id": "rs_1", "output_index": 0, "summary_index": 0}
        return event("response.reasoning_summary_text.delta", delta=THOUGHT, **place)
    if spoken.kind == "anthropic":
        block = {"type": "thinking", "thinking": "", "signature": ""}
        return event("content_block_start", index=7, content_block=block) + event(
            "content_block_delta", index=7, delta={"type": "thinking_delta", "thinking": THOUGHT}
        )
    if spoken.kind == "gemini":
        part = {"text": THOUGHT, "thought": True}
        return sse({"candidates": [{"content": {"role": "model", "parts": [part]}, "index": 0}]})
    said = {"role": "assistant", "content": "", "thinking": THOUGHT}
    return json.dumps({"model": "m", "message": said, "done": False}).encode() + b"\n"


@pytest.fixture
def person(
    qt_loop: object, opens: Opens, root: Path, server: ScriptedServer, spoken: Spoken
) -> Person:
    """Somebody whose backend speaks the dialect."""
    write(root, server.url, spoken)
    someone = opens()
    someone.ready()
    return someone


def test_each_state_of_a_request_is_read_on_its_slice_and_in_the_status_bar(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    gates = [threading.Event() for _ in range(3)]
    first, *rest = spoken.begun(["Said"])
    body = [first, thought(spoken), gates[1], *rest, gates[2], *spoken.ended("stop")]
    if spoken.kind in ("gemini", "ollama", "openai"):
        body = [thought(spoken), gates[1], first, *rest, gates[2], *spoken.ended("stop")]
    server.reply(spoken.answer(*body).but(before=[gates[0]]))
    seen = person.statuses()
    status = person.window.status.state
    person.send("Hello")
    for state, gate in zip(("waiting", "reasoning", "answering"), gates, strict=True):
        person.until(lambda state=state: person.banner().word.startswith(state))
        person.until(lambda state=state: status.text().startswith(state))
        assert person.acts()[0] == "Stop"
        gate.set()
    person.rest()
    person.until(lambda: status.text() == "")
    wanted = ["connecting", "waiting", "reasoning", "answering"]
    assert [one for one in seen if one in wanted] == wanted
    assert person.answer.status == "complete"
    assert take_apart(person.answer.text).pieces[-1].text == "Said"


def test_what_a_model_reasoned_is_kept_and_not_sent_back(
    person: Person, server: ScriptedServer, spoken: Spoken
) -> None:
    first, *rest = spoken.begun(["Said"])
    body = [thought(spoken), first, *rest]
    if spoken.kind in ("openai-responses", "anthropic"):
        body = [first, thought(spoken), *rest]
    server.reply(spoken.answer(*body, *spoken.ended("stop")), spoken.stream("Again"))
    person.ask("Hello")
    assert THOUGHT in person.answer.text
    person.ask("And then?")
    assert b"Said" in server.visits[1].body
    assert THOUGHT.encode() not in server.visits[1].body


def test_a_picture_goes_out_in_each_protocols_own_form(
    person: Person, server: ScriptedServer, spoken: Spoken, root: Path
) -> None:
    (root / "plan.png").write_bytes(PNG)
    server.reply(spoken.stream("A plan"))
    assert person.ask("<!-- include: plan.png -->\nWhat is it?").text == "A plan"
    sent = server.visits[0].body
    assert b64encode(PNG) in sent
    words = {"openai": b"image_url", "openai-responses": b"input_image", "anthropic": b"base64"}
    assert words.get(spoken.kind, b"images" if spoken.kind == "ollama" else b"inlineData") in sent


def test_one_session_goes_from_provider_to_provider_and_nothing_else_changes(
    qt_loop: object, opens: Opens, root: Path, server: ScriptedServer
) -> None:
    def answer(visit: Visit) -> Answer:
        one = next(one for one in SPOKEN if visit.path.startswith(f"/{one.kind}/"))
        return one.stream(f"I am {one.kind}")

    server.choose = answer
    lines = ['id = "p1"', f'backend = "{SPOKEN[0].kind}"']
    for one in SPOKEN:
        lines += entry(one, f"{server.url}/{one.kind}", one.kind)
    (root / "vibekoder.toml").write_text("\n".join(lines) + "\n", "utf-8")
    person = opens()
    person.ready()
    for one in SPOKEN:
        person.press("Ctrl+M")
        person.sheet()
        person.type(f"{one.kind}/test-model\n")
        person.until(lambda: person.composer.prompt.hasFocus())
        assert person.ask(f"Who are you, {one.kind}?").text == f"I am {one.kind}"
        assert person.answer.model == f"{one.kind}/test-model"
    said = [one.text for one in person.on_disk().slices if one.role == "assistant"]
    assert said == [f"I am {one.kind}" for one in SPOKEN]
    sent = next(visit.body for visit in reversed(server.visits) if visit.method == "POST")
    for earlier in SPOKEN[:-1]:
        assert f"I am {earlier.kind}".encode() in sent
    person.agree()


OUTSIDE = {
    "openai": ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL"),
    "openai-responses": ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL"),
    "anthropic": ("ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_MODEL"),
    "gemini": ("GOOGLE_GEMINI_BASE_URL", "GOOGLE_API_KEY", "GEMINI_MODEL"),
    "ollama": ("OLLAMA_HOST", "", "OLLAMA_MODEL"),
}


def test_address_key_and_model_may_all_come_from_the_environment(
    qt_loop: object,
    qtbot: QtBot,
    root: Path,
    state: State,
    server: ScriptedServer,
    spoken: Spoken,
) -> None:
    where, key, model = OUTSIDE[spoken.kind]
    outside = {where: f"{server.url}{spoken.base}", model: "from-outside"}
    if spoken.kind == "ollama":
        outside[where] = server.url.removeprefix("http://")
    if key:
        outside[key] = KEY
    text = f'id = "p1"\nbackend = "mine"\n[backends.mine]\nkind = "{spoken.kind}"\n'
    (root / "vibekoder.toml").write_text(text, "utf-8")
    server.reply(spoken.stream("Found"))
    person = Person(qtbot, Open(project=root), state, {**os.environ, **outside})
    person.ready()
    assert person.ask().text == "Found"
    assert person.answer.model == "mine/from-outside"
    visit = server.visits[-1]
    assert (KEY in repr(visit.headers)) == bool(key)
    assert b"from-outside" in visit.body + visit.path.encode()
    person.leave()
