"""The prompts of a session, and going back through them."""

from __future__ import annotations

from vibekoder.core.prompts import Past, prompts_of
from vibekoder.core.session import parse

SESSION = b"""=={ User }==
First

=={ Assistant }==
Yes

=={ User | id=abcdef }==
See:
<!-- include: a.py @ 0123456789ab -->
<!-- include: b.py -->
and <!-- include: c.py @ 0123456789ab -->

=={ User | alt=conflict }==
Not this

=={ User }==

"""


def test_prompts_come_newest_first_and_live_again() -> None:
    second = (
        "See:\n<!-- include: a.py -->\n<!-- include: b.py -->\n"
        "and <!-- include: c.py @ 0123456789ab -->"
    )
    assert prompts_of(parse(SESSION)) == [second, "First"]


def test_a_prompt_is_there_once_where_it_was_asked_last() -> None:
    past = Past().with_more(["b", "a", "b"]).with_more(["c", "a"])
    assert past.prompts == ("b", "a", "c")


def test_going_back_stops_at_the_oldest_and_forward_before_the_newest() -> None:
    past = Past(("new", "old"))
    seen: list[str] = []
    for by in (1, 1, 1, -1, -1, -1):
        past = past.step(by)
        seen.append(past.shown)
    assert seen == ["new", "old", "old", "new", "", ""]


def test_there_may_be_nothing_to_go_back_to() -> None:
    assert Past().step(1).shown == ""
