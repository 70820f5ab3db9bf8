"""What a request has in memory."""

from __future__ import annotations

from vibekoder.core.messages import Role
from vibekoder.core.session import new_slice
from vibekoder.engine.sending import Send


def send(*attributes: tuple[str, str | None]) -> Send:
    running = new_slice(Role.ASSISTANT, "", timestamp=None, attributes=attributes)
    return Send("r1", "Hello", running, "", lambda: "so far")


def test_it_is_known_by_the_slice_that_it_grows_in() -> None:
    assert send(("id", "aaaaaa")).slice_id == "aaaaaa"


def test_a_slice_without_an_id_is_no_running_one() -> None:
    assert send().slice_id == ""
