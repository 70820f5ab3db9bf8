"""Lines know what stands open above them, however the text changed; formats follow the theme."""

from __future__ import annotations

import os
import random

import pytest
from PySide6.QtGui import QFont, QTextCursor, QTextDocument

from tests.ui.editor.conftest import Make
from vibekoder.core import marks
from vibekoder.ui.editor.highlight import Inks, States
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.look import Look

SEEDS = range(600 if os.environ.get("VIBEKODER_FULL") else 40)
LINES = [
    "words",
    "",
    "```",
    "```py",
    "~~~",
    "<details><summary>Reasoning · 3 s</summary>",
    "</details>",
    "# head",
]


class Sheet:
    """A document, its mirror and the states of its lines, changed together."""

    def __init__(self, seed: int, budget: int, far: int) -> None:
        self.random = random.Random(seed)
        self.mirror = Mirror()
        self.document = QTextDocument()
        self.document.setPlainText(self.mirror.load([self.part(at) for at in range(4)]))
        self.states = States(self.document, self.mirror, budget, far)

    def part(self, at: int) -> str:
        header = "=={ User }==\n" if at else ""
        return header + "".join(f"{line}\n" for line in self.random.choices(LINES, k=9))

    def change(self) -> None:
        text = self.mirror.text
        start = self.random.randrange(len(text))
        end = min(len(text), start + self.random.choice([0, 0, 4, 40]))
        added = "\n".join(self.random.choices(LINES, k=self.random.randrange(4)))
        if not self.keeps_headers(start, end, added):
            return
        self.mirror.changed(start, end - start, added)
        cursor = QTextCursor(self.document)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(added)
        self.states.changed(start, end - start, len(added))

    def keeps_headers(self, start: int, end: int, added: str) -> bool:
        """Every header goes whole or stays whole, at the beginning of its line."""
        for number, part in enumerate(self.mirror.parts):
            top = self.mirror.start(number)
            if not number or not part.length or (start < top and top + 13 <= end):
                continue
            if start < top + 13 and top <= end and not (end == top and added.endswith("\n")):
                return False
        return True

    def check(self) -> None:
        """Every known state is that of a scan of the whole; some lines are looked at anew."""
        state = marks.START
        block = self.document.firstBlock()
        while block.isValid():
            header = self.mirror.is_header(block.position())
            before = marks.START if header else state
            if self.random.random() < 0.1:
                assert self.states.before(block) == before
            state = marks.START if header else marks.step(before, block.text())
            assert block.userState() in (-1, state)
            block = block.next()


@pytest.mark.parametrize(("budget", "far"), [(400, 400), (2, 400), (400, 1), (2, 1)])
@pytest.mark.parametrize("seed", SEEDS)
def test_states_are_those_of_a_full_scan(seed: int, budget: int, far: int) -> None:
    sheet = Sheet(seed, budget, far)
    for _ in range(15):
        sheet.check()
        sheet.change()
    sheet.check()


def ranges(look: Look, text: str, *, calm: bool) -> list[tuple[str, str]]:
    inks = Inks(look.theme)
    line = marks.read(marks.START, text)
    found = inks.ranges(line, text, "prose", "text", calm=calm)
    data = text.encode("utf-16-le")
    return [
        (
            data[2 * one.start : 2 * (one.start + one.length)].decode("utf-16-le"),
            one.format.foreground()
            .color()
            .name(one.format.foreground().color().NameFormat.HexArgb),
        )
        for one in found
    ]


def test_plain_words_need_no_format(look: Look) -> None:
    assert ranges(look, "plain words", calm=True) == []


def test_signs_are_hidden_where_it_is_calm_and_dim_elsewhere(look: Look) -> None:
    text, mark = look.theme.color("text").name(), look.theme.color("mark").name()
    clear = "#00000000"
    assert ranges(look, "😀 **b**", calm=True)[:2] == [("**", clear), ("b", f"#ff{text[1:]}")]
    assert ranges(look, "**b**", calm=False)[0] == ("**", f"#ff{mark[1:]}")


def test_strong_words_are_heavier_and_links_have_their_colour(look: Look) -> None:
    inks = Inks(look.theme)
    strong = inks.format("prose", marks.Style.STRONG, "text")
    assert strong.fontWeight() == QFont.Weight.DemiBold
    link = inks.format("prose", marks.Style.LINK, "text")
    assert link.foreground().color() == look.theme.color("link")


def test_a_deeper_item_is_set_in_by_blanks_as_wide_as_in_code(look: Look) -> None:
    found = ranges(look, "    - deep", calm=True)
    assert [part for part, _ in found] == ["    ", "-"]


def test_another_theme_gives_other_formats(look: Look) -> None:
    inks = Inks(look.theme)
    before = inks.format("prose", 0, "dim").foreground().color()
    look.theme.use("dark")
    inks.forget()
    assert inks.format("prose", 0, "dim").foreground().color() != before
    assert inks.pitch("prose") == 23


def test_dimmed_signs_are_seen_in_every_line(make: Make) -> None:
    owner = make("=={ User | id=aaaaaa }==\nnear\n\n**far** off\n")
    owner.editor.set_caret(1, 26)
    line = owner.editor.document().findBlockByNumber(3)
    owner.editor.page.data(line)
    calm = line.layout().lineAt(0).naturalTextWidth()
    owner.editor.set_dimmed(True)
    owner.editor.page.data(line)
    assert line.layout().lineAt(0).naturalTextWidth() > calm + 10
