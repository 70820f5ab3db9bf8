"""Choices are sifted some at a time, and a longer wish looks only where the shorter one fitted."""

from __future__ import annotations

from vibekoder.ui.sheets.sifting import Choice, Sift

MANY = tuple(Choice(str(n), f"src/m{n}.py", "Files") for n in range(1200))


def sifted(wanted: str, before: Sift | None = None, section: str = "") -> Sift:
    sift = Sift(MANY, wanted, section, before)
    while not sift.go_on():
        pass
    return sift


def keys(sift: Sift) -> list[str]:
    return [one.choice.key for one in sift.best(5) if one.choice is not None]


def test_a_turn_looks_at_some_and_the_last_one_tells() -> None:
    sift = Sift(MANY, "m11")
    assert [sift.go_on(), sift.go_on(), sift.go_on()] == [False, False, True]
    assert sift.done
    assert keys(sift)[0] == "11"


def test_without_a_wish_all_stand_as_they_are() -> None:
    assert keys(sifted("")) == ["0", "1", "2", "3", "4"]
    assert sifted("").count == 1200


def test_another_letter_needs_one_turn_more_only() -> None:
    first = sifted("m11")
    longer = Sift(MANY, "m119", before=first)
    assert longer.go_on()
    assert keys(longer) == keys(sifted("m119"))


def test_what_was_not_done_or_is_another_wish_leads_nowhere() -> None:
    begun = Sift(MANY, "m1")
    begun.go_on()
    for before in (begun, sifted("m9")):
        assert keys(sifted("m11", before)) == keys(sifted("m11"))


def test_a_section_can_be_left_again() -> None:
    mixed = (*MANY[:10], Choice("now", "Send", "Actions", detail="m"))
    inside = Sift(mixed, "", "Actions")
    assert inside.go_on()
    assert keys(inside) == ["now"]
    after = Sift(mixed, "m", before=inside)
    assert after.go_on()
    assert after.count == 11
