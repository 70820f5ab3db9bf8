"""What a person decides about a secret that was found: show it, redact it, let it be sent."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from vibekoder.app import notice as notices
from vibekoder.app.workspace import Workspace
from vibekoder.core import directives, settings
from vibekoder.core.directives import Found
from vibekoder.core.errors import Exposed
from vibekoder.core.leaks import scan, unallowed
from vibekoder.core.session import shown
from vibekoder.core.switching import Change
from vibekoder.engine.exposing import redactions
from vibekoder.store.projects import Project
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.tab_acts import send_held


class Leaks(QObject):
    """Does what the buttons of the notices about secrets say.

    Signals:
        failed(object): the VibeKoderError that kept the project from allowing a secret.
    """

    failed = Signal(object)

    def act(self, workspace: Workspace, widget: SessionTabWidget, key: str, action: str) -> None:
        """``key`` tells whether a send waits for it."""
        tab = widget.tab
        waits = key == notices.refused_key(tab.path)
        found = tab.held.found if waits else tab.exposed
        if not found:
            return
        if action == "leak-show":
            self.show(widget, found[0])
            return
        redacts = action == "leak-redact"
        if redacts:
            self.redact(workspace, widget, found)
        else:
            self.allow(workspace, found)
        if waits:
            send_held(workspace, widget, replace(tab.held.how, redact=redacts))
        else:
            tab.save()

    def show(self, widget: SessionTabWidget, one: Exposed) -> None:
        """Bring the place into view: the words themselves, or the line that brings them."""
        at = widget.tab.session.find(one.slice_id)
        part = widget.tab.session.parts[at] if at is not None else None
        text = shown(part) if part is not None else widget.composer.text()
        start, end = _place(text, one)
        if at is None:
            widget.composer.select(start, end)
        else:
            widget.editor.show_part(at)
            widget.editor.set_caret(at, start)
            widget.editor.setFocus()

    def redact(
        self, workspace: Workspace, widget: SessionTabWidget, found: tuple[Exposed, ...]
    ) -> None:
        tab, allowed = widget.tab, workspace.allowed_secrets
        own = {one.slice_id for one in found if not one.path}
        edits = redactions(tab.session, own, allowed)
        if edits:
            tab.edit_all(edits, self.tr("Redact"))
        text = widget.composer.text()
        for leak in reversed(unallowed(text, scan(text), allowed)):
            widget.composer.change(Change(leak.start, leak.end, leak.stand_in))

    def allow(self, workspace: Workspace, found: tuple[Exposed, ...]) -> None:
        """Let these pass in this project from now on."""
        marks = tuple(dict.fromkeys(one.mark for one in found))

        def change(project: Project) -> Project:
            before = project.values[settings.SECRETS_ALLOW]
            return project.save_setting(settings.SECRETS_ALLOW, (*before, *marks))

        workspace.change_later(change, self.failed.emit)


def _lines(text: str) -> tuple[Found, ...]:
    return directives.find(text).found


def _place(text: str, one: Exposed) -> tuple[int, int]:
    """Where it stands in the text that the person has in front of them."""
    if one.source:
        # what was about to be sent had a pin
        sought = [line.directive and line.directive.named for line in _lines(one.source)]
        for line in _lines(text):
            if line.directive is not None and line.directive.named in sought:
                return line.start, line.end
    titled = [leak for leak in scan(text) if (leak.title, leak.masked) == (one.title, one.masked)]
    return (titled[0].start, titled[0].end) if titled else (0, 0)
