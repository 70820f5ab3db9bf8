"""From line to line over what is folded."""

from __future__ import annotations

from tests.ui.editor.conftest import Make, talk
from vibekoder.ui.editor.lines import above, below


def test_lines_that_are_folded_away_are_passed_over(make: Make) -> None:
    owner = make(talk(2))
    document = owner.editor.document()
    first, second = document.findBlockByNumber(0), document.findBlockByNumber(5)
    owner.editor.folds.fold(first)
    assert below(first) == second
    assert above(second) == first
    assert not above(first).isValid()
    assert not below(document.lastBlock()).isValid()


def test_below_a_fold_at_the_end_is_nothing(make: Make) -> None:
    owner = make(talk(2))
    header = owner.editor.document().findBlockByNumber(5)
    owner.editor.folds.fold(header)
    assert not below(header).isValid()
