"""Bringing two versions of a session together, slice by slice.

Three sessions go in: ``base``, what both come from; ``ours``, what this program holds; ``theirs``,
what the disk holds. Slices are matched by id, those without one by their text and place. What one
side changed is taken; where both changed the same slice, the disk's stays in place and ours
follows it with a new id and ``alt=conflict``. Text that either side has is never dropped, except
where one side removed a slice that the other left alone.

The result depends on the three sessions alone (new ids are made from the text they name), so
that merging again, in another thread or after a crash, gives the same.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TypeVar

from vibekoder.core.messages import Role
from vibekoder.core.parts import followed
from vibekoder.core.session import Head, Part, Session, Slice, Splice, new_slice

CONFLICT = "conflict"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Merged:
    """Both versions as one; ``conflicts`` counts slices that are kept twice."""

    session: Session
    conflicts: int = 0


def merge(base: Session, ours: Session, theirs: Session) -> Merged:
    """Merge what was done here since ``base`` with what was done to the file."""
    if ours.parts == base.parts or ours.parts == theirs.parts:
        return Merged(theirs)
    if theirs.parts == base.parts:
        return Merged(ours)
    return _Merge(base, ours, theirs).result()


def difference(old: Sequence[Part], new: Sequence[Part]) -> list[Splice]:
    """The splices that make ``new`` of ``old``, to be applied in this order; the last part first,
    so that each index is right when its turn comes."""
    splices: list[Splice] = []
    for _, start, end, new_start, new_end in reversed(_opcodes(old, new)):
        splices.append(Splice(start, tuple(old[start:end]), tuple(new[new_start:new_end])))
    return splices


def derived_id(part: Slice, taken: set[str]) -> str:
    """A slice id made from a slice's own text, unlike any taken one."""
    for salt in range(1 << 30):  # pragma: no branch - ends long before
        seed = f"{salt}\n{part.line}\n{part.raw}".encode("utf-8", "surrogatepass")
        made = base64.b32encode(hashlib.sha256(seed).digest()).decode().lower()[:6]
        if made not in taken:
            return made
    raise AssertionError("ids cannot run out")  # pragma: no cover


class _Merge:
    """One merge; the parts of the result are collected in ``_parts``."""

    def __init__(self, base: Session, ours: Session, theirs: Session) -> None:
        self._base, self._ours, self._theirs = base, ours, theirs
        self._parts: list[Part] = []
        self._conflicts = 0
        self._taken = {
            part.id
            for session in (base, ours, theirs)
            for part in session.slices
            if part.id is not None
        }
        self._eol = theirs.eol

    def result(self) -> Merged:
        base, ours, theirs = self._base.parts, self._ours.parts, self._theirs.parts
        in_ours = _matched(base, ours)  # base index -> ours index
        in_theirs = _matched(base, theirs)
        from_theirs = {there: at for at, there in in_theirs.items()}
        pairs = self._pairs(in_ours, in_theirs)
        new_here = self._only_ours(in_ours, in_theirs, pairs)
        self._take_head()
        waiting = new_here.pop(0, [])
        for at, part in enumerate(theirs[1:], 1):
            here = pairs.get(at)
            if here is None and at in from_theirs:
                # removed here: gone, unless it was changed there
                if _same(part, base[from_theirs[at]]):
                    continue
                self._parts.append(part)
            elif here is None:
                self._parts.append(part)  # new on the disk: before what is new here
            else:
                self._parts += waiting
                waiting = new_here.pop(here, [])
                origin = base[from_theirs[at]] if at in from_theirs else None
                if ours[here] in (part, origin):
                    self._parts.append(part)  # as nearly all of them
                else:
                    self._take_both(origin, ours[here], part)
        self._parts += waiting
        return Merged(Session(tuple(self._tidy())), self._conflicts)

    def _pairs(self, in_ours: dict[int, int], in_theirs: dict[int, int]) -> dict[int, int]:
        """Theirs index -> ours index of what is the same slice on both sides."""
        pairs = {there: in_ours[at] for at, there in in_theirs.items() if at in in_ours}
        known, known_there = set(in_ours.values()), set(in_theirs.values())
        there_new = {
            _key(part): at for at, part in enumerate(self._theirs.parts) if at not in known_there
        }
        last = 0
        for here, part in enumerate(self._ours.parts):
            if here in known:
                continue
            there = there_new.pop(_key(part), None)
            if there is not None and there > last:
                pairs[there] = here  # the same slice came on both sides
                last = there
        return pairs

    def _only_ours(
        self, in_ours: dict[int, int], in_theirs: dict[int, int], pairs: dict[int, int]
    ) -> dict[int, list[Part]]:
        """What only ours has, by the ours index of the shared part it follows."""
        shared = set(pairs.values())
        origin = {here: at for at, here in in_ours.items()}
        follows: dict[int, list[Part]] = {}
        anchor = 0
        for here, part in enumerate(self._ours.parts):
            if here in shared:
                anchor = here
            elif here not in origin or not _same(part, self._base.parts[origin[here]]):
                # new here, or removed on the disk and changed here
                follows.setdefault(anchor, []).append(part)
        return follows

    def _take_head(self) -> None:
        base, ours, theirs = self._base.head, self._ours.head, self._theirs.head
        bom = _three_way(base.bom, ours.bom, theirs.bom)
        front = _three_way(base.front, ours.front, theirs.front)
        preamble = _three_way(base.preamble, ours.preamble, theirs.preamble)
        lost = "".join(
            mine
            for mine, chosen in ((ours.front, front), (ours.preamble, preamble))
            if chosen is None
        )
        self._parts.append(
            Head(
                theirs.bom if bom is None else bom,
                theirs.front if front is None else front,
                theirs.preamble if preamble is None else preamble,
            )
        )
        if lost.strip():
            self._keep_twice(new_slice(Role.SYSTEM, lost, timestamp=None, eol=self._eol))

    def _take_both(self, origin: Part | None, ours: Part, theirs: Part) -> None:
        if not isinstance(ours, Slice) or not isinstance(theirs, Slice):
            raise TypeError("only the first part is a head")  # pragma: no cover - see _matched
        base = origin if isinstance(origin, Slice) else None
        body = _three_way(base.body if base else None, ours.body, theirs.body)
        tail = _three_way(base.tail if base else None, ours.tail, theirs.tail)
        eol = _three_way(base.eol if base else None, ours.eol, theirs.eol)
        line = _three_way(base.line if base else None, ours.line, theirs.line)
        merged = Slice(
            theirs.line if line is None else line,
            theirs.eol if eol is None else eol,
            followed(theirs.body if body is None else body, theirs.tail if tail is None else tail),
        )
        if line is None:
            known = {key for key, _ in theirs.attributes}
            ours_only = {key: value for key, value in ours.attributes if key not in known}
            merged = merged.with_attributes(ours_only)
        self._parts.append(merged)
        if body is None and ours.body.strip("\r\n"):
            self._keep_twice(ours)

    def _keep_twice(self, ours: Slice) -> None:
        copy_id = derived_id(ours, set())
        self._conflicts += 1
        if self._theirs.find(copy_id) is None and self._ours.find(copy_id) is None:
            self._parts.append(ours.with_attributes({"id": copy_id, "alt": CONFLICT}))

    def _tidy(self) -> list[Part]:
        """Every part that another follows ends its line; no id stands twice."""
        seen: set[str] = set()
        tidy: list[Part] = []
        last = len(self._parts) - 1
        for at, part in enumerate(self._parts):
            if isinstance(part, Slice) and part.id is not None:
                if part.id in seen:
                    part = part.with_attributes({"id": derived_id(part, self._taken | seen)})
                seen.add(part.id or "")
            tidy.append(part if at == last else ended(part, self._eol))
        return tidy


def ended(part: Part, eol: str) -> Part:
    """The part with a line end at its end, so that a header may follow."""
    if isinstance(part, Head):
        if part.preamble:
            if not _open(part.preamble):
                return part
            return part.with_parts(part.front, followed(part.preamble, eol), eol)
        return replace(part, front=part.front + eol) if _open(part.front) else part
    if not part.eol:
        return replace(part, eol=eol)
    return replace(part, raw=followed(part.raw, eol)) if _open(part.raw) else part


def _same(one: Part, other: Part) -> bool:
    """Whether two slices differ in layout at most."""
    if isinstance(one, Head) or isinstance(other, Head):
        return one == other  # pragma: no cover - only slices are removed
    return (one.line, one.body) == (other.line, other.body)


def _open(text: str) -> bool:
    return bool(text) and not text.endswith("\n")


def _three_way(base: T | None, ours: T, theirs: T) -> T | None:
    """What one side or both made of ``base``; None where they disagree."""
    if ours in (theirs, base):
        return theirs
    return ours if theirs == base else None


def _matched(old: Sequence[Part], new: Sequence[Part]) -> dict[int, int]:
    """Old index -> new index of what is the same part, in order on both sides."""
    matched = {0: 0}
    old_at = new_at = 1
    keys, new_keys = [_key(part) for part in old], [_key(part) for part in new]
    for tag, start, end, new_start, new_end in [
        *_opcodes(keys, new_keys),
        ("end", len(old), len(old), len(new), len(new)),
    ]:
        for at in range(max(old_at, 1), start):
            matched[at] = new_at + at - old_at
        if tag == "replace":
            matched.update(_alike(old, new, range(start, end), range(new_start, new_end)))
        old_at, new_at = end, new_end
    return matched


def _alike(old: Sequence[Part], new: Sequence[Part], here: range, there: range) -> dict[int, int]:
    """Pairs in a stretch where nothing is equal: changed slices, or ones that were given an id."""
    if len(here) != len(there):
        there = there[: len(here)]
    pairs: dict[int, int] = {}
    for at, to in zip(here, there, strict=False):
        one, other = old[at], new[to]
        if (
            isinstance(one, Slice)
            and isinstance(other, Slice)
            and one.role == other.role
            and (one.id is None or one.id == other.id)
        ):
            pairs[at] = to
    return pairs


def _key(part: Part) -> object:
    if isinstance(part, Head):
        return Head
    return part.id if part.id is not None else (part.role, part.body)


def _opcodes(old: Sequence[object], new: Sequence[object]) -> list[tuple[str, int, int, int, int]]:
    """difflib's changes without the equal stretches; equal ends are trimmed first, cheaply."""
    start = 0
    shorter = min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle = SequenceMatcher(
        None, old[start : len(old) - end], new[start : len(new) - end], autojunk=False
    )
    return [
        (tag, start + a, start + b, start + c, start + d)
        for tag, a, b, c, d in middle.get_opcodes()
        if tag != "equal"
    ]
