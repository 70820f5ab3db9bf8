"""The mirror knows where each place of the parts is in the document, whatever changes there."""

from __future__ import annotations

import os
import random

import pytest

from vibekoder.core.edits import Edit
from vibekoder.ui.editor.mirror import Change, Mirror, common_prefix, common_suffix
from vibekoder.ui.editor.part import LONG
from vibekoder.ui.editor.stand_ins import shown, units

SEEDS = range(1500 if os.environ.get("VIBEKODER_FULL") else 60)
BITS = ["a", "b ", "\n", "\n\n", "word ", "😀", "é", "`", "=={ User }==", "\\", "\xa0"]
ODD = ["\r", "\u2029", "\udc80", "\ufdd0"]
LONG_BITS = ["x" * 5000, "long " * 1900, "é" * 2500]


class Paper:
    """A document as plain as can be: units, and changes applied to them."""

    def __init__(self, text: str) -> None:
        self.units = bytearray(text.encode("utf-16-le"))

    def do(self, changes: list[Change]) -> None:
        for change in changes:
            low, high = 2 * change.at, 2 * (change.at + change.removed)
            assert 0 <= low <= high <= len(self.units)
            self.units[low:high] = change.text.encode("utf-16-le")

    @property
    def text(self) -> str:
        return self.units.decode("utf-16-le")


class Play:
    """Random edits and splices on parts, on their mirror and on a model at once."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.mirror = Mirror()
        self.model = [self.part(at) for at in range(self.random.randrange(1, 6))]
        self.paper = Paper(self.mirror.load(self.model))
        self.growing: int | None = None
        self.grown_at = 0

    def words(self, most: int, *, odd: bool = True) -> str:
        bits = BITS * 4 + (ODD if odd else []) + LONG_BITS
        return "".join(self.random.choice(bits) for _ in range(self.random.randrange(most)))

    def part(self, at: int) -> str:
        text = self.words(8) + "\n"
        return text if at == 0 else f"=={{ User | k={self.random.randrange(9)} }}==\n{text}"

    def step(self) -> None:
        self.random.choice([self.edit, self.edit, self.splice, self.grow])()
        self.agree()

    def edit(self) -> None:
        text = self.paper.text
        start = self.random.randrange(len(text) + 1)
        end = min(len(text), start + self.random.choice([0, 0, 1, 10, 60]))
        added = self.words(4, odd=False)
        # the toolkit may report more than what changed
        low, high = max(0, start - 3), min(len(text), end + 3)
        whole = text[low:start] + added + text[end:high]
        at, removed = units(text[:low]), units(text[low:high])
        first, last = self.mirror.place(at)[0], self.mirror.place(at + removed)[0]
        if self.growing is not None and first <= self.growing <= last:
            return
        self.paper.do([Change(at, removed, whole)])
        edit = self.mirror.changed(at, removed, whole)
        if edit is None:
            return
        one = self.model[edit.first][: edit.start] + edit.text + self.model[edit.last][edit.end :]
        self.model[edit.first : edit.last + 1] = [one] + [""] * (edit.last - edit.first)
        self.agree()
        self.paper.do(self.mirror.settle(edit.first, edit.start, edit.start + len(edit.text)))

    def splice(self) -> None:
        at = self.random.randrange(len(self.model) + 1)
        removed = self.random.randrange(len(self.model) - at + 1)
        if self.growing is not None and at <= self.growing < at + removed:
            return
        texts = [self.part(at + number) for number in range(self.random.randrange(3))]
        if removed and self.random.random() < 0.6:
            texts = self.model[at : at + removed]
            which = self.random.randrange(removed)
            cut = self.random.randrange(len(texts[which]) + 1)
            texts[which] = texts[which][:cut] + self.words(4) + texts[which][cut + 3 :]
        if not self.model[:at] + texts + self.model[at + removed :]:
            return
        self.paper.do(self.mirror.splice(at, removed, texts))
        self.model[at : at + removed] = texts
        if self.growing is not None and at <= self.growing:
            self.growing += len(texts) - removed

    def grow(self) -> None:
        if self.growing is None:
            self.growing = self.random.randrange(len(self.model))
            text = self.model[self.growing]
            body = text.find("\n") + 1 or len(text)
            self.grown_at = max(body, len(text.rstrip("\n")))
            self.mirror.start_growing(self.growing)
        elif self.random.random() < 0.1:
            self.mirror.stop_growing(self.growing)
            self.growing = None
            return
        more = self.words(6)
        self.paper.do(self.mirror.grow(self.growing, more))
        text = self.model[self.growing]
        self.model[self.growing] = text[: self.grown_at] + more + text[self.grown_at :]
        self.grown_at += len(more)

    def agree(self) -> None:
        assert [part.text for part in self.mirror.parts] == self.model
        assert self.paper.text == "".join(part.shown() for part in self.mirror.parts)
        assert self.mirror.units == len(self.paper.units) // 2
        for part in self.mirror.parts:
            assert part.units == units(part.text) + len(part.breaks)
            assert part.breaks == sorted(set(part.breaks))


@pytest.mark.parametrize("seed", SEEDS)
def test_mirror_and_document_agree_after_any_changes(seed: int) -> None:
    play = Play(seed)
    for _ in range(30):
        play.step()


@pytest.mark.parametrize("seed", range(10))
def test_no_line_of_the_document_is_longer_than_a_long_one(seed: int) -> None:
    play = Play(seed)
    for _ in range(15):
        play.edit()
        assert max(map(len, play.paper.text.split("\n"))) <= LONG + 1


def loaded(*texts: str) -> Mirror:
    mirror = Mirror()
    mirror.load(texts)
    return mirror


def test_typing_is_told_in_code_points_of_its_part() -> None:
    mirror = loaded("", "=={ User }==\n😀 ab\n")
    assert mirror.changed(16, 0, "x") == Edit(1, 15, 1, 15, "x")


def test_a_deletion_over_a_header_is_one_edit() -> None:
    mirror = loaded("", "=={ User }==\nab\n", "=={ Assistant }==\ncd\n")
    edit = mirror.changed(14, 21, "")
    assert edit == Edit(1, 14, 2, 19, "")
    assert [part.text for part in mirror.parts] == ["", "=={ User }==\nad\n", ""]


def test_what_nobody_answers_for_is_as_it_was() -> None:
    mirror = loaded("", "=={ User }==\nab\n", "=={ Assistant }==\ncd\n")
    mirror.changed(14, 21, "")
    mirror.begin_answer()
    assert mirror.end_answer() == [Change(14, 0, "b\n=={ Assistant }==\nc")]
    assert mirror.parts[2].text == "=={ Assistant }==\ncd\n"


def test_an_answer_of_several_splices_is_written_as_one_change() -> None:
    mirror = loaded("", "=={ User }==\nab\n", "=={ Assistant }==\ncd\n")
    mirror.changed(14, 21, "")
    paper = Paper(mirror.text)
    mirror.begin_answer()
    assert mirror.answering
    assert mirror.splice(1, 2, ["=={ User }==\nad!\n"]) == []
    assert mirror.splice(1, 0, ["=={ System }==\n"]) == []
    paper.do(mirror.end_answer())
    assert paper.text == mirror.text == "=={ System }==\n=={ User }==\nad!\n"
    assert not mirror.answering


def test_ending_an_answer_that_was_not_asked_for_does_nothing() -> None:
    assert loaded("a\n").end_answer() == []


def test_a_line_break_typed_behind_a_header_stands_under_it() -> None:
    mirror = loaded("", "=={ User }==\n", "=={ Assistant }==\n")
    assert mirror.changed(12, 0, "\nx") == Edit(1, 13, 1, 13, "x\n")


def test_pasted_stand_ins_are_told_as_what_they_stand_for() -> None:
    mirror = loaded("ab\n")
    edit = mirror.changed(1, 0, shown("x\u2029y"), "x\u2029y")
    assert edit == Edit(0, 1, 0, 1, "x\u2029y")
    assert mirror.copied(0, mirror.units) == "ax\u2029yb\n"


def test_only_the_first_line_of_a_slice_is_a_header() -> None:
    mirror = loaded("head\n", "=={ User }==\n=={ User }==\n")
    assert [mirror.is_header(unit) for unit in (0, 5, 18)] == [False, True, False]


def test_a_part_keeps_growing_when_its_header_changes() -> None:
    mirror = loaded("", "=={ Assistant }==\n\n")
    mirror.grow(1, "one\n")
    mirror.splice(1, 1, ["=={ Assistant | id=abcdef }==\none\n\n"])
    mirror.grow(1, "two")
    assert mirror.parts[1].text == "=={ Assistant | id=abcdef }==\none\ntwo\n"


def test_front_matter_is_counted_anew_when_the_head_changes() -> None:
    mirror = loaded("---\na: b\n---\n", "=={ User }==\n")
    assert mirror.front == 3
    mirror.splice(0, 1, ["text\n"])
    assert mirror.front == 0


def test_common_ends_are_found_across_large_texts() -> None:
    one, other = "x" * 9000 + "a" + "y" * 9000, "x" * 9000 + "bc" + "y" * 9000
    assert (common_prefix(one, other), common_suffix(one, other)) == (9000, 9000)
    assert common_prefix(one, one) == len(one) == common_suffix(one, one)
