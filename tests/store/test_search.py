"""Search through the files of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibekoder.core.seeking import MOST_IN_ONE, read_wanted
from vibekoder.store.search import Found, search
from vibekoder.store.sessions import SessionRow, rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = {
        "001.md": "---\ntitle: Tempo map\n---\n=={ User }==\nWhy the drift?\n",
        "002.md": "---\ntitle: Other\n---\n=={ User }==\nÄRGER mit dem TEMPO\n",
        "003.md": "---\ntitle: Many\n---\n=={ User }==\n" + "echo\n" * (MOST_IN_ONE + 5),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def look(listed: list[SessionRow], text: str) -> list[Found]:
    return [one for one in search(listed, read_wanted(text)) if one is not None]


def names(found: list[Found]) -> list[tuple[str, int]]:
    return [(one.row.path.name, len(one.hits)) for one in found]


def test_text_and_titles_are_found(folder: Path) -> None:
    assert names(look(rows(folder), "tempo")) == [("001.md", 0), ("002.md", 1)]
    assert names(look(rows(folder), "ärger")) == [("002.md", 1)]
    assert names(look(rows(folder), "nowhere")) == []
    assert names(look(rows(folder), "tempo nowhere")) == []
    assert names(look(rows(folder), "ÄRGER Ö")) == []


def test_a_title_narrows_it_down_or_is_enough(folder: Path) -> None:
    assert names(look(rows(folder), "title:tempo")) == [("001.md", 0)]
    assert names(look(rows(folder), "title:other tempo")) == [("002.md", 1)]
    assert names(look(rows(folder), "title:tempo role:user")) == [("001.md", 1)]


def test_of_many_places_in_one_session_some_are_told(folder: Path) -> None:
    (found,) = look(rows(folder), "echo")
    assert (len(found.hits), found.more) == (MOST_IN_ONE, True)


def test_a_session_that_has_gone_is_found_by_its_title_alone(folder: Path) -> None:
    listed = rows(folder)
    for row in listed:
        row.path.unlink()
    assert names(look(listed, "tempo")) == [("001.md", 0)]


def test_it_ends_when_something_else_is_looked_for(folder: Path) -> None:
    asked = iter((False, True))
    assert len(list(search(rows(folder), read_wanted("echo"), lambda: next(asked)))) == 1


def test_nothing_is_found_by_nothing(folder: Path) -> None:
    assert look(rows(folder), "") == []


def test_a_file_that_has_grown_since_it_was_listed_is_read_whole(folder: Path) -> None:
    listed = rows(folder)
    with (folder / "001.md").open("a", encoding="utf-8") as file:
        file.write("\ngamelan\n")
    assert names(look(listed, "gamelan")) == [("001.md", 1)]
