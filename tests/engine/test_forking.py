"""The file that a fork is."""

from __future__ import annotations

from tests.support.builders import file_text, session
from vibekoder.core.session import parse
from vibekoder.engine.forking import forked_file
from vibekoder.store import front_matter

LINK = "001.md#aaaaaa"


def front(data: bytes) -> dict[str, object]:
    return dict(front_matter.read(parse(data).head.front))


def test_a_fork_says_where_it_comes_from() -> None:
    data = forked_file(session("u aaaaaa: one", "a: first"), 1, LINK)
    assert data.decode().endswith("---\n" + file_text("u aaaaaa: one") + "\n")
    assert front(data) == {"forked_from": LINK}


def test_a_fork_inherits_model_and_parameters_and_has_a_title_of_its_own() -> None:
    head = "---\ntitle: Old\nmodel: small # fast\ncreated: 2026-01-01\nforked_from: 000.md#x\n---\n"
    data = forked_file(session("u aaaaaa: one", head=head), 1, LINK)
    assert front(data) == {"model": "small", "forked_from": LINK}
    assert b"model: small # fast\n" in data


def test_front_matter_that_cannot_be_read_is_left_behind() -> None:
    data = forked_file(session("u aaaaaa: one", head="---\n- a list\n---\n"), 1, LINK)
    assert front(data) == {"forked_from": LINK}


def test_a_fork_of_a_file_with_windows_ends_has_them_in_its_new_lines() -> None:
    one = parse(b"=={ User }==\r\nHi\r\n")
    data = forked_file(one, 1, LINK)
    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_fork_with_fresh_sources_has_no_pin() -> None:
    one = session("u aaaaaa: <!-- include: a.py @ 3fa9c1d20b7e -->")
    assert b"<!-- include: a.py -->" in forked_file(one, 1, LINK, fresh=True)
