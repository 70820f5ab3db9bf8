"""What the program takes from the world."""

from __future__ import annotations

import random
import re

from vibekoder.app.edge import Edge


def test_no_two_requests_have_one_name() -> None:
    edge = Edge()
    assert len({edge.request_id() for _ in range(1000)}) == 1000


def test_a_request_is_named_by_chance_alone() -> None:
    first, again = (Edge(rng=random.Random(7)).request_id() for _ in range(2))
    assert first == again
    assert re.fullmatch("[0-9a-f]{32}", first)


def test_the_two_clocks_go() -> None:
    edge = Edge()
    assert edge.now() <= edge.now()
    assert edge.wall() <= edge.wall()
