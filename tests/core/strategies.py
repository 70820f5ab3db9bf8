"""Texts and bytes that try to be structure: what the properties of the document are tried on."""

from __future__ import annotations

from hypothesis import strategies as st

from vibekoder.core.messages import Role
from vibekoder.core.parts import Head, Slice, new_slice
from vibekoder.core.session import Session
from vibekoder.store import front_matter

HEADERS = (
    "=={ User }==",
    "=={ Assistant | 2026-01-31 10:00:00+02:00 | id=abc234 model=x/y }==",
    "=={ System | alt }==",
    "=={ user | 2026-01-31 10:00:00Z }== \t",
    '=={ User | note="a | b \\" c" }==',
)
MARKS = (
    *HEADERS,
    "=={",
    "}==",
    "=={ Nobody }==",
    '=={ User | a="}==',
    "==",
    "=",
    "{",
    "\\",
    "\\\\",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\ufeff",
    "---",
    "---\n",
    "\n--- \n",
    "title: x\n",
    "<details><summary>Reasoning · 1.0 s</summary>",
    "<details><summary>Tool · grep</summary>",
    "<details><summary>",
    "</details>",
    "\n</details>\n",
    "```",
    "```json\n",
    "<!-- include: a.py -->",
    "\u2028",
    "\u2029",
    "\x85",
    "\x0b",
    "\x00",
    "\U0001f600",
    "é",
    "a",
    " ",
    "\t",
    "some words",
)
PLAIN_MARKS = tuple(mark for mark in MARKS if "\r" not in mark)

marks = st.sampled_from(MARKS)
texts = st.lists(marks | st.text(max_size=3), max_size=12).map("".join)
"""Any text, half surrogates among it."""

byte_texts = st.lists(
    marks.map(lambda mark: mark.encode()) | st.binary(max_size=3), max_size=16
).map(b"".join)
"""Any bytes, often not UTF-8."""

file_texts = st.lists(
    marks | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=16
).map(lambda pieces: "".join(pieces).encode())
"""The bytes of any file that is UTF-8."""

ends = st.sampled_from(["\n", "\r\n"])
values = st.lists(marks | st.text(max_size=2), max_size=4).map("".join)
keys = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,6}", fullmatch=True)
timestamps = st.sampled_from([None, "2026-01-31 10:00:00", "2026-01-31 10:00:00-05:30"])
attributes = st.dictionaries(keys, values, max_size=4).map(lambda given: tuple(given.items()))

slices = st.builds(
    lambda role, text, timestamp, given, eol: new_slice(
        role, text, timestamp=timestamp, attributes=given, eol=eol
    ),
    st.sampled_from(list(Role)),
    texts,
    timestamps,
    attributes,
    ends,
)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Sessions as the program makes them, part by part."""
    parts: list[Slice] = draw(st.lists(slices, max_size=4))
    for at, part in enumerate(parts):
        if draw(st.booleans()):
            parts[at] = part.with_text(draw(texts), draw(ends))
        if draw(st.booleans()):
            parts[at] = parts[at].with_attributes({draw(keys): draw(st.none() | values)})
    eol = draw(ends)
    front = ""
    for _ in range(draw(st.integers(0, 2))):
        front = front_matter.change(front, draw(keys), draw(values), eol)
    head = Head(draw(st.booleans())).with_front(front, eol)
    return Session((head.with_text(draw(texts), eol, followed=bool(parts)), *parts))
