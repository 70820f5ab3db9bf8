"""Everything that can go wrong, as one list of codes, one value and one exception tree.

VibeKoderError            a sentence for people and a hint
├── FormatError           a file does not say what it should
├── ProjectError          a project's file or folder cannot be used
├── StoreError            a file cannot be read or written; names path and reason
│   ├── SessionChanged    the file on disk is not the one that was read
│   └── SessionGone       the file on disk is no more
└── Refused               nothing was sent, and why
    ├── KeyAsked          because its key is one that a person gives in each run
    ├── Unresolved        because of directives that cannot be had; names each
    ├── Overfull          because it is longer than its model can read; names what to drop
    ├── Altered            because it is other by now than it was shown
    └── Exposing          because of secrets in it; names each, and shows none
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

NAMED = 3
"""So many secrets are named in a sentence."""


class Code(StrEnum):
    """Why a request failed; closed. No code of the program reads sentences."""

    NO_KEY = "no_key"
    AUTH = "auth"
    FORBIDDEN = "forbidden"
    NO_CREDIT = "no_credit"
    NOT_FOUND = "not_found"
    BAD_REQUEST = "bad_request"
    TOO_LONG = "too_long"
    RATE_LIMITED = "rate_limited"
    SERVER = "server"
    TIMEOUT = "timeout"
    IDLE = "idle"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    PROXY = "proxy"
    REDIRECT = "redirect"
    NOT_AN_API = "not_an_api"
    ENCODING = "encoding"
    EMPTY = "empty"
    CUT_OFF = "cut_off"
    IN_STREAM = "in_stream"


@dataclass(frozen=True, slots=True)
class Failure:
    """A request's failure as data: what happened, what to do, and what the server said.

    ``message`` and ``hint`` are sentences for people. ``retry_after`` is in seconds, where the
    server named it; ``status`` is the HTTP status, where there was one. ``retryable`` tells
    whether an automatic second try may help; ``detail`` holds the raw beginning of what came.
    """

    code: Code
    message: str
    hint: str = ""
    retry_after: float | None = None
    status: int | None = None
    retryable: bool = False
    detail: str = ""


class VibeKoderError(Exception):
    """The root: ``sentence`` is shown to people, ``hint`` says what to do."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class FormatError(VibeKoderError):
    """A text does not have the form it must have."""


class ProjectError(VibeKoderError):
    """A project's settings or folder cannot be used."""


class StoreError(VibeKoderError):
    """A file or folder cannot be read or written."""

    def __init__(self, path: Path, reason: str, hint: str = "") -> None:
        super().__init__(f"{path}: {reason}", hint)
        self.path = path
        self.reason = reason


class SessionChanged(StoreError):
    """The file on disk is no longer the one that was last read or written."""


class SessionGone(StoreError):
    """The file was deleted or moved, or its folder was; what memory holds is all there is."""


class Refused(VibeKoderError):
    """A send was refused before anything left; the prompt is kept. ``code`` is set where the
    refusal is one of the closed list (a missing key)."""

    def __init__(self, sentence: str, hint: str = "", code: Code | None = None) -> None:
        super().__init__(sentence, hint)
        self.code = code


class KeyAsked(Refused):
    """The key is one that the person gives in each run, and has not given yet."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A directive that cannot be had: its line, the slice it stands in, and why.

    ``state`` is that in a word: missing, too large, binary, denied, failed, unconfirmed or
    wrong.
    """

    line: str
    slice_id: str
    why: str
    state: str = "missing"


class Unresolved(Refused):
    """What a prompt includes cannot be had; it can be sent without it, saying so to the model."""

    def __init__(self, sentence: str, hint: str, missing: tuple[Missing, ...]) -> None:
        super().__init__(sentence, hint)
        self.missing = missing


class Overfull(Refused):
    """Nothing was sent, because its model cannot read as much; ``source`` is the directive of the
    slice ``slice_id`` that is enough to leave out, empty where nothing that is included is."""

    def __init__(self, sentence: str, hint: str, source: str, slice_id: str) -> None:
        super().__init__(sentence, hint, Code.TOO_LONG)
        self.source = source
        self.slice_id = slice_id


class Altered(Refused):
    """The request was looked at before it was sent, and is another one by now."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was sent: what would leave now is not what was shown.",
            "A file, the session or a setting has changed meanwhile. Look at it once more.",
        )


@dataclass(frozen=True, slots=True)
class Exposed:
    """A secret in what was about to be sent: what it seems to be and where, never itself.

    ``line`` is counted in ``path``, or in the slice's own words where that is empty; ``source`` is
    the directive that brings it. ``mark`` is by what a project may allow it.
    """

    title: str
    masked: str
    line: int
    slice_id: str
    path: str
    source: str
    mark: str

    @property
    def words(self) -> str:
        """What and where, as a part of a sentence."""
        place = f"{self.path}, line {self.line}" if self.path else f"line {self.line} of the text"
        return f"{self.title} in {place} ({self.masked})"


class Exposing(Refused):
    """Nothing was sent, because it holds secrets; they can be redacted, or allowed."""

    def __init__(self, found: tuple[Exposed, ...]) -> None:
        named = "; ".join(one.words for one in found[:NAMED])
        more = f"; and {len(found) - NAMED} more" if len(found) > NAMED else ""
        one = "a secret" if len(found) == 1 else f"{len(found)} secrets"
        super().__init__(
            f"Nothing was sent: the request holds what looks like {one}. It is: {named}{more}.",
            "Redact it, or send it anyway: then this project allows it from now on.",
        )
        self.found = found
