"""The text of a running answer in memory."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from vibekoder.wire.said import LONGEST, MOST, Said


@given(st.lists(st.text(max_size=9)), st.integers(0, 3))
def test_the_whole_is_its_pieces_whenever_it_is_asked_for(pieces: list[str], times: int) -> None:
    whole, said = Said(), ""
    for piece in [*pieces, "x" * LONGEST, *["y"] * (MOST * times)]:
        whole.add(piece)
        said += piece
        if piece in pieces:
            assert whole.text() == said
    assert whole.text() == said


def test_small_pieces_take_hardly_more_than_their_text() -> None:
    whole, words = Said(), 90_000
    tracemalloc.start()
    for number in range(words):
        whole.add(f"{number:05d}")
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 1.5 * len(whole.text())
