"""Reasoning that a model writes into its answer, between tags at the very start."""

from __future__ import annotations

TAGS = {"<think>": "</think>", "<thinking>": "</thinking>", "[THINK]": "[/THINK]"}


class Think:
    """Splits answer text from inline reasoning.

    A tag counts only where nothing but blanks came before it; later ones are text. What may still
    become a tag is held back. ``inside`` begins within reasoning, for servers whose template has
    already written the opening tag.
    """

    def __init__(self, *, inside: bool = False) -> None:
        self.settled = False  # from here on all is answer
        self._hold = ""
        self._closing = TAGS["<think>"] if inside else ""

    def feed(self, piece: str) -> list[tuple[str, str]]:
        """Pieces of kind "text" and "reasoning", in order."""
        if self.settled:
            return [("text", piece)]
        self._hold += piece
        found: list[tuple[str, str]] = []
        if not self._closing:
            self._open()
        if self._closing:
            found.append(("reasoning", self._close()))
        if self.settled:
            found.append(("text", self._hold))
            self._hold = ""
        return [(kind, text) for kind, text in found if text]

    def end(self) -> list[tuple[str, str]]:
        """What was held back: text at the start, reasoning where the closing tag never came."""
        hold, self._hold = self._hold, ""
        return [("reasoning" if self._closing else "text", hold)] if hold else []

    def _open(self) -> None:
        start = self._hold.lstrip()
        for opening, closing in TAGS.items():
            if start.startswith(opening):
                self._hold, self._closing = start[len(opening) :], closing
                return
        self.settled = not any(opening.startswith(start) for opening in TAGS)

    def _close(self) -> str:
        at = self._hold.find(self._closing)
        if at >= 0:
            thought, self._hold = self._hold[:at], self._hold[at + len(self._closing) :]
            self._closing, self.settled = "", True
            return thought
        held = range(len(self._closing) - 1, -1, -1)
        keep = next(n for n in held if self._hold.endswith(self._closing[:n]))
        cut = len(self._hold) - keep
        thought, self._hold = self._hold[:cut], self._hold[cut:]
        return thought
