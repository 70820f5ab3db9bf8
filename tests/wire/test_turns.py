"""Messages as turns that alternate."""

from __future__ import annotations

import pytest

from vibekoder.core.errors import Code, Refused
from vibekoder.core.messages import Image, Message, Role
from vibekoder.wire import turns

PICTURE = Image("image/png", b"png")


def test_neighbours_of_one_role_become_one_turn() -> None:
    said = [
        Message(Role.USER, "a"),
        Message(Role.USER, "b", (PICTURE,)),
        Message(Role.ASSISTANT, "c"),
        Message(Role.USER, "d"),
    ]
    assert turns.alternating(said) == [
        (Role.USER, ["a", "b", PICTURE]),
        (Role.ASSISTANT, ["c"]),
        (Role.USER, ["d"]),
    ]


def test_system_texts_stand_apart_as_one() -> None:
    said = [
        Message(Role.SYSTEM, "Be brief."),
        Message(Role.USER, "a"),
        Message(Role.SYSTEM, " \n"),
        Message(Role.SYSTEM, "Be kind."),
    ]
    assert turns.system(said) == "Be brief.\n\nBe kind."
    assert turns.alternating(said) == [(Role.USER, ["a"])]


def test_blanks_alone_are_no_text_but_a_picture_is_a_turn() -> None:
    said = [Message(Role.USER, " \n", (PICTURE,)), Message(Role.ASSISTANT, "\t")]
    assert turns.alternating(said) == [(Role.USER, [PICTURE])]


def test_nothing_said_is_refused_before_it_is_sent() -> None:
    with pytest.raises(Refused) as refused:
        turns.alternating([Message(Role.SYSTEM, "x"), Message(Role.USER, "")])
    assert refused.value.code is Code.BAD_REQUEST
