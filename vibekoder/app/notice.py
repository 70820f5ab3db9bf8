"""Notices: what must be said without stopping anyone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vibekoder.app import errand
from vibekoder.app.tongue import later, tr
from vibekoder.core.errors import (
    NAMED,
    Altered,
    Code,
    Exposed,
    Exposing,
    Overfull,
    ProjectError,
    Refused,
    SessionGone,
    Unresolved,
    VibeKoderError,
)
from vibekoder.engine.recovery import Outcome, Recovered

Kind = Literal["info", "warn", "error"]

KEPT = later("Your text is kept in memory and saved as soon as it can be.")
PROMPT_KEPT = later("Your prompt in {name} is kept.")
NO_KEY_IN_IT = later("The key is not in it: the shell puts it in from its variable.")

_KEYS = frozenset({Code.NO_KEY, Code.AUTH})
LEAK = "leak-"
"""The verbs about secrets begin so."""
_LEAKS = {  # by whether a send waits for it
    True: (
        ("leak-redact", later("Redact and send")),
        ("leak-show", later("Show")),
        ("leak-allow", later("Send anyway")),
    ),
    False: (
        ("leak-redact", later("Redact")),
        ("leak-show", later("Show")),
        ("leak-allow", later("Allow")),
    ),
}
_BACKENDS = ("backends", later("Open backends"))
_LOOK = ("preflight", later("Show the request"))


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, and under it what is safe and what to do.

    ``actions`` are at most three pairs of a name and its verb; the first is a button, the rest
    are links. A notice with the same ``key`` as one that is shown takes its place.
    """

    kind: Kind
    title: str
    text: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    key: str = ""


def failed(what: str, problem: BaseException) -> Notice:
    """Something the person wanted could not be done."""
    if isinstance(problem, VibeKoderError):
        return Notice("error", what, joined(problem.sentence, problem.hint))
    return Notice("error", what, joined(str(problem)))


def unsaved(path: Path, problem: VibeKoderError, *, closed: bool) -> Notice:
    """A session cannot be saved; ``closed`` if its tab is gone already."""
    actions = [("save", tr("Try now")), ("elsewhere", tr("Save elsewhere…"))]
    text = joined(problem.sentence, tr(KEPT), problem.hint)
    if isinstance(problem, SessionGone):
        actions[0] = ("anew", tr("Write it again"))
        text = joined(problem.sentence, problem.hint)
    if closed:
        actions.append(("drop", tr("Close without saving")))
    title = tr("{name} cannot be saved").format(name=path.name)
    return Notice("error", title, text, tuple(actions), unsaved_key(path))


def unsaved_key(path: Path) -> str:
    """The key of the notice that this session cannot be saved."""
    return f"unsaved:{path}"


def refused(path: Path, problem: VibeKoderError) -> Notice:
    """Nothing of this session was sent, and why."""
    kept = tr(PROMPT_KEPT).format(name=path.name)
    if isinstance(problem, Refused | ProjectError):
        wrong = isinstance(problem, ProjectError) or problem.code is Code.NOT_FOUND
        actions = (_BACKENDS,) if wrong else ()
        if isinstance(problem, Refused) and problem.code in _KEYS:
            actions = (("key", later("Give a key")), _BACKENDS)
        if isinstance(problem, Unresolved):
            actions = (
                ("without", later("Send without it")),
                ("line", later("Go to the line")),
            )
        if isinstance(problem, Altered):
            actions = (_LOOK,)
        if isinstance(problem, Exposing):
            actions = _LEAKS[True]
        if isinstance(problem, Overfull):
            drop = (("lighten", later("Drop it and send")),) if problem.source else ()
            actions = (*drop, _LOOK)
        title, *more = re.split(r"(?<=\.) |\n", problem.sentence, maxsplit=1)
        text = joined(*more, kept, problem.hint)
        return Notice("error", title.removesuffix("."), text, actions, refused_key(path))
    # a disk's words make no title
    text = joined(problem.sentence, kept, problem.hint)
    return Notice("error", tr("The prompt was not sent"), text, key=refused_key(path))


def refused_key(path: Path) -> str:
    """The key of the notice that nothing of this session was sent; over with the next send."""
    return f"refused:{path}"


def exposed(path: Path, found: Sequence[Exposed]) -> Notice:
    """A session is saved that holds secrets in its own text."""
    named = "; ".join(one.words for one in found[:NAMED])
    rest = len(found) - NAMED
    more = tr("; and {n} more").format(n=rest) if rest > 0 else ""
    text = joined(f"{named}{more}", tr("It is saved as it is, and stops the next send."))
    title = tr("{name} holds what looks like a secret").format(name=path.name)
    return Notice("warn", title, text, _LEAKS[False], exposed_key(path))


def exposed_key(path: Path) -> str:
    """The key of the notice that this session holds secrets."""
    return f"exposed:{path}"


def recovered(found: list[Recovered]) -> list[Notice]:
    """What came back after a program had died, and what could not."""
    notices: list[Notice] = []
    count = sum(one.outcome is Outcome.PLACED for one in found)
    if count:
        title = tr("%n answers were recovered", count)
        text = tr(
            "The program had ended before %n were in their sessions. They are there now.", count
        )
        marked = tr("What was cut off is marked.")
        notices.append(Notice("info", title, f"{text} {marked}"))
    for one in found:
        kept = tr("It is kept in {file}").format(file=one.journal)
        if one.outcome is Outcome.HOMELESS:
            title = tr("An answer was recovered whose session is gone")
            actions = (("adopt", tr("Put it into a new session")),)
            notices.append(Notice("warn", title, f"{kept}.", actions, f"recovered:{one.journal}"))
        elif one.outcome is Outcome.FAILED:
            title = tr("An answer could not be put into its session")
            notices.append(Notice("warn", title, joined(one.why, kept)))
    return notices


def trashed(path: Path, token: str) -> Notice:
    """A session is in the trash."""
    title = tr("{name} is in the trash").format(name=path.name)
    return Notice("info", title, actions=(("restore", tr("Undo")),), key=f"trash:{token}")


def copied(path: Path) -> Notice:
    """A copy of a session was saved elsewhere."""
    return Notice(
        "info", tr("A copy is saved"), str(path), (("open", tr("Open it")),), f"copy:{path}"
    )


def loose(path: Path) -> Notice:
    """Text above the first slice is not sent, but can be made a prompt."""
    return Notice(
        "info",
        tr("The text of this file is no prompt yet"),
        tr("It stands above the first slice, and that is never sent."),
        (("prompt", tr("Make it a prompt")),),
        f"loose:{path}",
    )


def inert(path: Path) -> Notice:
    """What was pasted into a prompt names files, and includes none of them."""
    return Notice(
        "info",
        tr("What was pasted includes nothing"),
        tr("Its lines that name files or commands are mere text: only your own words act."),
        (("live", tr("Let them act")),),
        f"inert:{path}",
    )


def outside(root: Path, name: str) -> Notice:
    """A project wants files from folders that are not in it."""
    return Notice(
        "warn",
        tr("{name} wants to use files outside of its folder").format(name=name),
        tr("Nothing there is read before you allow it."),
        (("outside", tr("Which folders?")),),
        outside_key(root),
    )


def outside_key(root: Path) -> str:
    """The key of the notice that a project wants files from outside of it."""
    return f"outside:{root}"


def lacking(folders: Sequence[str]) -> Notice:
    """A template includes folders that this project does not have."""
    return Notice(
        "info",
        tr("Left out of the prompt: {folders}").format(folders=", ".join(folders)),
        tr(
            "The template includes it, and this project has no files there. Its settings can name "
            "other folders."
        ),
        (("project", tr("Project settings")),),
        "template",
    )


def conflicts(path: Path) -> Notice:
    """The same slices were changed here and elsewhere."""
    return Notice(
        "warn",
        tr("{name} was changed elsewhere too").format(name=path.name),
        tr("Both versions are kept, one below the other. Yours is marked; it is not sent."),
        key=f"merged:{path}",
    )


def partly_sent(path: Path, warnings: Sequence[str]) -> Notice:
    """The request has left, and something in the session is not in it."""
    return Notice(
        "info",
        tr("Not all of {name} was sent").format(name=path.name),
        " ".join(warnings),
        key=f"partly:{path}",
    )


def testing(path: Path, name: str) -> Notice:
    """A small request is on its way, to see whether anybody answers."""
    title = tr("Asking {name} for one word…").format(name=name)
    return Notice("info", title, actions=(("untest", later("Stop")),), key=_test_key(path))


def tested(path: Path, name: str, outcome: errand.Outcome) -> Notice:
    """What came of that."""
    key = _test_key(path)
    if outcome.failed is None:
        first = tr("The first text came after {n} s").format(
            n=f"{outcome.first or outcome.took:.1f}"
        )
        return Notice("info", tr("{name} answers").format(name=name), joined(first), key=key)
    failed = outcome.failed
    if failed.code == "stopped":
        title = tr("{name} was not tested").format(name=name)
        return Notice("info", title, tr("You have stopped it."), key=key)
    wrong = failed.code in _KEYS
    actions = (_BACKENDS,) if wrong else ()
    return Notice("error", failed.message.removesuffix("."), joined(failed.hint), actions, key)


def _test_key(path: Path) -> str:
    return f"test:{path}"


def joined(*parts: str) -> str:
    """Sentences one after another, each with its end."""
    whole = [part.strip() for part in parts if part.strip()]
    ends = (".", "!", "?", "…")
    return " ".join(part if part.removesuffix("”").endswith(ends) else f"{part}." for part in whole)
