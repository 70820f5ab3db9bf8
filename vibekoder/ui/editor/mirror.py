"""What the document holds, part by part: the true text, and where each place of it is shown.

The editor's document knows nothing of parts, of code points or of the signs it cannot hold. The
mirror does, without Qt: it says which changes the document needs, and reads what a person changed.
A very long line has *soft breaks* in the document, which are in no part's text; without them one
frame would cost as much as the line is long.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from vibekoder.core.edits import Edit
from vibekoder.core.marks import front_lines
from vibekoder.ui.editor.part import LONG, Part, cuts, cuts_of_growth, long_lines, soft_breaks
from vibekoder.ui.editor.stand_ins import shown, units

_BLOCK: Final = 4096


@dataclass(frozen=True, slots=True)
class Change:
    """What the document must do: from unit ``at`` replace ``removed`` units by ``text``."""

    at: int
    removed: int
    text: str


class _Answer:
    """What the session wants the parts to be after an edit: kept ones, and new texts.

    ``low`` parts at the beginning and ``below`` at the end are not touched.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self.wanted: list[Part | str] = list(parts)
        self.low = self.below = len(parts)

    def splice(self, at: int, removed: int, texts: Sequence[str]) -> None:
        self.low = min(self.low, at)
        self.below = min(self.below, len(self.wanted) - at - removed)
        self.wanted[at : at + removed] = texts


class Mirror:
    """The parts in order, and the way between their code points and the document's units."""

    def __init__(self) -> None:
        self.parts: list[Part] = [Part("")]
        self._starts: list[int] = [0]
        self._valid = 1
        self.front = 0
        self.raw = False  # header lines are lines as all others
        self.unsure: list[Part] = []
        self._answer: _Answer | None = None

    def load(self, texts: Sequence[str]) -> str:
        """Take these parts and give what the document is to show."""
        self.parts = [Part(text, soft_breaks(text)) for text in texts] or [Part("")]
        self._stale(0)
        return "".join(part.shown() for part in self.parts)

    @property
    def text(self) -> str:
        """The session text."""
        return "".join(part.text for part in self.parts)

    @property
    def units(self) -> int:
        """The document's length, without its last block's own end."""
        return self.end(len(self.parts) - 1)

    def start(self, part: int) -> int:
        """The unit at which a part begins."""
        return self._all_starts()[part]

    def end(self, part: int) -> int:
        """The unit at which a part ends."""
        return self.start(part) + self.parts[part].units

    def part_at(self, unit: int) -> int:
        """The part of the line that begins at a unit."""
        part = max(0, bisect_right(self._all_starts(), unit) - 1)
        while part and not self.parts[part].units:
            part -= 1  # emptied by an edit that is not answered yet
        return part

    def is_header(self, unit: int) -> bool:
        """Whether the line that begins at this unit is a slice's header line, and no mere text."""
        return not self.raw and self.begins_slice(unit)

    def begins_slice(self, unit: int) -> bool:
        """Whether a slice begins at this unit."""
        part = self.part_at(unit)
        return part > 0 and self.start(part) == unit

    def is_soft(self, unit: int) -> bool:
        """Whether the line that begins at this unit only goes on with a very long one."""
        part = self.part_at(unit)
        return self.parts[part].breaks_at(unit - 1 - self.start(part))

    def place(self, unit: int) -> tuple[int, int]:
        """The part and code point of a unit; between two parts, the end of the first."""
        starts = self._all_starts()
        part = max(0, bisect_left(starts, unit) - 1)
        return part, self.parts[part].point(unit - starts[part])

    def unit(self, part: int, point: int) -> int:
        """The unit of a part's code point."""
        return self.start(part) + self.parts[part].unit(point)

    def shown(self, start: int, end: int) -> str:
        """What the document should show between two units."""
        pieces = list[str]()
        for part, low, high in self._ranges(start, end):
            first, last = part.point(low), part.point(high)
            text = part.shown(first, last)
            marks = part.break_units()
            if low in marks and low < high:
                text = "\n" + text
            if high in marks and first <= last and high > low:
                text = text[:-1] if last in part.breaks else text
            pieces.append(text)
        return "".join(pieces)

    def copied(self, start: int, end: int) -> str:
        """The true text between two units."""
        return "".join(
            part.text[part.point(low) : part.point(high)]
            for part, low, high in self._ranges(start, end)
        )

    def changed(self, at: int, removed: int, added: str, entered: str | None = None) -> Edit | None:
        """Take over what a person changed in the document, and say it as an edit.

        ``added`` is what the document shows now; ``entered`` the true text behind it, where that
        is known. None if nothing is another than before.
        """
        if removed and added:
            old = self.shown(at, at + removed)
            before = common_prefix(old, added)
            behind = common_suffix(old[before:], added[before:])
            at, removed = (
                at + units(old[:before]),
                units(old[before : len(old) - behind]),
            )
            if before or behind:
                entered = None
            added = added[before : len(added) - behind]
        if not removed and not added:
            return None
        text = entered if entered is not None and shown(entered) == added else added
        first, start = self.place(at)
        last, end = self.place(at + removed) if removed else (first, start)
        self._replace((first, at), (last, at + removed), start, end, text)
        if first and first == last and start == end and text.startswith("\n"):
            # behind a header line is before its line end: the same text, put under it
            now, head = self.parts[first].text, len(self.parts[first].header)
            if head != start or now[start + len(text) : start + len(text) + 1] != "\n":
                return Edit(first, start, last, end, text)
            return Edit(first, head + 1, first, head + 1, text[1:] + "\n")
        return Edit(first, start, last, end, text)

    def splice(self, at: int, removed: int, texts: Sequence[str]) -> list[Change]:
        """Put other parts in the place of some, and give what changes, in the order to do it.

        While an edit is answered, nothing changes before ``end_answer``.
        """
        if self._answer is not None:
            self._answer.splice(at, removed, texts)
            return []
        old = self.parts[at : at + removed]
        new = list(texts)
        head = 0
        while head < min(len(old), len(new)) and old[head].text == new[head]:
            head += 1
        foot = 0
        while foot < min(len(old), len(new)) - head and old[-1 - foot].text == new[-1 - foot]:
            if old[-1 - foot].growing and len(old) != len(new):
                break  # another one with the same words may be meant
            foot += 1
        stays = old[head : len(old) - foot]
        comes = new[head : len(new) - foot]
        if not stays and not comes:
            return []
        return self._exchange(at + head, stays, comes)

    @property
    def answering(self) -> bool:
        """Whether an edit waits for its answer."""
        return self._answer is not None

    def begin_answer(self) -> None:
        """An edit is told to the session now: its splices are the answer to it."""
        self._answer = _Answer(self.parts)

    def end_answer(self) -> list[Change]:
        """The answer is whole: what it wants, and edited parts it does not name as before."""
        answer, self._answer = self._answer, None
        if answer is None:
            return []
        unsure, self.unsure = self.unsure, []
        for part in unsure:
            if part.truth is not None and part in answer.wanted:
                answer.splice(answer.wanted.index(part), 1, [part.truth.text])
        low, high = answer.low, len(self.parts) - answer.below
        wanted = answer.wanted[low : len(answer.wanted) - answer.below]
        texts = [one if isinstance(one, str) else one.text for one in wanted]
        changes = self.splice(low, high - low, texts)
        for part in unsure:
            part.truth = None
        return changes

    def grow(self, part: int, text: str) -> list[Change]:
        """Append to a part's text, before the line ends that stand last."""
        if not text:
            return []
        grown = self.parts[part]
        if not grown.growing:
            self.start_growing(part)
        point = grown.length - len(grown.tail)
        unit = self.end(part) - len(grown.tail)
        since, broken = grown.last_line()
        cuts = cuts_of_growth(text, point - since, broken)
        grown.append(text, [point + cut for cut in cuts])
        pieces = [text[low:high] for low, high in _pairs(0, cuts, len(text))]
        self._stale(part + 1)
        return [Change(unit, 0, "\n".join(map(shown, pieces)))]

    def start_growing(self, part: int) -> None:
        """Let a part's text grow; its place stays before the line ends that stand last now."""
        self.parts[part].keep_tail()

    def stop_growing(self, part: int) -> None:
        """The part is like any other again."""
        self.parts[part].growing = False
        self.parts[part].forget_tail()

    def settle(self, part: int, start: int, end: int) -> list[Change]:
        """The soft breaks to make and unmake after a change between two code points."""
        settled = self.parts[part]
        if not settled.breaks and settled.length <= LONG:
            return []
        text = settled.text
        top = text.rfind("\n", 0, start) + 1
        bottom = text.find("\n", end)
        bottom = len(text) if bottom < 0 else bottom
        low, high = bisect_left(settled.breaks, top), bisect_right(settled.breaks, bottom)
        if low == high and bottom - top <= LONG:
            return []
        old = settled.breaks[low:high]
        wanted = list[int]()
        for first, stop in long_lines(text, top, bottom):
            kept = [place for place in old if first < place < stop]
            for a, b in _pairs(first, kept, stop):
                if b - a > LONG:
                    wanted += cuts(text, a, b)
                if b < stop and b > a:
                    wanted.append(b)
        return self._rebreak(part, low, high, wanted)

    def _rebreak(self, part: int, low: int, high: int, wanted: list[int]) -> list[Change]:
        settled = self.parts[part]
        old = settled.breaks[low:high]
        if old == wanted:
            return []
        start = self.start(part)
        text = settled.text
        counts = {place: old.count(place) for place in old}
        changes = list[Change]()
        # from the bottom up: the places above keep their units
        for place in sorted({*old, *wanted}, reverse=True):
            unit = start + units(text[:place]) + bisect_left(settled.breaks, place)
            have, want = counts.get(place, 0), int(place in wanted)
            if have > want:
                changes.append(Change(unit, have - want, ""))
            elif want > have:
                changes.append(Change(unit, 0, "\n"))
        settled.breaks[low:high] = wanted
        settled.units += len(wanted) - len(old)
        self._stale(part + 1)
        return changes

    def _exchange(self, at: int, stays: list[Part], comes: list[str]) -> list[Change]:
        old = "".join(part.text for part in stays)
        new = "".join(comes)
        before = common_prefix(old, new)
        behind = common_suffix(old[before:], new[before:])
        start = self.start(at) if at < len(self.parts) else self.units
        breaks, shift = list[int](), 0
        for part in stays:
            breaks += [shift + place for place in part.breaks]
            shift += part.length
        kept = [place for place in breaks if place <= before]
        later = [place + len(new) - len(old) for place in breaks if place >= len(old) - behind]
        if before == len(old) - behind:
            later = [place for place in later if place - len(new) + len(old) > before]
        gone = len(breaks) - len(kept) - len(later)
        unit = start + units(old[:before]) + len(kept)
        middle = new[before : len(new) - behind]
        removed = units(old[before : len(old) - behind]) + gone
        parts = _divide(comes, kept + later)
        _inherit(stays, parts)
        self.parts[at : at + len(stays)] = parts
        self._stale(at)
        changes = [Change(unit, removed, shown(middle))] if middle or removed else []
        low = 0
        for number, part in enumerate(parts, at):
            high = low + part.length
            if low <= len(new) - behind and high >= before:
                a, b = max(0, before - low), min(part.length, len(new) - behind - low)
                changes += self.settle(number, min(a, b), max(a, b))
            low = high
        return changes

    def _replace(
        self, first: tuple[int, int], last: tuple[int, int], start: int, end: int, text: str
    ) -> None:
        (one, low), (other, high) = first, last
        head, foot = self.parts[one], self.parts[other]
        low, high = low - self.start(one), high - self.start(other)
        above = head.breaks[: bisect_left(head.break_units(), low)]
        marks = foot.break_units()
        below = foot.breaks[bisect_left(marks, high) :]
        shift = start + len(text) - end
        merged = Part(
            head.text[:start] + text + foot.text[end:],
            above + [place + shift for place in below],
        )
        merged.stops = [stop for stop in head.stops if stop[0] <= start]
        fresh = [merged, *(Part("") for _ in range(one, other))]
        for old, new in zip(self.parts[one : other + 1], fresh, strict=True):
            new.truth = old.truth or old
            old.truth = None
            new.note = old.note
        self.parts[one : other + 1] = fresh
        self.unsure += fresh
        self._stale(one)

    def _ranges(self, start: int, end: int) -> Iterator[tuple[Part, int, int]]:
        starts = self._all_starts()
        number = max(0, bisect_right(starts, start) - 1)
        while number < len(self.parts) and starts[number] < end:
            part, top = self.parts[number], starts[number]
            low, high = max(0, start - top), min(part.units, end - top)
            if low < high:
                yield part, low, high
            number += 1

    def _all_starts(self) -> list[int]:
        if self._valid < len(self.parts) or len(self._starts) != len(self.parts):
            valid = min(self._valid, len(self.parts), len(self._starts))
            if valid == 0:
                self._starts, valid = [0], 1
            del self._starts[valid:]
            rest = (part.units for part in self.parts[valid - 1 : -1])
            self._starts[valid - 1 :] = accumulate(rest, initial=self._starts[-1])
            self._valid = len(self.parts)
        return self._starts

    def _stale(self, part: int) -> None:
        """The starts of the parts behind this one are to be counted again."""
        self._valid = min(self._valid, max(1, part))
        if part <= 1:
            self.front = front_lines(self.parts[0].text)


def common_prefix(one: str, other: str) -> int:
    """How many code points two texts begin with alike."""
    end = min(len(one), len(other))
    at = 0
    while at < end and one[at : at + _BLOCK] == other[at : at + _BLOCK]:
        at += _BLOCK
    at = min(at, end)
    while at < end and one[at] == other[at]:
        at += 1
    return at


def common_suffix(one: str, other: str) -> int:
    """How many code points two texts end with alike."""
    end = min(len(one), len(other))
    at = 0
    while at + _BLOCK <= end and (
        one[len(one) - at - _BLOCK : len(one) - at]
        == other[len(other) - at - _BLOCK : len(other) - at]
    ):
        at += _BLOCK
    while at < end and one[-1 - at] == other[-1 - at]:
        at += 1
    return at


def _pairs(start: int, cuts: Sequence[int], end: int) -> Iterator[tuple[int, int]]:
    at = start
    for cut in (*cuts, end):
        yield at, cut
        at = cut


def _divide(texts: Sequence[str], breaks: list[int]) -> list[Part]:
    """Parts of these texts, each with its share of the breaks of the whole."""
    parts, low = list[Part](), 0
    for text in texts:
        high = low + len(text)
        mine = breaks[bisect_right(breaks, low) : bisect_left(breaks, high)]
        parts.append(Part(text, [place - low for place in mine]))
        low = high
    return parts


def _inherit(old: Sequence[Part], new: Sequence[Part]) -> None:
    """A part that comes in the place of one with the same header goes on as that one."""
    before = [part.truth or part for part in old]
    alike = {part.header: part for part in reversed(before)}
    for number, part in enumerate(new):
        source = alike.pop(part.header, None)
        if len(old) == len(new) and (source is None or before[number].header == part.header):
            source = before[number]
        if source is not None:
            part.note = source.note
            if source.growing:
                part.keep_tail(source)
