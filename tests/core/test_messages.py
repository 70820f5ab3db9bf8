"""What is said to a model."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import pytest

from vibekoder.core.messages import Message, Role
from vibekoder.core.session import parse


def test_three_may_speak() -> None:
    assert list(Role) == ["system", "user", "assistant"]


@pytest.mark.parametrize("role", Role)
def test_a_role_is_the_word_that_goes_over_the_wire(role: Role) -> None:
    assert json.loads(json.dumps({"role": role})) == {"role": role.value}
    assert f"{role}" == role.value


@pytest.mark.parametrize("role", Role)
def test_a_role_is_the_word_in_a_header_of_a_session(role: Role) -> None:
    session = parse(f"=={{ {role.capitalize()} }}==\nHello\n".encode())
    assert session.slices[0].role is role


def test_another_word_is_no_role() -> None:
    with pytest.raises(ValueError, match="tool"):
        Role("tool")


def test_a_message_is_its_role_and_its_text() -> None:
    assert Message(Role.USER, "Hello") == Message(Role.USER, "Hello")
    assert Message(Role.USER, "Hello") != Message(Role.SYSTEM, "Hello")
    assert len({Message(Role.USER, "Hello"), Message(Role.USER, "Hello")}) == 1


def test_a_message_does_not_change_on_its_way() -> None:
    message = Message(Role.USER, "Hello")
    with pytest.raises(FrozenInstanceError):
        message.text = "Goodbye"  # type: ignore[misc]
