"""What the buttons of a notice do in the tab of the session that it speaks of."""

from __future__ import annotations

from dataclasses import replace

from vibekoder.app.choice import How
from vibekoder.app.workspace import Workspace
from vibekoder.core.messages import Role
from vibekoder.core.parts import shown
from vibekoder.core.session import Slice
from vibekoder.ui.composing import Composing
from vibekoder.ui.session_tab import SessionTabWidget


def send_without(workspace: Workspace, widget: SessionTabWidget) -> None:
    """Send what was refused once more, without the pieces that cannot be had."""
    held = widget.tab.held
    how = replace(held.how, without=True, accepted=frozenset(held.missing))
    send_held(workspace, widget, how)


def send_lighter(composing: Composing, workspace: Workspace, widget: SessionTabWidget) -> None:
    """Send what was too long once more, without the piece that most of it is."""
    if composing.leave_out(widget, *widget.tab.held.heavy):
        send_held(workspace, widget, widget.tab.held.how)


def retry_lighter(
    composing: Composing, workspace: Workspace, widget: SessionTabWidget, prompt: Slice
) -> None:
    """Send a prompt that its server called too long once more, without what most of it is."""
    failed = widget.tab.failures.get(prompt.id or "")
    heavy = failed.largest if failed is not None else None
    if heavy is not None and composing.leave_out(widget, heavy.source, heavy.slice_id):
        workspace.send(widget.tab, "", How(prompt.id or ""))


def send_held(workspace: Workspace, widget: SessionTabWidget, how: How) -> None:
    """Send what was refused once more; its prompt is back in the composer, if it had one."""
    if how.of_session:
        workspace.send(widget.tab, "", how)
    else:
        widget.send(how)


def let_act(widget: SessionTabWidget) -> None:
    """What was pasted last acts after all."""
    widget.pasted.let_act()


def go_to_missing(widget: SessionTabWidget) -> None:
    """Put the caret on the first line of those that kept the prompt from being sent."""
    for line in widget.tab.held.missing:
        if _show_in_composer(widget, line) or _show_in_text(widget, line):
            return


def _show_in_composer(widget: SessionTabWidget, line: str) -> bool:
    prompt = widget.composer.prompt
    found = prompt.document().find(line)
    if found.isNull():
        return False
    prompt.setTextCursor(found)
    prompt.setFocus()
    return True


def _show_in_text(widget: SessionTabWidget, line: str) -> bool:
    parts = widget.tab.session.parts
    for at in range(len(parts) - 1, -1, -1):
        part = parts[at]
        if isinstance(part, Slice) and part.role is not Role.ASSISTANT:
            found = _found(shown(part), line)
            if found >= 0:
                widget.editor.go_to(at, found)
                widget.editor.setFocus()
                return True
    return False


def _found(text: str, line: str) -> int:
    """Where the last such line begins; -1 for nowhere."""
    place = 0
    found = -1
    for one in text.split("\n"):
        if one.strip() == line.strip():
            found = place
        place += len(one) + 1
    return found
