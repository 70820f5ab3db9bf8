"""What can be done with a slice at rest: the acts in its banner and its menu, with their keys."""

from __future__ import annotations

from typing import Final

from vibekoder.app.actions import by_id
from vibekoder.core import variants
from vibekoder.core.messages import Role
from vibekoder.core.session import Session, Slice
from vibekoder.engine.going_on import CUT
from vibekoder.ui.editor.banners import Act
from vibekoder.ui.editor.notes import NOTHING_OFFERED, Offer


def _act(name: str, icon: str = "") -> Act:
    row = by_id(f"slice.{name}")
    return Act(name, row.text, icon, row.id)


CONTINUE: Final = _act("continue", "continue")
REGENERATE: Final = _act("regenerate", "regenerate")
DISCARD: Final = _act("discard", "close")
PREVIOUS: Final = _act("variant_previous", "chevron-left")
NEXT: Final = _act("variant_next", "chevron-right")
FORK: Final = _act("fork", "fork")
CHOOSE: Final = _act("variant_choose", "check")
# in the menu alone: a banner shows what is wanted often
ANSWER_ANEW: Final = _act("regenerate")
FORK_FRESH: Final = _act("fork_fresh")
DELETE_AFTER: Final = _act("delete_after")
SENT: Final = _act("sent")
STRIKE_AGAIN: Final = _act("strike_again")
REPLAY: Final = _act("replay")


def offered(session: Session, at: int) -> Offer:
    """What a banner offers; of several answers to one prompt also which of them it is."""
    part = session.parts[at] if 0 < at < len(session.parts) else None
    if not isinstance(part, Slice) or session.readonly:
        return NOTHING_OFFERED
    last = at == len(session.parts) - 1
    below = (FORK, FORK_FRESH) if last else (FORK, FORK_FRESH, DELETE_AFTER)
    if part.role is Role.USER:
        return Offer((ANSWER_ANEW, *below))
    if part.role is not Role.ASSISTANT:
        return Offer(below)
    found = variants.answers(session, at)
    acts = [CHOOSE] if part.alt else [PREVIOUS, NEXT] if len(found) > 1 else []
    acts += [CONTINUE] if part.status in CUT else []
    acts.append(REGENERATE)
    acts += [DISCARD] if part.status in variants.PARTIAL else []
    # what was sent can be seen, proved and repeated
    acts += [SENT, STRIKE_AGAIN, REPLAY] if part.get("receipt") else []
    place = f"{found.index(at) + 1} of {len(found)}" if len(found) > 1 else ""
    return Offer((*acts, *below), place)
