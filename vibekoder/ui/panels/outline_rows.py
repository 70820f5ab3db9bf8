"""What the outline tells of a slice: who speaks, its first words, its tokens, how it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vibekoder.core.header import COMPLETE, read_usage
from vibekoder.core.messages import Role
from vibekoder.core.outline import first_words
from vibekoder.core.session import Part, Slice
from vibekoder.core.tokens import estimate
from vibekoder.ui import words


@dataclass(frozen=True, slots=True)
class Entry:
    """A slice as the outline shows it. ``exact`` if its tokens were counted by the model.

    ``state`` is its status or that of its running request, ``sent`` false for a variant that is
    kept and not sent.
    """

    role: Role | None
    text: str = ""
    tokens: int = 0
    exact: bool = False
    state: str = COMPLETE
    sent: bool = True

    @property
    def figure(self) -> str:
        """The tokens, with ``~`` where they are guessed; nothing of an empty slice."""
        if not self.tokens:
            return ""
        return words.count(self.tokens) if self.exact else f"~{words.count(self.tokens)}"

    def scaled(self, ratio: float) -> Entry:
        """With its tokens multiplied, if they are guessed."""
        if self.exact or ratio == 1.0:
            return self
        return replace(self, tokens=round(self.tokens * ratio))


def body_start(text: str) -> int:
    """Where a slice's text begins below its header line."""
    return text.find("\n") + 1 or len(text)


def entry_of(part: Part, text: str) -> Entry:
    """What there is to tell of a slice that nothing runs in; ``text`` as the editor shows it."""
    if not isinstance(part, Slice):
        return Entry(None)
    begin = body_start(text)
    used = read_usage(part.get("usage") or "").get("output")
    return Entry(
        part.role,
        first_words(text, begin),
        estimate(text[begin:]) if used is None else used,
        exact=used is not None,
        state=part.status,
        sent=not part.alt,
    )
