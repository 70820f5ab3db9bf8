"""Another backend answers where one failed before any text: if a person wants that, and visibly."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vibekoder.app import notice as notices
from vibekoder.app.backends import Backends
from vibekoder.app.choice import Instead, Once
from vibekoder.app.notice import Notice
from vibekoder.app.run import Run
from vibekoder.app.tab import Tab
from vibekoder.app.tongue import tr
from vibekoder.core.errors import Code
from vibekoder.store.projects import Project

OWN_FAULTS = frozenset({Code.BAD_REQUEST, Code.TOO_LONG, Code.NO_KEY, "stopped", "refused"})
"""Ends after which nobody else is asked: a stop, and what must be changed before it is sent."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """Where the prompt goes now, in whose place, and how that is said."""

    once: Once
    instead: Instead
    notice: Notice


def stand_in(backends: Backends, project: Project, tab: Tab, run: Run) -> StandIn | None:
    """The backend that the failed one names, where it is wanted; None if nobody is to be asked.

    One that stands in is stood in for by nobody: there is no loop. Raises ProjectError if the
    project does not have it.
    """
    failed = run.failure
    if failed is None or not _wanted(tab, run):
        return None
    first = backends.entry(project, run.strike.target.backend)
    if not first.fallback:
        return None
    once = replace(run.once, backend=first.fallback, model="")
    choice = backends.choice(project, tab.session, once)
    second = " · ".join(one for one in (choice.entry.shown, choice.model) if one)
    notice = Notice(
        "warn",
        tr("{first} failed; {second} is asked instead").format(
            first=first.shown, second=choice.entry.shown
        ),
        notices.joined(failed.message, tr("The same prompt goes to {name}").format(name=second)),
        key=f"fallback:{run.id}",
    )
    return StandIn(once, Instead(first.shown, failed.message), notice)


def _wanted(tab: Tab, run: Run) -> bool:
    send = run.strike.send
    if run.failure is None or run.failure.code in OWN_FAULTS or run.instead is not None:
        return False
    if run.strike.placed or send.goes_on or tab.session.find(send.after) is None:
        return False
    # the person may have been quicker
    return not any(other.strike.send.after == send.after for other in tab.runs.values())
