"""Prompts that were sent, newest first, and the way back through them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from vibekoder.core import directives
from vibekoder.core.messages import Role
from vibekoder.core.session import Session


def prompts_of(session: Session) -> list[str]:
    """What the user asked in a session, newest first, as it was written: pins are left out."""
    asked = (one for one in session.slices if one.role is Role.USER and not one.alt)
    return [_live(one.text) for one in asked if one.text.strip()][::-1]


@dataclass(frozen=True, slots=True)
class Past:
    """Prompts, newest first, each once; ``at`` is the one that is shown, -1 before any is."""

    prompts: tuple[str, ...] = ()
    at: int = -1

    @property
    def shown(self) -> str:
        """The prompt that is shown; empty where none is."""
        return self.prompts[self.at] if self.at >= 0 else ""

    def with_more(self, prompts: Iterable[str]) -> Past:
        """With these behind the ones there are."""
        return replace(self, prompts=tuple(dict.fromkeys((*self.prompts, *prompts))))

    def step(self, by: int) -> Past:
        """So many prompts further back, or forward, from the oldest to before the newest."""
        return replace(self, at=min(max(self.at + by, -1), len(self.prompts) - 1))


def _live(text: str) -> str:
    pieces: list[str] = []
    end = 0
    for found in directives.find(text).found:
        pieces += [text[end : found.start], directives.unpinned(found)]
        end = found.end
    return "".join([*pieces, text[end:]])
