"""What of a session a fork begins with."""

from __future__ import annotations

import pytest

from tests.support.builders import session, texts
from vibekoder.core import fork
from vibekoder.core.session import Slice, serialise

PIN = "3fa9c1d20b7e"


def test_a_fork_has_everything_down_to_the_slice_and_nothing_below() -> None:
    one = session("s: be brief", "u aaaaaa: one", "a bbbbbb: first", "u: two", "a: second")
    assert texts(fork.forked(one, 3)) == ["s: be brief", "u: one", "a: first"]


def test_a_fork_keeps_the_bytes_of_what_it_takes_along() -> None:
    data = b"---\ntitle: x\n---\n\n=={ User }==\r\nmixed\n\r\n=={ Assistant }==\nno end"
    from_file = fork.forked(session(head=data.decode()), 2)
    assert serialise(from_file) == data


def test_a_variant_that_is_forked_from_becomes_the_answer_that_counts() -> None:
    one = session(
        "s: x", "u aaaaaa: one", "a bbbbbb: first", "a cccccc alt: second", "a alt: third"
    )
    new = fork.forked(one, 4)
    assert [(part.text, part.alt) for part in new.slices[2:]] == [
        ("first", True),
        ("second", False),
    ]


def test_variants_above_the_fork_stay_variants() -> None:
    one = session("a alt: zero", "a alt: first", "a alt: second")
    assert [part.alt for part in fork.forked(one, 3).slices] == [True, True, False]


def test_of_two_versions_from_disk_and_memory_the_one_forked_from_counts() -> None:
    one = session("u: theirs", "u alt=conflict: mine")
    assert [part.alt for part in fork.forked(one, 2).slices] == [False, False]


def test_pins_stay_or_become_live_by_choice() -> None:
    line = f"<!-- include: a.py#L1-3 @ {PIN} raw -->"
    one = session(f"s: rules\n{line}", f"u: look\n  {line}  \nand\n{line}")
    assert fork.forked(one, 2).parts == one.parts
    live = "<!-- include: a.py#L1-3 raw -->"
    fresh = fork.forked(one, 2, fresh=True)
    assert texts(fresh) == [f"s: rules\n{live}", f"u: look\n  {live}  \nand\n{live}"]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- include: a.py -->",
        "```\n<!-- include: a.py @ 3fa9c1d20b7e -->\n```",
        "\\<!-- include: a.py @ 3fa9c1d20b7e -->",
        "<!-- include: a.py @ nonsense -->",
        "<!-- cached: old/a.py -->",
    ],
)
def test_what_is_no_pin_is_left_alone(text: str) -> None:
    part = session(f"u: {text}").parts[1]
    assert fork.refreshed(part) is part


def test_what_a_model_wrote_is_never_refreshed() -> None:
    part = session(f"a: <!-- include: a.py @ {PIN} -->").parts[1]
    assert fork.refreshed(part) is part


def test_a_refreshed_line_keeps_its_line_end() -> None:
    text = f"=={{ User }}==\r\nlook\r\n<!-- include: a.py @ {PIN} -->\r\nend\n"
    part = fork.refreshed(session(head=text).parts[1])
    assert isinstance(part, Slice)
    assert part.raw == "look\r\n<!-- include: a.py -->\r\nend\n"


@pytest.mark.parametrize(
    ("named", "read"),
    [("001.md#abcdef", ("001.md", "abcdef")), ("a#b.md#abcdef", ("a#b.md", "abcdef"))],
)
def test_a_link_is_split_at_its_last_sign(named: str, read: tuple[str, str]) -> None:
    assert fork.origin(named) == read
    assert fork.link(*read) == named


def test_a_link_without_a_slice_names_the_file() -> None:
    assert fork.origin("001.md") == ("001.md", "")


def test_what_a_fork_reads_anew_and_leaves_behind_is_counted() -> None:
    pin = "<!-- include: a.py @ 0123456789ab -->"
    one = session(
        f"u aaaaaa: {pin}\n{pin}\n<!-- include: b.py -->", f"a bbbbbb: {pin}", "u: And now?"
    )
    assert fork.pins_in(one, 1) == 2
    assert fork.left_behind(one, 1) > fork.left_behind(one, 2) > fork.left_behind(one, 3) == 0
