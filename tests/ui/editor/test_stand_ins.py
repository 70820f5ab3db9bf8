"""Characters that a document cannot hold are shown by others, one for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument

from vibekoder.ui.editor.stand_ins import STAND_INS, code_points, entered, shown, units

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.text(
    st.sampled_from([*list(STAND_INS)[:7], "\udc80", "a", "é", "😀", "\u2028", "\xa0"])
)


@given(ANY)
def test_the_shown_text_is_as_long_in_code_points_and_in_units(text: str) -> None:
    assert len(shown(text)) == len(text)
    assert units(shown(text)) == units(text)


@given(ANY)
def test_a_document_holds_what_is_shown(text: str) -> None:
    document = QTextDocument()
    document.setPlainText(shown(text).replace("\n", "x"))
    assert document.blockCount() == 1
    assert document.firstBlock().text() == shown(text).replace("\n", "x")


@given(ANY)
def test_units_and_code_points_are_inverse(text: str) -> None:
    for count in range(len(text) + 1):
        assert code_points(text, units(text[:count])) == count


@pytest.mark.parametrize(
    ("text", "taken"), [("a\r\nb\rc", "a\nb\nc"), ("a\ud800b", "a\ufffdb"), ("\u2029", "\u2029")]
)
def test_what_comes_in_takes_the_form_of_the_session(text: str, taken: str) -> None:
    assert entered(text) == taken
