"""Every action of the window: one table for menus, keys, tool tips and docs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do. ``target`` is ``window`` or ``tab``: who carries it out.

    ``keys`` are in Qt's portable form (Ctrl is Cmd on macOS). ``text`` is the menu's label,
    ``icon`` stands before it where a list has icons.
    """

    id: str
    text: str
    menu: str
    keys: tuple[str, ...] = ()
    target: str = "window"
    icon: str = ""


ACTIONS: tuple[Action, ...] = (
    Action("project.new", "New project…", "File", ("Ctrl+N",), icon="plus"),
    Action("project.open", "Open folder…", "File", ("Ctrl+O",), icon="folder"),
    Action("project.recent", "Open recent project…", "File", ("Ctrl+Shift+I",), icon="folder"),
    Action("session.new", "New session", "File", ("Ctrl+T",), icon="session-new"),
    Action(
        "session.from_template",
        "New session from template…",
        "File",
        ("Ctrl+Shift+N",),
        icon="template",
    ),
    Action("session.save_template", "Save session as template…", "File", (), "tab", "template"),
    Action("session.save", "Save now", "File", ("Ctrl+S",), "tab"),
    Action("tab.close", "Close tab", "File", ("Ctrl+W",)),
    Action("tab.close_others", "Close other tabs", "File", (), "tab"),
    Action("tab.close_right", "Close tabs to the right", "File", (), "tab"),
    Action("tab.reopen", "Reopen closed tab", "File", ("Ctrl+Shift+T",)),
    Action("window.quit", "Quit", "File", ("Ctrl+Q",)),
    Action("edit.undo", "Undo", "Edit", ("Ctrl+Z",), "tab"),
    Action("edit.redo", "Redo", "Edit", ("Ctrl+Shift+Z",), "tab"),
    Action("edit.find", "Find…", "Edit", ("Ctrl+F",), "tab", "search"),
    Action("edit.replace", "Replace…", "Edit", ("Ctrl+H",), "tab"),
    Action("edit.find_next", "Find next", "Edit", ("F3",), "tab"),
    Action("edit.find_previous", "Find previous", "Edit", ("Shift+F3",), "tab"),
    Action("go.search", "Search all sessions…", "Edit", ("Ctrl+Shift+F",), icon="search"),
    Action("edit.go_to", "Go to slice or heading…", "Edit", ("Ctrl+G",), "tab", "outline"),
    Action("session.send", "Send", "Session", ("Ctrl+Return", "Ctrl+Enter"), "tab", icon="strike"),
    Action("session.stop", "Stop", "Session", ("Esc",), "tab", icon="stop"),
    Action(
        "session.repeat", "Repeat the failed request", "Session", ("Ctrl+Shift+R",), "tab", "retry"
    ),
    Action("session.stop_all", "Stop all requests", "Session"),
    Action("session.model", "Model for the next message…", "Session", ("Ctrl+M",), "tab", "bell"),
    Action("session.parameters", "Parameters…", "Session", ("Ctrl+Shift+M",), "tab", "settings"),
    Action(
        "session.preflight",
        "Preflight…",
        "Session",
        ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        "tab",
        "preflight",
    ),
    Action("session.add_piece", "Add a piece…", "Session", ("Ctrl+Shift+A",), "tab", "plus"),
    Action("session.pieces", "Go to the pieces", "Session", ("Ctrl+Shift+L",), "tab", "context"),
    Action("session.composer", "Go to the composer", "Session", ("Ctrl+L",), "tab"),
    Action(
        "session.append_changes", "Append what changed", "Session", ("Ctrl+Alt+B",), "tab", "diff"
    ),
    Action("session.origin", "Go to what this was forked from", "Session", (), "tab", "fork"),
    Action("session.forks", "Go to a fork of this session", "Session", (), "tab", "fork"),
    Action("session.rename", "Rename session…", "Session", ("F2",)),
    Action("session.describe", "Title, description and tags…", "Session", ("Shift+F2",)),
    Action("session.duplicate", "Duplicate session", "Session", ("Ctrl+Shift+D",), icon="copy"),
    Action("session.reveal", "Show in the file manager", "Session", ("Shift+F4",), icon="folder"),
    Action("session.elsewhere", "Open in another editor", "Session", ("F4",)),
    Action("session.copy_path", "Copy the path of the session", "Session", ("Ctrl+Shift+Y",)),
    Action("session.delete", "Move session to the trash", "Session", ("Ctrl+F8",)),
    Action("session.undelete", "Bring back the deleted session", "Session", ("Ctrl+Shift+F8",)),
    Action("slice.previous", "Previous slice", "Slice", ("Alt+Up",), "tab"),
    Action("slice.next", "Next slice", "Slice", ("Alt+Down",), "tab"),
    Action("slice.latest", "Latest text", "Slice", ("Ctrl+End",), "tab", icon="latest"),
    Action("slice.fork", "Fork here", "Slice", ("Ctrl+B",), "tab", "fork"),
    Action(
        "slice.fork_fresh",
        "Fork here with fresh sources",
        "Slice",
        ("Ctrl+Shift+B",),
        "tab",
        "fork",
    ),
    Action("slice.regenerate", "Regenerate", "Slice", ("Ctrl+R",), "tab"),
    Action("slice.continue", "Continue", "Slice", ("Alt+Return", "Alt+Enter"), "tab"),
    Action("slice.sent", "What was sent…", "Slice", (), "tab", "receipt"),
    Action("slice.strike_again", "Strike again with fresh files", "Slice", (), "tab", "regenerate"),
    Action("slice.replay", "Replay byte for byte", "Slice", (), "tab", "retry"),
    Action("slice.variant_previous", "Previous variant", "Slice", ("Alt+Left",), "tab"),
    Action("slice.variant_next", "Next variant", "Slice", ("Alt+Right",), "tab"),
    Action("slice.variant_choose", "Send this variant", "Slice", (), "tab"),
    Action("slice.discard", "Discard the partial answer", "Slice", ("Ctrl+D",), "tab"),
    Action("slice.delete_after", "Delete after", "Slice", ("Ctrl+Shift+Del",), "tab"),
    Action("slice.save", "Save slice as…", "Slice", (), "tab", "save-as"),
    Action("fold.here", "Fold or unfold", "Slice", ("F9",), "tab"),
    Action("fold.answers", "Fold or unfold all answers", "Slice", ("Shift+F9",), "tab"),
    Action("fold.reasoning", "Fold or unfold all reasoning", "Slice", ("Ctrl+F9",), "tab"),
    Action("fold.open_all", "Unfold everything", "Slice", ("Ctrl+Shift+F9",), "tab"),
    Action("code.previous", "Previous code block", "Slice", ("Ctrl+Up",), "tab"),
    Action("code.next", "Next code block", "Slice", ("Ctrl+Down",), "tab"),
    Action("code.copy", "Copy code block", "Slice", ("Ctrl+Shift+C",), "tab", "copy"),
    Action("code.save", "Save code block as…", "Slice", (), "tab", "save-as"),
    Action("code.wrap", "Wrap lines of code", "Slice", ("Alt+Z",), "tab"),
    Action("tab.next", "Next tab", "View", ("Ctrl+Tab",)),
    Action("tab.previous", "Previous tab", "View", ("Ctrl+Shift+Tab",)),
    Action("tab.list", "All tabs…", "View"),
    Action("tab.pin", "Pin or unpin tab", "View", (), "tab", "pin"),
    Action("tab.detach", "Tab into its own window, or back", "View", (), "tab"),
    Action("tab.move_left", "Move tab left", "View", ("Ctrl+Shift+PgUp",), "tab"),
    Action("tab.move_right", "Move tab right", "View", ("Ctrl+Shift+PgDown",), "tab"),
    Action("go.anywhere", "Go to session or file…", "View", ("Ctrl+P",), icon="search"),
    Action("go.action", "Find any action…", "View", ("Ctrl+Shift+P",), icon="palette"),
    *(Action(f"tab.{n}", f"Tab {n}", "View", (f"Alt+{n}",)) for n in range(1, 10)),
    Action("view.raw", "Raw Markdown", "View", ("Ctrl+/",), "tab"),
    Action("view.reading", "Reading view", "View", ("Ctrl+E",), "tab"),
    Action("view.larger", "Larger text", "View", ("Ctrl++", "Ctrl+="), "tab"),
    Action("view.smaller", "Smaller text", "View", ("Ctrl+-",), "tab"),
    Action("view.usual_size", "Usual size of text", "View", ("Ctrl+0",), "tab"),
    Action("view.notices", "Notices", "View"),
    Action("go.next_pane", "Next pane", "View", ("F6",)),
    Action("go.previous_pane", "Previous pane", "View", ("Shift+F6",)),
    Action("go.sessions", "Go to the list of sessions", "View", ("Ctrl+Shift+E",)),
    Action("session.filter", "Filter the sessions…", "View", ("Ctrl+Shift+K",), icon="search"),
    Action("view.project", "Project panel", "View", icon="panel-left"),
    Action("go.outline", "Go to the outline", "View", ("Ctrl+Shift+O",), icon="outline"),
    Action("go.files", "Go to the files", "View", icon="folder"),
    Action("view.side", "Side panel", "View", icon="panel-right"),
    Action("view.requests", "Requests panel", "View", icon="panel-bottom"),
    Action("tools.requests", "Last requests…", "Tools", icon="requests"),
    Action("tools.spent", "Used and spent…", "Tools", icon="receipt"),
    Action("tools.project", "Project settings…", "Tools", ("Ctrl+Alt+,",), icon="settings"),
    Action("tools.connect", "Connect a model…", "Tools", ("Ctrl+Shift+J",), icon="key"),
    Action("tools.backends", "Backends…", "Tools", ("Ctrl+Alt+M",), icon="bell"),
    Action("tools.settings", "Settings…", "Tools", ("Ctrl+,",), icon="settings"),
    Action("help.open", "Help", "Help", ("F1",)),
    Action("help.keys", "Keys", "Help"),
    Action("help.format", "The session file", "Help"),
    Action("help.directives", "Including files and commands", "Help"),
    Action("help.failures", "When something goes wrong", "Help"),
    Action("help.about", "About VibeKoder", "Help"),
)

MENUS: tuple[str, ...] = ("File", "Edit", "Session", "Slice", "View", "Tools", "Help")


def by_id(name: str) -> Action:
    """The action of that id; KeyError if there is none."""
    for action in ACTIONS:
        if action.id == name:
            return action
    raise KeyError(name)
