"""What a request has in memory while it is under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vibekoder.core.session import Slice


@dataclass(slots=True)
class Send:
    """What one strike has in memory: its prompt, its running slice, and where they are.

    ``again`` is the id of a User slice that is answered anew. ``after`` is the id of the slice that
    is answered, empty if there was nothing to send; ``shown`` gives the text that the running slice
    shows so far. ``goes_on``: that slice was there already, and shows its own text before.
    ``spaced`` is the id of the slice that was given an empty line below.
    """

    key: str
    text: str
    running: Slice
    started: str
    shown: Callable[[], str]
    again: str = ""
    goes_on: bool = False
    after: str = ""
    prompt_id: str = ""
    spaced: str = ""

    @property
    def slice_id(self) -> str:
        """The id of the running slice."""
        return self.running.id or ""
