"""What a prompt has told of a change, the model knows: a lamp does not tell of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.test_pieces import pieces, pin
from tests.support.builders import session
from vibekoder.core.errors import Refused
from vibekoder.core.session import Session
from vibekoder.engine import told
from vibekoder.engine.drift import changes
from vibekoder.engine.pieces import State
from vibekoder.engine.stack import Outlook, Stack


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "src").mkdir(parents=True)
    (root / "src/a.py").write_text("one\n")
    (root / "src/b.py").write_text("two\n")
    return root


def look(root: Path, of: Session, draft: str = "") -> Outlook:
    return list(Stack(pieces(root)).look(of, draft))[-1]


@pytest.mark.parametrize("what", ["include: src/a.py", "include: src", "include: src/a.py#L1-1"])
def test_what_was_told_is_no_change_until_the_file_changes_again(root: Path, what: str) -> None:
    line = f"<!-- {pin(root, what)} -->"
    (root / "src/a.py").write_text("1\n")
    text = changes(pieces(root), session(f"u: {line}")).text
    assert look(root, session(f"u: {line}")).changed == 1
    assert look(root, session(f"u: {line}"), text).changed == 0
    one = session(f"u: {line}", "a: yes", f"u: {text}")
    assert look(root, one).changed == 0
    (root / "src/a.py").write_text("1st\n" if "#" in what else "1\n2\n")
    (row,) = look(root, one).pieces
    assert (row.state, row.added, row.removed) == (State.CHANGED, 1, "#" in what)


def test_what_was_told_of_one_file_says_nothing_of_another(root: Path) -> None:
    line, other = (f"<!-- {pin(root, f'include: src/{name}.py')} -->" for name in "ab")
    (root / "src/a.py").write_text("1\n")
    text = changes(pieces(root), session(f"u: {line}")).text
    (root / "src/b.py").write_text("2\n")
    one = session(f"u: {line}\n{other}", f"u: {text}")
    assert [row.state for row in look(root, one).pieces] == [State.PINNED, State.CHANGED]


def test_a_file_that_is_gone_stays_changed(root: Path) -> None:
    line = f"<!-- {pin(root, 'include: src')} -->"
    (root / "src/a.py").write_text("1\n")
    text = changes(pieces(root), session(f"u: {line}")).text
    (root / "src/a.py").unlink()
    assert look(root, session(f"u: {line}", f"u: {text}")).changed == 1


def test_a_file_that_was_emptied_is_known_to_be_empty(root: Path) -> None:
    line = f"<!-- {pin(root, 'include: src/a.py')} -->"
    (root / "src/a.py").write_text("")
    text = changes(pieces(root), session(f"u: {line}")).text
    assert look(root, session(f"u: {line}", f"u: {text}")).changed == 0


def test_an_answer_tells_nothing() -> None:
    text = "```diff\n--- a\n+++ a\n@@ -1,1 +1,1 @@\n-b\n+c\n```"
    one = session("u: x", f"a: {text}", f"u: {text}")
    assert told.prompts(one, text) == ((3, text), (None, text))


def test_what_was_told_of_bytes_that_are_gone_is_not_known(root: Path) -> None:
    line = f"<!-- {pin(root, 'include: src/a.py')} -->"
    (root / "src/a.py").write_text("1\n")
    one = pieces(root)
    (row,) = (row for row in one.rows(session(f"u: {line}")) if row.kind == "file")
    one.objects.path(row.object).unlink()
    with pytest.raises(Refused):
        told.known(one, row, ())
    text = f"```diff\n--- {row.path}\n+++ {row.path}\n@@ -1,1 +1,1 @@\n-one\n+1\n```"
    assert told.heard(one, (row,), [(None, text)]) == (row,)


def test_what_a_prompt_has_told_before_the_piece_is_not_of_it(root: Path) -> None:
    line = f"<!-- {pin(root, 'include: src/a.py')} -->"
    (root / "src/a.py").write_text("1\n")
    text = changes(pieces(root), session(f"u: {line}")).text
    assert look(root, session(f"u: {text}", f"u: {line}")).changed == 1
