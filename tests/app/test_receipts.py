"""What was sent for an answer, fetched for the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.app.receipts import Opened, compare, open_receipt
from vibekoder.core.session import Slice


@pytest.fixture
def answered(person: Person, root: Path, server: ScriptedServer) -> Slice:
    """An answer to a prompt with a file in it."""
    (root / "clock.py").write_text("tick = 1\n", "utf-8")
    server.reply(stream(["Yes"]))
    person.composer.prompt.setPlainText("Look:\n<!-- include: clock.py -->")
    person.press("Ctrl+Return")
    person.rest()
    person.until(lambda: person.answer is not None)
    assert person.answer is not None
    return person.answer


def opened(person: Person, answer: Slice) -> Opened:
    """Its receipt."""
    got: list[Opened] = []
    open_receipt(person.tab, answer, got.append, got.append)  # type: ignore[arg-type]
    person.until(lambda: got)
    return got[0]


def test_a_receipt_has_the_body_as_the_server_got_it(
    person: Person, answered: Slice, server: ScriptedServer
) -> None:
    found = opened(person, answered)
    assert found.sent.body == server.visits[0].body
    assert "tick = 1" in found.whole
    assert "tick = 1\n" in found.texts


def test_with_the_same_files_nothing_would_differ(person: Person, answered: Slice) -> None:
    told: list[str] = []
    compare(person.workspace, person.tab, opened(person, answered), 2, told.append, told.append)  # type: ignore[arg-type]
    person.until(lambda: told)
    assert told == [""]


def test_a_changed_file_is_the_difference(person: Person, answered: Slice, root: Path) -> None:
    (root / "clock.py").write_text("tick = 2\n", "utf-8")
    told: list[str] = []
    compare(person.workspace, person.tab, opened(person, answered), 2, told.append, told.append)  # type: ignore[arg-type]
    person.until(lambda: told)
    assert "tick = 1" in told[0]
    assert "tick = 2" in told[0]


def test_a_file_that_is_gone_is_named(person: Person, answered: Slice, root: Path) -> None:
    found = opened(person, answered)
    (root / "clock.py").unlink()
    failed: list[BaseException] = []
    compare(person.workspace, person.tab, found, 2, failed.append, failed.append)  # type: ignore[arg-type]
    person.until(lambda: failed)
    assert "clock.py" in str(failed[0])
