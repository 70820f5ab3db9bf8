"""Columns of a table stand under each other."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument

from tests.ui.editor.conftest import Make
from tests.ui.editor.owner import Owner
from vibekoder.ui.editor.ranges import x_of
from vibekoder.ui.editor.tables import Table, cells, is_row, is_rule, pads, table_at

TEXT = "| a | bbb |\n|--|:-:|\n| ccc \\| c | d |\n\nwords"


def width(text: str) -> float:
    return 10.0 * len(text)


def test_a_row_is_cut_at_its_pipes() -> None:
    text = "| a \\| b | c |"
    assert [text[start:end] for start, end in cells(text)] == [" a \\| b ", " c "]
    assert is_row(text)
    assert not is_row("a | b")
    assert is_rule("|--|:-:|")
    assert not is_rule("| - a |")


def test_a_column_is_as_wide_as_its_widest_cell() -> None:
    document = QTextDocument(TEXT)
    begin, table = table_at(document.findBlockByNumber(2), width)
    assert begin == 0
    assert table == Table((100.0, 50.0), (0.0, 0.5))


def test_what_lacks_is_put_where_the_side_asks() -> None:
    table = Table((100.0, 50.0), (0.0, 0.5))
    assert pads("| a | d |", table, width) == ((3, 70.0), (5, 10), (7, 10.0))
    assert pads("| a |", Table((50.0,), (1.0,)), width) == ((1, 20),)


def pipes(owner: Owner, number: int) -> list[int]:
    block = owner.editor.document().findBlockByNumber(number)
    owner.editor.page.data(block)
    line = block.layout().lineAt(0)
    text = block.text()
    return [round(x_of(line, at)) for at in range(len(text)) if text[at] == "|"]


def test_the_pipes_of_all_rows_stand_under_each_other(make: Make) -> None:
    rows = "| a | long cell |\n|:--|--:|\n| longer **cell** | `b` |\n| x | y |\n"
    owner = make("=={ User | id=aaaaaa }==\n" + rows + "\nwords\n")
    owner.editor.set_caret(1, len("=={ User | id=aaaaaa }==\n" + rows) + 3)
    first = pipes(owner, 1)
    for number in (3, 4):
        assert all(
            abs(one - other) <= 2 for one, other in zip(first, pipes(owner, number), strict=True)
        )


def test_a_table_that_is_too_wide_is_left_as_it_is(make: Make) -> None:
    rows = f"| {'word ' * 30}| b |\n|--|--|\n| x | y |\n"
    owner = make("=={ User | id=aaaaaa }==\n" + rows + "\nwords\n")
    assert pipes(owner, 3)[1] < 100 + owner.editor.page.column.left


def test_the_line_below_the_head_is_painted_until_the_caret_is_in_it(make: Make) -> None:
    owner = make("=={ User | id=aaaaaa }==\n| a | b |\n|---|---|\n| c | d |\n")
    rule = owner.editor.document().findBlockByNumber(2)
    thin = owner.editor.page.data(rule).height
    owner.editor.set_caret(1, owner.texts[1].index("|---"))
    assert owner.editor.page.data(rule).height > thin
