"""What a banner offers to do with a slice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.builders import session
from vibekoder.ui.slice_acts import offered

ASKED = ("s: be brief", "u aaaaaa: one", "a bbbbbb alt: first", "a cccccc: second")


def icons(at: int, *lines: str) -> list[str]:
    """The names of what stands in the banner as an icon, beside the fork of every slice."""
    return [
        act.name for act in offered(session(*lines), at).acts if act.icon and act.name != "fork"
    ]


@pytest.mark.parametrize(
    ("status", "names"),
    [
        ("", ["regenerate"]),
        ("status=stopped", ["continue", "regenerate", "discard"]),
        ("status=length", ["continue", "regenerate", "discard"]),
        ("status=interrupted", ["continue", "regenerate", "discard"]),
        ("status=error", ["regenerate", "discard"]),
        ("status=filtered", ["regenerate", "discard"]),
    ],
)
def test_an_answer_offers_what_its_end_allows(status: str, names: list[str]) -> None:
    assert icons(2, "u aaaaaa: one", f"a bbbbbb {status}: two".replace(" :", ":")) == names


def test_of_several_answers_the_one_that_is_sent_can_be_exchanged() -> None:
    assert icons(4, *ASKED) == ["variant_previous", "variant_next", "regenerate"]
    assert offered(session(*ASKED), 4).place == "2 of 2"


def test_an_answer_that_is_kept_can_be_sent_instead() -> None:
    assert icons(3, *ASKED) == ["variant_choose", "regenerate"]
    assert offered(session(*ASKED), 3).place == "1 of 2"


def test_a_single_answer_has_no_place() -> None:
    assert offered(session("u: one", "a: two"), 2).place == ""


def test_the_actions_whose_keys_do_it_too_stand_beside_what_can_be_done() -> None:
    told = {
        act.label: act.key for act in offered(session("u: one", "a status=length: two"), 2).acts
    }
    assert told["Continue"] == "slice.continue"
    assert told["Regenerate"] == "slice.regenerate"
    assert told["Discard the partial answer"] == "slice.discard"


def test_a_prompt_is_answered_anew_from_its_menu() -> None:
    acts = offered(session(*ASKED), 2).acts
    menu = [act.name for act in acts if not act.icon]
    assert menu == ["regenerate", "fork_fresh", "delete_after"]


def test_every_slice_can_be_forked_from() -> None:
    for at in (1, 2, 3, 4):
        assert "fork" in [act.name for act in offered(session(*ASKED), at).acts if act.icon]


@pytest.mark.parametrize("at", [-1, 0, 9])
def test_where_no_slice_is_nothing_is_offered(at: int) -> None:
    assert not offered(session(*ASKED), at).acts


def test_what_is_only_read_offers_nothing_to_change() -> None:
    assert not offered(replace(session(*ASKED), readonly="From a newer version."), 4).acts
