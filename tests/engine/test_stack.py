"""What the next request is made of, looked at again and again while a person writes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.support.builders import session
from tests.support.plants import planted
from vibekoder.core.session import Session, Slice
from vibekoder.engine.pieces import Pieces, State
from vibekoder.engine.stack import NOTHING, Outlook, Stack
from vibekoder.store.objects import Objects
from vibekoder.store.sources import Sources

A = "<!-- include: a.py -->"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a few files."""
    (tmp_path / "many").mkdir()
    (tmp_path / "a.py").write_text("one\ntwo\nthree\n")
    (tmp_path / "page.md").write_text("# One\nfirst\n# Two\nsecond\n")
    for name in "abc":
        (tmp_path / f"many/{name}.txt").write_text(name * 30)
    return tmp_path


def stack(root: Path, clock: Callable[[], float] = lambda: 0.0) -> Stack:
    return Stack(Pieces(Sources(root), Objects(root / "sessions/.objects")), clock)


def last(one: Stack, draft: str = "", of: Session | None = None, **more: object) -> Outlook:
    return list(one.look(of or Session(), draft, **more))[-1]  # pyright: ignore


def names(found: Outlook) -> list[tuple[str, str]]:
    return [(one.path, one.state) for one in found.pieces]


def test_with_nothing_written_nothing_would_be_sent(root: Path) -> None:
    found = last(stack(root))
    assert found.empty
    assert found.whole
    assert NOTHING.empty


def test_words_are_counted_by_who_said_them(root: Path) -> None:
    found = last(stack(root), "And now?", session("s: Be calm", "u: Hello", "a: Hi there"))
    assert (found.system.slices, found.earlier.slices, found.words.slices) == (1, 2, 1)
    parts = (found.system, found.earlier, found.words)
    assert found.tokens == sum(one.tokens for one in parts) > 0


def test_pieces_stand_in_the_order_of_what_is_sent(root: Path) -> None:
    of = session(f"u: {A}\nWhy?", "a: So")
    found = last(stack(root), "<!-- include: page.md -->\nAnd?", of)
    assert names(found) == [("a.py", State.LIVE), ("page.md", State.LIVE)]
    assert found.tokens > found.words.tokens + found.earlier.tokens


def test_headings_and_files_stand_below_theirs(root: Path) -> None:
    found = last(stack(root), "<!-- include: page.md -->\n<!-- include: many/*.txt -->")
    page, many = found.pieces
    assert [one.part for one in found.below[page.key]] == ["One", "Two"]
    assert [one.path for one in found.below[many.key]] == [f"many/{one}.txt" for one in "abc"]
    assert many.tokens


def test_what_is_missing_is_told_apart(root: Path) -> None:
    found = last(stack(root), f"{A}\n<!-- include: gone.py -->")
    assert [one.path for one in found.missing] == ["gone.py"]


def test_what_is_switched_off_is_shown_and_not_counted(root: Path) -> None:
    on, off = last(stack(root), f"{A}\nWhy?"), last(stack(root), f"\\{A}\nWhy?")
    assert names(off) == [("a.py", State.OFF)]
    assert off.pieces[0].tokens == on.pieces[0].tokens
    assert not off.missing


def test_an_answer_that_quotes_a_directive_includes_nothing(root: Path) -> None:
    assert last(stack(root), "Go on", session("u: Hello", f"a: \\{A}\n{A}")).pieces == ()


def test_variants_and_empty_slices_are_not_counted(root: Path) -> None:
    found = last(stack(root), "", session("u: Hello", "a: One", "a alt: Two", "u: \n"))
    assert found.earlier.slices == 2


def test_a_key_in_the_draft_asks_nothing_of_the_session(root: Path) -> None:
    of, one = session(f"u a: {A}", "a b: Fine"), stack(root)
    first = last(one, "", of)
    (root / "a.py").unlink()
    assert last(one, "More", of).pieces == first.pieces


def test_after_a_change_on_the_disk_it_is_looked_at_again(root: Path) -> None:
    of, one = session(f"u a: {A}", "a b: Fine"), stack(root)
    last(one, "", of)
    (root / "a.py").unlink()
    one.forget()
    assert names(last(one, "", of)) == [("a.py", State.MISSING)]


def test_a_slice_that_moves_down_keeps_its_rows(root: Path) -> None:
    of, one = session(f"u a: {A}"), stack(root)
    last(one, "", of)
    slice_, head = of.slices[0], of.head
    below = Session((head, session("s: Calm").slices[0], slice_))
    assert [one.place.part for one in last(one, "", below).pieces] == [2]


def test_what_the_last_request_had_as_well_is_counted(root: Path) -> None:
    of, one = session("u a: Hello", "a b: Hi"), stack(root)
    sent = (of.slices[0],)
    found = last(one, "More", of, sent=sent)
    assert 0 < (found.before or 0) < found.tokens
    assert last(one, "Even more", of, sent=sent).before == found.before
    assert last(one, "More", of).before is None


def test_after_the_first_other_slice_nothing_is_as_before(root: Path) -> None:
    of, one = session("s a: Hello", "u b: Why", "a: So"), stack(root)
    other = session("s a: Goodbye", "u b: Why").slices
    same = session("s a: Hello", "u b: Why").slices
    assert last(one, "", of, sent=other).before == 0
    alike = last(one, "", of, sent=same)
    assert alike.before == alike.system.tokens + _tokens(of.slices[1], root)


def _tokens(part: Slice, root: Path) -> int:
    return last(stack(root), "", Session((part,))).tokens


def test_the_first_rows_come_before_the_last_are_known(root: Path) -> None:
    ticks = count(0, 1)
    one = stack(root, lambda: float(next(ticks)))
    found = list(one.look(Session(), "<!-- include: many/*.txt -->"))
    assert len(found) > 2
    assert [each.whole for each in found] == [False] * (len(found) - 1) + [True]
    assert len(found[0].pieces) == 1
    of = session("u: <!-- include: many/*.txt -->")
    assert len(list(one.look(of, ""))) > 2


@pytest.mark.parametrize("stands", ["draft", "session"])
def test_it_ends_when_it_is_not_wanted_any_more(root: Path, stands: str) -> None:
    text = "<!-- include: many/*.txt -->"
    of = session(f"u: {text}") if stands == "session" else Session()
    draft = text if stands == "draft" else ""
    found = list(stack(root).look(of, draft, cancelled=lambda: True))
    assert found == []


def test_pieces_that_differ_from_what_was_sent_are_counted(root: Path) -> None:
    kept = Objects(root / "sessions/.objects").put(b"one\n")[:12]
    found = last(stack(root), f"<!-- include: a.py @ {kept} -->")
    assert found.changed == 1


def test_every_estimate_is_corrected_alike(root: Path) -> None:
    of = session("s: Be calm", f"u: {A}\nWhy is this so, and not otherwise?", "a: So it is")
    found = last(stack(root), "<!-- include: page.md -->\n<!-- include: gone.py -->", of)
    assert found.scaled(1.0) is found
    scaled = found.scaled(2.0)
    assert scaled.tokens == 2 * found.tokens
    page = found.pieces[1].key
    assert [one.tokens for one in scaled.below[page]] == [
        2 * (one.tokens or 0) for one in found.below[page]
    ]
    assert scaled.pieces[2].tokens is None
    again = last(stack(root), "", of, sent=of.slices)
    assert again.scaled(2.0).before == 2 * (again.before or 0) > 0


def test_secrets_are_counted_in_own_words_as_well(root: Path) -> None:
    secret = planted()["GitHub"][1]
    (root / "dev.env").write_text(f"TOKEN={secret}\n")
    of = session(f"u aaaaaa: my {secret}", "a: fine")
    found = last(stack(root), f"and {secret}\n<!-- include: dev.env -->", of)
    assert (found.earlier.secrets, found.words.secrets, found.secrets) == (1, 1, 3)
