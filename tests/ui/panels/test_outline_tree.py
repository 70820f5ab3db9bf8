"""The tree of slices and headings, changed piece by piece."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from vibekoder.core.session import Session, Slice, Splice, parse, shown
from vibekoder.ui.panels.outline_tree import OutlineTree
from vibekoder.ui.rows import ROW


def slice_of(text: str, header: str = "Assistant | id=aaaaaa") -> Slice:
    part = parse(f"=={{ {header} }}==\n{text}".encode()).parts[1]
    assert isinstance(part, Slice)
    return part


class Told:
    """A session with its tree, and the texts that the tree has asked for."""

    def __init__(self, session: Session, *, checked: bool = True) -> None:
        self.session = session
        self.asked: list[str] = []
        self.tree = OutlineTree(session.parts, self._text, lambda name: self.session.find(name))
        # Qt's own checks go through all rows at each change
        fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
        self.tester = QAbstractItemModelTester(self.tree, fatal) if checked else None

    def _text(self, part: object) -> str:
        text = shown(part)  # pyright: ignore[reportArgumentType]
        self.asked.append(text)
        return text

    def change(self, at: int, removed: int, *added: Slice) -> None:
        splice = Splice(at, self.session.parts[at : at + removed], added)
        self.session = self.session.splice(splice)
        self.tree.splice(splice)

    def headings(self, row: int) -> list[str]:
        return [one.text for one in self.tree.headings(row)]

    def texts(self) -> list[str]:
        return [self.tree.entry(row).text for row in range(self.tree.count)]


@pytest.fixture
def told(qtbot: QtBot) -> Told:
    text = "".join(f"=={{ User | id=bbbbb{one} }}==\n{one}\n# {one}\n" for one in "cde")
    made = Told(parse(text.encode()))
    qtbot.waitUntil(lambda: made.headings(2) == ["e"])
    return made


def test_slices_come_and_go_where_the_session_has_them(qtbot: QtBot, told: Told) -> None:
    told.change(2, 1)
    assert told.texts() == ["c", "e"]
    told.change(3, 0, slice_of("new\n## H"), slice_of("x", "User"))
    assert told.texts() == ["c", "e", "new", "x"]
    qtbot.waitUntil(lambda: told.headings(2) == ["H"])
    assert told.tree.place(told.tree.index(0, 0, told.tree.index(1, 0))) == (2, 27)


def test_typing_in_one_slice_looks_at_no_other(qtbot: QtBot, told: Told) -> None:
    told.asked.clear()
    told.change(2, 1, slice_of("other\n# d\n# more", "User"))
    assert told.tree.entry(1).text == "other"
    qtbot.waitUntil(lambda: told.headings(1) == ["d", "more"])
    assert {text.split("\n")[1] for text in told.asked} == {"other"}


def test_headings_that_are_no_more_go(qtbot: QtBot, told: Told) -> None:
    told.change(1, 1, slice_of("```\n# c\n", "User"))
    qtbot.waitUntil(lambda: told.headings(0) == [])


def test_an_answer_that_grows_is_read_once(qtbot: QtBot, told: Told) -> None:
    told.change(4, 0, slice_of("\n"))
    told.tree.start_growing("aaaaaa")
    told.asked.clear()
    for piece in ("Wor", "ds\n# On", "e\n", "more\n"):
        told.tree.grow("aaaaaa", piece)
    qtbot.waitUntil(lambda: told.headings(3) == ["One"])
    assert told.tree.entry(3).text == "Words"
    assert told.tree.entry(3).figure.startswith("~")
    assert told.tree.headings(3)[0].point == len("=={ Assistant | id=aaaaaa }==\nWords\n")
    assert told.asked == []


def test_a_slice_that_ended_is_told_as_its_file_says(qtbot: QtBot, told: Told) -> None:
    told.change(4, 0, slice_of(""))
    told.tree.start_growing("aaaaaa")
    assert told.tree.entry(3).state == "running"
    told.change(4, 1, slice_of("Whole", "Assistant | id=aaaaaa status=stopped usage=1/7//"))
    told.tree.stop_growing("aaaaaa")
    entry = told.tree.entry(3)
    assert (entry.text, entry.figure, entry.state) == ("Whole", "7", "stopped")


def test_states_that_no_file_tells_are_told(told: Told) -> None:
    told.tree.set_states({"bbbbbd": "failed"})
    assert [told.tree.entry(row).state for row in (0, 1)] == ["complete", "failed"]
    assert "failed" in told.tree.index(1, 0).data(3)
    told.tree.set_states({})
    assert told.tree.entry(1).state == "complete"


def test_a_place_belongs_to_the_heading_above_it(told: Told) -> None:
    begin = len("=={ User | id=bbbbbc }==\n")
    assert told.tree.index_at(1, begin).data(ROW) == told.tree.entry(0)
    assert told.tree.index_at(1, begin + 4).data() == "c"
    assert not told.tree.index_at(0, 0).isValid()


def test_five_thousand_slices_are_there_at_once_and_read_by_and_by(qtbot: QtBot) -> None:
    text = "".join(f"=={{ User }}==\n{n}\n# {n}\n" for n in range(5000))
    told = Told(parse(text.encode()), checked=False)
    assert told.tree.count == 5000
    assert told.asked == []
    qtbot.waitUntil(lambda: told.headings(4999) == ["4999"], timeout=10_000)


def test_what_is_estimated_is_corrected_and_what_was_counted_stays(qtbot: QtBot) -> None:
    told = Told(parse(b"=={ User }==\nfour words are here\n"))
    told.change(2, 0, slice_of("x", "Assistant | usage=4/868//"))
    before = told.tree.entry(0).tokens
    with qtbot.waitSignal(told.tree.dataChanged, timeout=1000):
        told.tree.scale(1.5)
    assert [told.tree.entry(row).tokens for row in (0, 1)] == [round(before * 1.5), 868]
    with qtbot.assertNotEmitted(told.tree.dataChanged):
        told.tree.scale(1.5)


def test_an_empty_outline_has_nothing_to_correct(qtbot: QtBot) -> None:
    told = Told(Session())
    with qtbot.assertNotEmitted(told.tree.dataChanged):
        told.tree.scale(2.0)
