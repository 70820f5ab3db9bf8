"""What is known of a part beside its text goes with it."""

from __future__ import annotations

import pytest

from vibekoder.core.messages import Role
from vibekoder.ui.editor.banners import Act, Arranger, BannerState, Box
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.notes import Notes, Offer
from vibekoder.ui.look import Look

TEXTS = ["", "=={ User }==\none\n", "=={ Assistant | status=stopped }==\ntwo\n"]
RETRY = Act("retry", "Retry")
FAILED = BannerState("failed", "error", box=Box("error", "No", "Safe.", (RETRY,)))


@pytest.fixture
def mirror() -> Mirror:
    mirror = Mirror()
    mirror.load(TEXTS)
    return mirror


@pytest.fixture
def notes(mirror: Mirror, look: Look) -> Notes:
    return Notes(mirror, Arranger(look))


def test_the_role_is_that_of_the_header(notes: Notes) -> None:
    assert [notes.role(part) for part in range(3)] == [None, Role.USER, Role.ASSISTANT]


def test_without_a_state_the_header_tells(notes: Notes) -> None:
    assert notes.state(2).word == "stopped by you"
    assert notes.state(0) == BannerState()


def test_a_state_is_set_once(notes: Notes) -> None:
    assert notes.set_state(1, FAILED)
    assert not notes.set_state(1, FAILED)
    assert notes.state(1) == FAILED


def test_a_box_takes_room_and_no_box_none(notes: Notes) -> None:
    notes.set_state(1, FAILED)
    assert notes.room(1, 690) > 60
    assert notes.room(2, 690) == notes.room(7, 690) == notes.room(-1, 690) == 0


def test_a_changed_header_is_read_anew_and_keeps_the_state(mirror: Mirror, notes: Notes) -> None:
    notes.set_state(1, FAILED)
    mirror.splice(1, 1, ["=={ System }==\none\n"])
    assert notes.role(1) is Role.SYSTEM
    assert notes.state(1) == FAILED


def test_a_part_s_acts_are_its_banner_s_its_box_s_and_copying(notes: Notes) -> None:
    notes.set_state(1, FAILED)
    assert [act.name for act in notes.acts(1)] == ["retry", "copy"]


def test_what_is_offered_stands_in_the_banner_with_its_place_among_several(notes: Notes) -> None:
    notes.offers = lambda part: Offer((RETRY,), f"{part} of 3")
    notes.set_state(2, BannerState(tokens="9 tokens"))
    shown = notes.shown(2)
    assert (shown.tokens, shown.acts) == ("2 of 3 · 9 tokens", (RETRY,))
    assert "Retry" in [act.label for act in notes.acts(2)]


def test_nothing_but_stop_is_offered_while_an_answer_comes(notes: Notes) -> None:
    notes.offers = lambda _: Offer((RETRY,), "2 of 3")
    running = BannerState("answering", "running", acts=(Act("stop", "Stop"),))
    notes.set_state(2, running)
    assert notes.shown(2) == running
