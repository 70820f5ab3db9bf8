"""What every window with sessions has, seen in one of its own."""

from __future__ import annotations

from tests.end2end.person import Person
from vibekoder.ui.frame import Frame


def other(person: Person) -> Frame:
    """The parts of a window that the shown tab has for its own."""
    person.window.trigger("tab.detach")
    window = person.window.detaching.windows[0]
    person.until(window.isActiveWindow)
    return window.frame


def test_another_window_tells_where_its_prompts_go_and_counts_their_tokens(person: Person) -> None:
    person.type("Some words of a prompt")
    frame = other(person)
    assert frame.status.backend.accessibleName() == "Backend: Scripted · test-model"
    person.until(lambda: frame.status.next.text().startswith("Next send"))


def test_what_is_read_in_another_window_opens_over_it(person: Person) -> None:
    frame = other(person)
    for name in ("help.keys", "tools.spent", "tools.requests", "view.notices"):
        frame.actionWanted.emit(name)
        person.until(lambda: frame.tabs.window().findChildren(object))
        shown = [one for one in frame.tabs.window().children() if one.inherits("QWidget")]
        assert any(type(one).__name__.endswith(("Sheet", "Log")) for one in shown), name


def test_the_model_of_the_next_message_is_chosen_in_its_window(person: Person) -> None:
    frame = other(person)
    person.press("Ctrl+M")
    assert any(type(one).__name__ == "ModelPalette" for one in frame.tabs.window().children())
