from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vibekoder.wire.gate import Gate


def entered(gate: Gate, *names: str) -> Gate:
    for name in names:
        gate.enter(name)
    return gate


def test_without_a_limit_everybody_goes_at_once() -> None:
    gate = entered(Gate(), "a", "b", "c")
    assert gate.let(0) == ["a", "b", "c"]
    assert gate.let(0) == []


def test_no_more_than_the_limit_are_under_way_and_the_next_goes_when_one_has_left() -> None:
    gate = entered(Gate(2), "a", "b", "c", "d")
    assert gate.let(0) == ["a", "b"]
    assert gate.waiting(0) == {"c": (0, 0.0), "d": (1, 0.0)}
    assert gate.due is None
    gate.leave("b")
    assert gate.let(0) == ["c"]
    assert gate.waiting(0) == {"d": (0, 0.0)}


def test_who_gives_up_waiting_lets_the_others_move_up() -> None:
    gate = entered(Gate(1), "a", "b", "c")
    gate.let(0)
    gate.leave("b")
    assert gate.waiting(0) == {"c": (0, 0.0)}
    gate.leave("nobody")
    gate.leave("a")
    assert gate.let(0) == ["c"]


def test_nobody_new_goes_before_a_pause_is_over() -> None:
    gate = entered(Gate(), "a")
    gate.let(0)
    gate.hold(10)
    assert gate.due is None
    entered(gate, "b", "c")
    assert gate.let(4) == []
    assert gate.due == 10
    assert gate.waiting(4) == {"b": (0, 6.0), "c": (1, 6.0)}
    assert gate.let(10) == ["b", "c"]
    assert gate.due is None


def test_the_longer_of_two_pauses_counts() -> None:
    gate = entered(Gate(), "a")
    gate.hold(10)
    gate.hold(5)
    assert gate.let(6) == []
    gate.hold(12)
    assert gate.let(11) == []
    assert gate.let(12) == ["a"]


def test_a_pause_that_is_over_is_forgotten() -> None:
    gate = Gate()
    gate.hold(10)
    assert gate.let(20) == []
    entered(gate, "a")
    assert gate.let(3) == ["a"]


ACTS = st.one_of(
    st.tuples(st.just("enter"), st.integers(0, 1)),
    st.tuples(st.just("leave"), st.integers(0, 5)),
    st.tuples(st.just("hold"), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.integers(0, 5)),
)


@given(st.lists(ACTS, max_size=40), st.integers(1, 3))
def test_order_is_kept_the_limit_holds_and_nobody_waits_for_ever(
    acts: list[tuple[str, int]], limit: int
) -> None:
    gate, now, count, gone, under = Gate(limit), 0.0, 0, list[str](), list[str]()
    left: set[str] = set()
    for act, number in acts:
        if act == "enter":
            gate.enter(str(count))
            count += 1
        elif act == "leave" and number < count:
            gate.leave(str(number))
            left.add(str(number))
            under = [one for one in under if one != str(number)]
        elif act == "hold":
            gate.hold(now + number)
        elif act == "wait":
            now += number
        going = gate.let(now)
        gone += going
        under += going
        assert len(under) <= limit
    for _ in range(count):
        now += 10
        for one in under:
            gate.leave(one)
        under = gate.let(now)
        gone += under
    assert gone == sorted(gone, key=int)
    assert {*gone, *left} == {str(one) for one in range(count)}
