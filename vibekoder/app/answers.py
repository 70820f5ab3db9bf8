"""What a person does with an answer: ask for another, let it go on, discard it, choose one.

Each deed is given the part that is meant: an answer, or the prompt above it. It gives the part that
is to be brought into view, or None where there is nothing to see.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from vibekoder.app import forking
from vibekoder.app.choice import How, Once
from vibekoder.app.notice import Notice
from vibekoder.app.tab import Tab
from vibekoder.app.tongue import later, tr
from vibekoder.app.workspace import Workspace
from vibekoder.core import variants
from vibekoder.core.header import split_model
from vibekoder.core.session import Session, Slice, Splice
from vibekoder.engine.going_on import CUT

Deed: TypeAlias = Callable[[Workspace, Tab, int], int | None]

STILL_ARRIVING = later("An answer still arrives there")
STOP_FIRST = later("Stop it first.")


def regenerate(workspace: Workspace, tab: Tab, at: int) -> int | None:
    """Answer the same prompt anew; the old answer counts until a new one has come whole."""
    asked = tab.asked(at)
    if not asked:
        return _say(workspace, tr("There is no prompt above this to answer anew"))
    return _sent(workspace, tab, How(asked))


def strike_again(workspace: Workspace, tab: Tab, at: int) -> int | None:
    """Answer the same prompt anew, with today's files in place of the ones that were sent."""
    asked = tab.asked(at)
    if not asked:
        return _say(workspace, tr("There is no prompt above this to answer anew"))
    return _sent(workspace, tab, How(asked, fresh=True))


def replay(workspace: Workspace, tab: Tab, at: int) -> int | None:
    """Send what an answer was made of once more, byte for byte, to where it went."""
    answer = variants.answer_at(tab.session, at)
    part = tab.session.parts[answer] if answer is not None else None
    receipt = part.get("receipt") if isinstance(part, Slice) else None
    asked = tab.asked(at)
    if not isinstance(part, Slice) or not receipt or not asked:
        return _say(workspace, tr("There is no receipt here to replay"))
    backend, model = split_model(part.model or "")
    once = Once(backend, model)
    return _sent(workspace, tab, How(asked, once=once, replay=receipt))


def go_on(workspace: Workspace, tab: Tab, at: int) -> int | None:
    """Let an answer that was cut go on where it stopped."""
    answer = variants.answer_at(tab.session, at)
    part = tab.session.parts[answer] if answer is not None else None
    if answer is None or not isinstance(part, Slice) or part.status not in CUT:
        return _say(workspace, tr("There is no answer here that was cut"))
    if tab.arrives_in(part):
        return _say(workspace, tr(STILL_ARRIVING))
    return _sent(workspace, tab, How(goes_on=tab.named(answer)))


def discard(workspace: Workspace, tab: Tab, at: int) -> int | None:
    """Take an answer away that is not whole; undo brings it back."""
    answer = variants.answer_at(tab.session, at)
    part = tab.session.parts[answer] if answer is not None else None
    if answer is None or part is None:
        return _say(workspace, tr("There is no answer here to discard"))
    if tab.arrives_in(part):
        return _say(workspace, tr(STILL_ARRIVING), tr(STOP_FIRST))
    splices = variants.discarded(tab.session, answer)
    if not splices:
        return _say(
            workspace, tr("This answer is whole"), tr("Only a partial one is discarded so.")
        )
    tab.change(splices, tr("Discard the partial answer"))
    return answer - 1


def delete_after(workspace: Workspace, tab: Tab, at: int) -> int | None:
    """Take away all that stands below; undo brings it back."""
    if any(tab.arrives_in(part) for part in tab.session.parts[at + 1 :]):
        return _say(workspace, tr("An answer below still arrives"), tr(STOP_FIRST))
    splices = variants.deleted_after(tab.session, at)
    if not splices:
        return _say(workspace, tr("There is nothing below this"))
    count = len(splices[0].removed)
    tab.change(splices, tr("Delete after"))
    _say(workspace, tr("%n slices are deleted", count), tr("Undo brings back what was there."))
    return at


def choose(by: int, workspace: Workspace, tab: Tab, at: int) -> int | None:
    """Send the next or previous of the answers to one prompt instead of the one that counts."""
    return _chosen(
        workspace,
        tab,
        at,
        partial(variants.chosen, by=by),
        later("There is no other answer to this prompt"),
    )


def choose_this(workspace: Workspace, tab: Tab, at: int) -> int | None:
    """Send the answer at this index instead of the one that counts."""
    return _chosen(
        workspace, tab, at, variants.picked, later("This is no variant, or it is sent already")
    )


DEEDS: dict[str, Deed] = {
    "regenerate": regenerate,
    "continue": go_on,
    "replay": replay,
    "strike_again": strike_again,
    "discard": discard,
    "delete_after": delete_after,
    "variant_previous": partial(choose, -1),
    "variant_next": partial(choose, 1),
    "variant_choose": choose_this,
    "fork": forking.fork,
    "fork_fresh": forking.fork_fresh,
}
"""By the name of the action, which a banner's button bears too."""


def _chosen(
    workspace: Workspace,
    tab: Tab,
    at: int,
    wanted: Callable[[Session, int], list[Splice]],
    otherwise: str,
) -> int | None:
    found = variants.answers(tab.session, at)
    if any(tab.arrives_in(tab.session.parts[one]) for one in found):
        return _say(workspace, tr(STILL_ARRIVING))
    splices = wanted(tab.session, at)
    if not splices:
        return _say(workspace, tr(otherwise))
    tab.change(splices, tr("Choose an answer"))
    return variants.current(tab.session, found)


def _sent(workspace: Workspace, tab: Tab, how: How) -> int | None:
    known = set(tab.runs)
    workspace.send(tab, "", how)
    run = next((run for name, run in tab.runs.items() if name not in known), None)
    return tab.session.find(run.slice_id) if run is not None else None


def _say(workspace: Workspace, title: str, text: str = "") -> None:
    workspace.notice.emit(Notice("info", title, text, key="answers"))
