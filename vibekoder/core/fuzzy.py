"""Finding a row by a few letters of it: whether they are there, where, and how well they fit."""

from __future__ import annotations

from dataclasses import dataclass

_BREAKS = frozenset(" _-./\\:·(")

_WHOLE = 40.0
_START = 24.0
_WORD = 12.0
_NEXT = 6.0
_FAR = 0.05


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text fits, higher is better, and which code points of it were meant."""

    score: float
    spans: tuple[tuple[int, int], ...] = ()


def match(wanted: str, text: str) -> Match | None:
    """Whether every word of ``wanted`` is in the text, letters in order; case does not count.

    A word that stands there as typed beats scattered letters, the beginning of a word beats its
    middle, a short text beats a long one. An empty wish fits everything.
    """
    small = text.casefold()
    if len(small) != len(text):
        # a letter that folds into two would shift every span
        small = text.lower() if len(text.lower()) == len(text) else text
    spans: list[tuple[int, int]] = []
    score = 0.0
    for word in wanted.casefold().split():
        found = _whole(word, small) or _scattered(word, small)
        if found is None:
            return None
        score += found.score
        spans += found.spans
    return Match(score - _FAR * len(text), _joined(spans))


def _whole(word: str, text: str) -> Match | None:
    at = text.find(word)
    if at < 0:
        return None
    best = at
    while at >= 0:
        if _begins(text, at):
            best = at
            break
        at = text.find(word, at + 1)
    start = _START if best == 0 else _WORD if _begins(text, best) else 0.0
    return Match(_WHOLE + start + len(word), ((best, best + len(word)),))


def _scattered(word: str, text: str) -> Match | None:
    """Letters in order: by the beginnings of words if they can be had so, else the first ones."""
    return _letters(word, text, jump=True) or _letters(word, text, jump=False)


def _letters(word: str, text: str, *, jump: bool) -> Match | None:
    score, after = 0.0, 0
    spans: list[tuple[int, int]] = []
    for letter in word:
        at = text.find(letter, after)
        if at < 0:
            return None
        if at == after and spans:
            score += _NEXT
        else:
            at = _word_start(letter, text, at) if jump else at
            score += _WORD / 2 if _begins(text, at) else 0.0
        spans.append((at, at + 1))
        after = at + 1
    return Match(score, tuple(spans))


def _word_start(letter: str, text: str, first: int) -> int:
    at = first
    while at >= 0:
        if _begins(text, at):
            return at
        at = text.find(letter, at + 1)
    return first


def _begins(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in _BREAKS


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
