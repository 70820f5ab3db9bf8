"""Reasoning that a model writes into its answer, between marks at the very start."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vibekoder.wire.runs import Said

TAGS = {"<think>": "</think>", "<thinking>": "</thinking>", "[THINK]": "[/THINK]"}

# Channels of the harmony format, where a server leaks them: a header, then what is said there.
_HEADER = re.compile(
    r"(?:<\|start\|>assistant)?\s*<\|channel\|>\s*(analysis|commentary|final)\s*<\|message\|>"
)
_STARTS = ("<|channel|>", "<|start|>")
_ENDS = ("<|end|>", "<|return|>", *_STARTS)  # the last two begin what follows
_LONGEST_HEADER = 80


class Think:
    """Splits answer text from inline reasoning.

    A mark counts only where nothing but blanks and reasoning came before it; later ones are text.
    What may still become a mark is held back. ``inside`` begins within reasoning, for servers whose
    template has already written the opening tag. ``tags`` are the pairs that count; without any,
    all is text.
    """

    def __init__(self, *, inside: bool = False, tags: Mapping[str, str] = TAGS) -> None:
        self.settled = not tags  # from here on all is answer
        self._tags = tags
        self._hold: str = ""
        self._endings: tuple[str, ...] = (TAGS["<think>"],) if inside else ()
        self._thought = inside

    def feed(self, piece: str) -> list[tuple[Said, str]]:
        """Pieces of kind "text" and "reasoning", in order."""
        if self.settled:
            return [("text", piece)]
        self._hold += piece
        found: list[tuple[Said, str]] = []
        while not self.settled and (self._close(found) if self._endings else self._open(found)):
            pass
        if self.settled:
            found.append(("text", self._hold))
            self._hold = ""
        return [(kind, text) for kind, text in found if text]

    def end(self) -> list[tuple[Said, str]]:
        """What was held back: text at the start, reasoning where the closing tag never came."""
        hold, self._hold = self._hold, ""
        return [("reasoning" if self._endings else "text", hold)] if hold else []

    def _open(self, found: list[tuple[Said, str]]) -> bool:
        """Begin reasoning, or the answer; whether more of what is held can be read."""
        start = self._hold.lstrip()
        opening = next((one for one in self._tags if start.startswith(one)), "")
        header = _HEADER.match(start)
        if opening or (header is not None and header[1] == "analysis"):
            blank = self._hold[: len(self._hold) - len(start)] or ("" if opening else "\n\n")
            found.append(("reasoning", blank if self._thought else ""))
            self._hold = start[len(opening) if header is None else header.end() :]
            self._endings = (self._tags[opening],) if opening else _ENDS
            self._thought = True
            return True
        if header is not None:
            self._hold = start[header.end() :]
        self.settled = header is not None or not self._may_open(start)
        return False

    def _may_open(self, start: str) -> bool:
        if any(one.startswith(start) for one in (*self._tags, *_STARTS)):
            return True
        return (
            start.startswith(_STARTS)
            and "<|message|>" not in start
            and len(start) < _LONGEST_HEADER
        )

    def _close(self, found: list[tuple[Said, str]]) -> bool:
        """Go on with reasoning, up to its end if that has come."""
        ends = [(at, one) for one in self._endings if (at := self._hold.find(one)) >= 0]
        if ends:
            at, ending = min(ends)
            found.append(("reasoning", self._hold[:at]))
            self._hold = self._hold[at if ending in _STARTS else at + len(ending) :]
            self._endings = ()
            return True
        most = max(map(len, self._endings))
        tails = (self._hold[-size:] for size in range(min(most, len(self._hold)), 0, -1))
        kept = next((one for one in tails if any(end.startswith(one) for end in self._endings)), "")
        cut = len(self._hold) - len(kept)
        found.append(("reasoning", self._hold[:cut]))
        self._hold = self._hold[cut:]
        return False
