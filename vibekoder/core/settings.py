"""Every setting, as one table, and the layers in which a value may be set.

An inner layer wins: request > session > project > app > default. Dialog, files, docs and checks
walk over ``SETTINGS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from vibekoder.core.errors import FormatError
from vibekoder.core.setting import Kind, Layer, Limits, Setting, check

T = TypeVar("T")

_ANYWHERE = frozenset(Layer)
_OUTER = frozenset({Layer.APP, Layer.PROJECT})
_APP = frozenset({Layer.APP})
_PROJECT = frozenset({Layer.PROJECT})

BACKEND_NAME = r"[a-z0-9-]+"

_INSIDE = Limits(
    pattern=r"(?!(?:.*/)?\.\.(?:/|$))[^/\\:\0]+(?:/[^/\\:\0]+)*",
    form="a folder inside the project, with / between its parts",
)

BACKEND = Setting(
    "backend",
    Kind.TEXT,
    "rehearsal",
    "Backend",
    "The backend that answers. The rehearsal needs no key and no network: it shows what would "
    "be sent.",
    _ANYWHERE,
    Limits(pattern=BACKEND_NAME, form="small letters, digits and hyphens"),
)
MODEL = Setting(
    "model",
    Kind.TEXT,
    "",
    "Model",
    "The model's name as the provider writes it. Empty: the backend's own.",
    _ANYWHERE,
)
PARAMS: Setting[Mapping[str, Any]] = Setting(
    "params",
    Kind.MAP,
    {},
    "Parameters",
    "Sent with each request as they are: temperature, max_tokens, stop, seed and any other that "
    "the provider knows. What nobody sets is not sent. An inner layer adds to the outer ones and "
    "wins; null takes a parameter back.",
    _ANYWHERE,
)
SESSIONS_FOLDER = Setting(
    "sessions.folder",
    Kind.TEXT,
    "sessions",
    "Sessions folder",
    "The folder of the sessions, inside the project.",
    _OUTER,
    _INSIDE,
)
TEMPLATES_FOLDER = Setting(
    "templates.folder",
    Kind.TEXT,
    "templates",
    "Templates folder",
    "The folder of the project's templates, inside the project.",
    _OUTER,
    _INSIDE,
)
DOCS_FOLDER = Setting(
    "docs.folder",
    Kind.TEXT,
    "docs",
    "Documents folder",
    "What {{docs}} stands for in a template: the folder of the project's documents.",
    _OUTER,
    _INSIDE,
)
SOURCES_FOLDER = Setting(
    "sources.folder",
    Kind.TEXT,
    "src",
    "Sources folder",
    "What {{sources}} stands for in a template: the folder of the project's sources.",
    _OUTER,
    _INSIDE,
)
INCLUDE_FOLDERS: Setting[tuple[str, ...]] = Setting(
    "include.folders",
    Kind.NAMES,
    (),
    "Folders outside the project",
    "Folders outside the project from which files may be included, once you have confirmed them "
    "on this computer. No other file outside is ever read.",
    _PROJECT,
)
SECRETS_ALLOW: Setting[tuple[str, ...]] = Setting(
    "secrets.allow",
    Kind.NAMES,
    (),
    "Secrets that may be sent",
    "Marks of texts that look like secrets and may be sent all the same. A mark is written by "
    "“Send anyway”; the secret cannot be read back from it.",
    _PROJECT,
)
INCLUDE_KINDS: Setting[tuple[str, ...]] = Setting(
    "include.kinds",
    Kind.NAMES,
    (),
    "File kinds",
    "Which files count as documents and sources where a folder or the whole project is brought "
    "in, and which are offered while typing: *.py, .md, Makefile. A file or pattern that is named "
    "itself is included whatever its kind. Empty: every text.",
    _OUTER,
)
INCLUDE_LIMIT = Setting(
    "include.limit",
    Kind.WHOLE,
    1024,
    "Largest included file",
    "A larger file is not included: the send stops and says so.",
    _OUTER,
    Limits(1, 65536),
    "KiB",
)
CONNECT_LIMIT = Setting(
    "limits.connect",
    Kind.NUMBER,
    15.0,
    "Time to connect",
    "A server that cannot be reached within this time is given up.",
    _OUTER,
    Limits(1, 600),
    "s",
)
IDLE_LIMIT = Setting(
    "limits.idle",
    Kind.NUMBER,
    600.0,
    "Time without text",
    "A server that sends nothing for so long is given up; what came is kept. 0 waits for ever. A "
    "backend may have its own limit; a server on this computer has none.",
    _OUTER,
    Limits(0, 86400),
    "s",
)
AT_ONCE = Setting(
    "limits.at_once",
    Kind.WHOLE,
    0,
    "Requests at once",
    "How many requests one backend answers at the same time; further ones wait for their turn. 0 "
    "sets no limit. A backend may have its own.",
    _OUTER,
    Limits(0, 1000),
)
REHEARSAL_SPEED = Setting(
    "rehearsal.speed",
    Kind.NUMBER,
    400.0,
    "Speed of the rehearsal",
    "How fast the rehearsal streams its answer. 0 streams without any pause.",
    _OUTER,
    Limits(0, 1_000_000),
    "characters/s",
)
SEND_KEY = Setting(
    "composer.send_key",
    Kind.CHOICE,
    "ctrl+return",
    "Send with",
    "The key that sends the prompt; the other one begins a new line.",
    _APP,
    Limits(choices=("ctrl+return", "return")),
)
LOOK_FIRST = Setting(
    "composer.look_first",
    Kind.CHOICE,
    "never",
    "Look before sending",
    "Whether the key that sends opens the preflight first: the exact request, piece by piece. It "
    "is sent from there.",
    _OUTER,
    Limits(choices=("never", "always")),
)
LONG_PASTE = Setting(
    "composer.long_paste",
    Kind.WHOLE,
    4000,
    "Long pasted text",
    "A pasted text with more characters can be stored as a file and included. 0 sets no limit.",
    _OUTER,
    Limits(0, 100_000_000),
    "characters",
)
LONG_PASTE_LINES = Setting(
    "composer.long_paste_lines",
    Kind.WHOLE,
    60,
    "Many pasted lines",
    "A pasted text with more lines can be stored as a file and included. 0 sets no limit.",
    _OUTER,
    Limits(0, 10_000_000),
    "lines",
)
PASTE_FOLDER = Setting(
    "composer.folder",
    Kind.TEXT,
    "pasted",
    "Folder for pasted files",
    "The folder of the project for pasted texts and pictures, and for copies of dropped files.",
    _OUTER,
    SESSIONS_FOLDER.limits,
)
ZOOM = Setting(
    "editor.zoom",
    Kind.NUMBER,
    1.0,
    "Zoom",
    "The size of the session's text; menus and panels keep theirs.",
    _APP,
    Limits(0.7, 2.5),
    "×",
)
MARKS = Setting(
    "editor.marks",
    Kind.CHOICE,
    "calm",
    "Signs of Markdown",
    "Calm shows them in the caret's line alone, dimmed in every line.",
    _APP,
    Limits(choices=("calm", "dimmed")),
)
COLUMN = Setting(
    "editor.column",
    Kind.WHOLE,
    84,
    "Width of the text",
    "Lines are wrapped at so many characters of code. 0 takes the whole width of the window.",
    _APP,
    Limits(0, 400),
    "characters",
)
FONT = Setting(
    "editor.font",
    Kind.TEXT,
    "",
    "Font of the text",
    "The family of the session's text. Empty: the system's.",
    _APP,
)
CODE_FONT = Setting(
    "editor.code_font",
    Kind.TEXT,
    "",
    "Font of code",
    "The family of code, chips and raw Markdown. Empty: the first good one that is installed.",
    _APP,
)
ONE_FONT = Setting(
    "editor.one_font",
    Kind.SWITCH,
    False,
    "One font for all",
    "The whole session in the font and size of code, as a terminal shows it.",
    _APP,
)
THEME = Setting(
    "ui.theme",
    Kind.CHOICE,
    "system",
    "Theme",
    "Light, dark, or what the system says.",
    _APP,
    Limits(choices=("system", "light", "dark")),
)
CONTRAST = Setting(
    "ui.contrast",
    Kind.CHOICE,
    "system",
    "Contrast",
    "High makes text black or white and lines strong; otherwise it is what the system says.",
    _APP,
    Limits(choices=("system", "high", "usual")),
)
MOTION = Setting(
    "ui.motion",
    Kind.CHOICE,
    "system",
    "Movement",
    "Whether panels, sheets and running dots move, or what the system says.",
    _APP,
    Limits(choices=("system", "full", "none")),
)
ANNOUNCE = Setting(
    "ui.announce",
    Kind.SWITCH,
    True,
    "Read answers out",
    "A screen reader is told the text of an answer as it comes, sentence by sentence.",
    _APP,
)
NOTIFY = Setting(
    "notify.answers",
    Kind.SWITCH,
    True,
    "Tell of ended answers",
    "The desktop is told when a long answer ends while another window is in front.",
    _APP,
)
NOTIFY_AFTER = Setting(
    "notify.after",
    Kind.NUMBER,
    10.0,
    "What is long",
    "An answer that took less time is not told to the desktop.",
    _APP,
    Limits(0, 86400),
    "s",
)
NOTIFY_TEXT = Setting(
    "notify.text",
    Kind.SWITCH,
    False,
    "With its first words",
    "The desktop is shown how the answer begins too; otherwise only its session and how it ended.",
    _APP,
)
KEYS: Setting[Mapping[str, Any]] = Setting(
    "keys",
    Kind.MAP,
    {},
    "Keys",
    "Other keys for actions: the name of an action, and a key or a list of them. An empty list "
    "leaves the action without a key.",
    _APP,
)

SETTINGS: tuple[Setting[Any], ...] = (
    BACKEND,
    MODEL,
    PARAMS,
    SESSIONS_FOLDER,
    TEMPLATES_FOLDER,
    DOCS_FOLDER,
    SOURCES_FOLDER,
    INCLUDE_FOLDERS,
    INCLUDE_KINDS,
    INCLUDE_LIMIT,
    SECRETS_ALLOW,
    CONNECT_LIMIT,
    IDLE_LIMIT,
    AT_ONCE,
    REHEARSAL_SPEED,
    SEND_KEY,
    LOOK_FIRST,
    LONG_PASTE,
    LONG_PASTE_LINES,
    PASTE_FOLDER,
    ZOOM,
    MARKS,
    COLUMN,
    FONT,
    CODE_FONT,
    ONE_FONT,
    THEME,
    CONTRAST,
    MOTION,
    ANNOUNCE,
    NOTIFY,
    NOTIFY_AFTER,
    NOTIFY_TEXT,
    KEYS,
)

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Values:
    """The layers one above the other; every answer is a checked value.

    ``problems`` are sentences about values that were left out because they break their limits.
    """

    layers: tuple[Mapping[str, Any], ...] = (_NOTHING,) * len(Layer)
    complaints: tuple[tuple[str, ...], ...] = field(default=((),) * len(Layer), repr=False)

    def __getitem__(self, setting: Setting[T]) -> T:
        """The value that counts; parameters are put together from all layers."""
        found: Any = setting.default
        for layer in self.layers:
            if setting.key in layer:
                value = layer[setting.key]
                found = {**found, **value} if setting.type is Kind.MAP else value
        if setting.type is Kind.MAP:
            return cast("T", {key: value for key, value in found.items() if value is not None})
        return cast("T", found)

    def over(self, layer: Layer, other: Values) -> Values:
        """These values with one layer as others have it."""
        return replace(
            self,
            layers=_put(self.layers, layer, other.layers[layer]),
            complaints=_put(self.complaints, layer, other.complaints[layer]),
        )

    def place(self, setting: Setting[Any]) -> Layer | None:
        """The layer whose value counts; None where it is the default."""
        found = [layer for layer in Layer if setting.key in self.layers[layer]]
        return found[-1] if found else None

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be used, outer layers first."""
        return tuple(one for layer in self.complaints for one in layer)

    def with_layer(self, layer: Layer, raw: Mapping[str, Any]) -> Values:
        """These values with one layer replaced by tables as read from a file or front matter.

        Keys that are no settings are ignored; values that break their limits are left out and
        complained about.
        """
        good: dict[str, Any] = {}
        bad: list[str] = []
        for setting in SETTINGS:
            value = _look_up(raw, setting.key)
            if value is None:
                continue
            if layer not in setting.scope:
                bad.append(f"“{setting.key}” cannot be set here.")
                continue
            try:
                good[setting.key] = check(setting, value)
            except FormatError as error:
                bad.append(error.sentence)
        return replace(
            self,
            layers=_put(self.layers, layer, good),
            complaints=_put(self.complaints, layer, tuple(bad)),
        )


def unknown(raw: Mapping[str, Any]) -> list[str]:
    """The dotted keys of these tables that are no settings, in order."""
    found: list[str] = []
    for key, value in raw.items():
        inner = [one.key.partition(".")[2] for one in SETTINGS if one.key.startswith(f"{key}.")]
        if inner and isinstance(value, Mapping):
            table = cast("Mapping[str, Any]", value)
            found.extend(f"{key}.{name}" for name in table if name not in inner)
        elif all(one.key != key for one in SETTINGS):
            found.append(key)
    return found


def _look_up(raw: Mapping[str, Any], key: str) -> Any:
    value: Any = raw
    for part in key.split("."):
        if not isinstance(value, Mapping):
            return None
        value = cast("Mapping[str, Any]", value).get(part)
    return value


def _put(old: tuple[T, ...], at: int, new: T) -> tuple[T, ...]:
    return (*old[:at], new, *old[at + 1 :])
