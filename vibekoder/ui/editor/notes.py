"""What the editor knows of each part beside its text: its header as read, its banner's state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from vibekoder.app.tongue import later
from vibekoder.core.header import Header, read_header
from vibekoder.core.messages import Role
from vibekoder.ui.editor.banners import FIGURES, Act, Arranger, BannerState, state_of
from vibekoder.ui.editor.mirror import Mirror

COPY: Final = Act("copy", later("Copy"), "copy")
BOX_BELOW: Final = 8.0
STOP: Final = "stop"


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be done with a part, and its place among several of its kind, ``2 of 3``."""

    acts: tuple[Act, ...] = ()
    place: str = ""


NOTHING_OFFERED: Final = Offer()


def _nothing(_: int) -> Offer:
    return NOTHING_OFFERED


@dataclass(slots=True)
class Note:
    """One part's header line as read, and the state that was set for it."""

    line: str
    header: Header | None
    state: BannerState | None = None


class Notes:
    """The notes of all parts; they live and move with the parts.

    ``offers`` is asked what can be done with a part that nothing runs in, each time it is shown.
    """

    def __init__(self, mirror: Mirror, arranger: Arranger) -> None:
        self.offers: Callable[[int], Offer] = _nothing
        self._mirror = mirror
        self._arranger = arranger

    def header(self, part: int) -> Header | None:
        """A slice's header; None for the head."""
        return self._note(part).header

    def role(self, part: int) -> Role | None:
        """Who speaks in a part; None for the head."""
        header = self.header(part)
        return header.role if header else None

    def slice_id(self, part: int) -> str | None:
        """A slice's id, if it has one."""
        header = self.header(part)
        return dict(header.attributes).get("id") if header else None

    def state(self, part: int) -> BannerState:
        """What a banner shows: what was set, else what the header tells."""
        note = self._note(part)
        if note.state is not None:
            return note.state
        return state_of(note.header) if note.header else BannerState()

    def shown(self, part: int) -> BannerState:
        """The state with what can be done now."""
        state = self.state(part)
        if any(act.name == STOP for act in state.acts):
            return state
        offer = self.offers(part)
        figures = " · ".join(one for one in (offer.place, state.tokens) if one)
        return replace(state, acts=(*state.acts, *offer.acts), tokens=figures)

    def set_state(self, part: int, state: BannerState | None) -> bool:
        """Set what a banner shows; tells whether that is another than before."""
        note = self._note(part)
        changed = note.state != state
        note.state = state
        return changed

    def room(self, part: int, width: float) -> float:
        """How much room the part's state box takes under its text."""
        if not 0 <= part < len(self._mirror.parts):
            return 0.0
        note = self._mirror.parts[part].note
        box = note.state.box if isinstance(note, Note) and note.state else None
        return self._arranger.box_height(box, width) + BOX_BELOW if box else 0.0

    def acts(self, part: int) -> list[Act]:
        """What can be done with a part: the same for pointer, menu and keyboard."""
        state = self.shown(part)
        # first what mends it, as the box under the text has it
        found = {act.name: act for act in (state.box.acts if state.box else ())}
        for act in state.acts:
            found.setdefault(act.name, act)
        if state.figures:
            found.setdefault(FIGURES, Act(FIGURES, later("What it took…")))
        found.setdefault(COPY.name, Act(COPY.name, later("Copy text"), COPY.icon))
        return list(found.values())

    def _note(self, part: int) -> Note:
        known = self._mirror.parts[part]
        line = known.header if part else ""
        note = known.note
        if not isinstance(note, Note):
            note = known.note = Note(line, read_header(line))
        elif note.line != line:
            note = known.note = Note(line, read_header(line), note.state)
        return note
