"""F1 opens the part of the handbook that helps here."""

from __future__ import annotations

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, failure
from tests.ui.test_session_files import Desktop, desktop
from vibekoder.app.notice import Notice

__all__ = ["desktop"]


def part(person: Person) -> tuple[str, str]:
    shown = person.sheet().shown
    return shown.page, shown.anchor


def test_f1_opens_where_it_was_left(person: Person) -> None:
    person.press("F1")
    assert part(person)[0] == "writing.md"
    person.type("front matter\n")
    assert part(person) == ("format.md", "front-matter")
    person.press("Esc", "F1")
    assert part(person) == ("format.md", "front-matter")


def test_a_failed_request_opens_the_page_about_requests(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(failure(401, "wrong key"))
    person.ask("Hello")
    person.press("F1")
    assert part(person) == ("failures.md", "a-request")


def test_a_notice_opens_its_own_page(person: Person) -> None:
    person.window.notices.show_notice(Notice("error", "001.md cannot be saved", key="unsaved:x"))
    person.press("F1")
    assert part(person) == ("failures.md", "files")


def test_the_menu_leads_to_keys_format_directives_and_failures(person: Person) -> None:
    for action, page in (
        ("help.format", ("format.md", "the-session-file")),
        ("help.directives", ("format.md", "including-files")),
        ("help.failures", ("failures.md", "when-something-goes-wrong")),
    ):
        person.window.trigger(action)
        assert part(person) == page
        person.press("Esc")


def test_an_address_is_shown_before_it_is_opened(person: Person, desktop: Desktop) -> None:
    person.press("F1")
    person.sheet().outwardWanted.emit("file:///elsewhere")
    person.press("Esc")
    assert desktop.opened == []
    person.press_notice("open-address")
    assert desktop.opened == ["/elsewhere"]


def test_the_help_tells_the_keys_that_are_bound_now(person: Person) -> None:
    preferences = person.window.preferences
    for action, keys in (("session.new", ["Ctrl+J"]), ("view.reading", [])):
        preferences.set_keys(action, keys)
    person.until(lambda: not person.program.look.keys.key("view.reading"))
    person.press("F1")
    sheet = person.sheet()
    sheet.show_part("keys.md#file")
    assert "Ctrl+J" in sheet.text.leaf.toPlainText()
    sheet.show_part("window.md#the-reading-view")
    assert "no key renders" in sheet.text.leaf.toPlainText()
