"""What is looked for in all sessions, and where it stands."""

from __future__ import annotations

import pytest

from vibekoder.core.messages import Role
from vibekoder.core.seeking import Hit, Wanted, hits, needed, place_of, read_wanted
from vibekoder.core.session import parse, shown

SESSION = parse(
    b"above\n"
    b"=={ System }==\nBe a careful drummer.\n"
    b"=={ User | 2026-11-20 09:00:00+00:00 }==\nWhy does the tempo drift?\r\nThe Tempo map?\n"
    b"=={ Assistant | 2026-11-21 10:00:00+00:00 | model=anthropic/sonnet }==\n"
    b"The tempo is read twice; read it once.\n"
)


def found(text: str, *, regex: bool = False, day: str = "2026-01-01") -> list[str]:
    return [one.line for one in hits(SESSION, read_wanted(text, regex=regex), day)]


def test_words_filters_and_phrases_are_told_apart() -> None:
    assert read_wanted('tempo "a map" Role:you model:gpt title:"two words" after:2026') == Wanted(
        ("tempo", "a map"), "", Role.USER, "gpt", "two words", "", "2026"
    )
    assert read_wanted("").empty
    assert read_wanted('""').empty
    assert read_wanted('"not closed').terms == ("not closed",)
    assert read_wanted("http://x").terms == ("http://x",)


@pytest.mark.parametrize(
    ("text", "said"),
    [("role:boss", "A role is"), ("after:soon", "wants a day"), ("before:2026-1", "wants a day")],
)
def test_a_filter_that_means_nothing_says_what_it_wants(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_wanted(text)


def test_an_expression_is_what_is_left_beside_the_filters() -> None:
    wanted = read_wanted("role:user  a  b|c", regex=True)
    assert (wanted.pattern, wanted.role, wanted.terms) == ("a  b|c", Role.USER, ())
    with pytest.raises(ValueError, match="Not a regular expression"):
        read_wanted("(", regex=True)


def test_every_line_with_a_word_is_found_once_whatever_its_case() -> None:
    assert found("TEMPO") == [
        "Why does the tempo drift?",
        "The Tempo map?",
        "The tempo is read twice; read it once.",
    ]
    (first, *_) = hits(SESSION, read_wanted("tempo"))
    assert (first.part, first.text, first.role, first.spans) == (2, "tempo", Role.USER, ((13, 18),))
    assert shown(SESSION.parts[2]).startswith("tempo", first.point)


def test_all_words_stand_in_one_slice_and_a_phrase_as_it_is() -> None:
    assert found("drift twice") == []
    assert found("once tempo") == ["The tempo is read twice; read it once."]
    assert found('"tempo map"') == ["The Tempo map?"]


def test_role_model_and_date_narrow_it_down() -> None:
    assert found("tempo role:assistant") == found("tempo model:SONNET") == found("twice")
    assert found("tempo after:2026-11-21") == found("twice")
    assert len(found("tempo before:2026-11-21")) == 2
    assert found("drummer after:2026") == ["Be a careful drummer."]
    assert found("drummer before:2026") == []
    assert found("drummer after:2026-02", day="") == found("drummer before:2030", day="") == []


def test_a_filter_alone_finds_the_slices() -> None:
    assert found("role:system") == ["Be a careful drummer."]


def test_an_expression_is_looked_for_line_by_line() -> None:
    assert found(r"^the \w+ map", regex=True) == ["The Tempo map?"]
    assert found("x*", regex=True) == []


def test_a_long_line_is_cut_around_what_is_found() -> None:
    session = parse(b"=={ User }==\n   " + b"a " * 200 + b"needle" + b" z" * 400 + b"\nneedle")
    one, last = hits(session, read_wanted("needle"))
    assert one.line.startswith("…")
    assert len(one.line) < 300
    assert [one.line[a:b] for a, b in one.spans] == ["needle"]
    assert last.line == "needle"


def test_an_expression_may_reach_over_lines_and_far() -> None:
    session = parse(b"=={ User }==\nab\n" + b"x" * 600 + b"\ncd")
    (one,) = hits(session, read_wanted(r"b\nx+", regex=True))
    assert one.spans[0][0] == 1
    assert one.spans[0][1] == len(one.line)


def test_a_title_alone_may_answer_what_does_not_ask_for_slices() -> None:
    assert read_wanted("role:user").of_slices
    assert not read_wanted("tempo title:x").of_slices


def test_a_file_without_these_bytes_need_not_be_read_further() -> None:
    assert needed(read_wanted("Tempo ÄRGERNIS 漢字 ÄÖÜ")) == (
        b"tempo",
        b"rgernis",
        "漢字".encode(),
    )


def test_a_place_is_found_again_in_a_session_that_has_changed() -> None:
    hit = Hit(1, 4, "map", Role.USER, "")
    assert place_of(["", "the map"], hit) == (1, 4, 7)
    assert place_of(["", "so the map"], hit) == (1, 7, 10)
    assert place_of(["a map", "gone"], hit) == (0, 2, 5)
    assert place_of([""], hit) == (0, 0, 0)
