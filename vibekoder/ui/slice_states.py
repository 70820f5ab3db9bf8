"""What the banner of a slice shows: how its answer runs or ended, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from vibekoder.app.choice import Instead
from vibekoder.app.notice import joined
from vibekoder.app.run import Failed
from vibekoder.core.session import Slice
from vibekoder.engine.going_on import CUT
from vibekoder.ui import words
from vibekoder.ui.editor.banners import Act, BannerState, Box, state_of
from vibekoder.ui.slice_acts import CONTINUE

STOP = Act("stop", "Stop", "stop", "session.stop")
RETRY = Act("retry", "Retry", "retry", "session.repeat")
DETAILS = Act("details", "Details")
SETTINGS = Act("backends", "Check the backend")
KEY = Act("key", "Check the key")

BRIEF_MS = 50
"""What changes within so short a time is shown once: nobody could have read what was between."""

SILENT_AFTER = 5.0
"""From so many seconds without an event, the silence is counted aloud."""

PROMPT_SAFE = "Your prompt is safe in the session."
TEXT_SAFE = "The text above is safe in the session."

ENDINGS = {
    "idle": "nothing came any more",
    "in_stream": "the server said so in the middle of it",
    "rate_limited": "the server limits how often it answers",
    "server": "the server failed",
    "timeout": "the server timed out",
    "unreachable": "the server could not be reached any more",
}
"""What is left to say of an error code once its own words are gone."""

_KEY_FAULTS = frozenset({"auth", "no_key"})
_BACKEND_FAULTS = frozenset(
    {"forbidden", "no_credit", "not_found", "not_an_api", "proxy", "tls", "redirect"}
)


@dataclass(frozen=True, slots=True)
class Progress:
    """A running request at one moment; times in seconds, ``tokens`` of answer text, about.

    ``before`` tells how many go first, while it waits for its turn.
    """

    status: str
    elapsed: float
    silence: float
    tokens: int
    retry_in: float | None = None
    retry_why: str = ""
    trouble: str = ""
    before: int | None = None
    instead: Instead | None = None
    remark: str = ""


def running(progress: Progress) -> BannerState:
    """The banner of a slice whose answer is under way."""
    word = progress.status.replace("_", " ")
    box = None
    level = "running"
    if progress.retry_in is not None and word == "retrying":
        left = ceil(progress.retry_in)
        when = f" in {left} s" if left else ""
        word, level = f"retrying{when}", "info"
        why = progress.retry_why or "The server asked for a pause."
        box = Box("info", f"Sending again{when}", joined(why, PROMPT_SAFE), icon="retry")
    elif progress.before is not None:
        word = words.turn(progress.before, progress.retry_in)
    elif progress.silence >= SILENT_AFTER and not word.startswith("running"):
        word = f"{word}, no text for {progress.silence:.0f} s"
    if box is None and not progress.tokens:
        box = _so_far(progress)
    if progress.trouble:
        box = Box(
            "error",
            "The journal of this answer cannot be written",
            joined(progress.trouble, "The text is kept in memory, and saved when it has ended."),
        )
    tokens = f"~{words.count(progress.tokens)} tokens" if progress.tokens else ""
    return BannerState(word, level, progress.elapsed, tokens=tokens, acts=(STOP,), box=box)


def ended(
    part: Slice,
    last: bool,
    failed: Failed | None = None,
    instead: Instead | None = None,
    remark: str = "",
) -> BannerState:
    """The banner of a slice at rest; ``last`` if nothing follows it that a Retry would pass.

    ``failed`` is what is known of its end beyond the slice's own attributes, ``instead`` in whose
    place its backend was asked, ``remark`` what is to be known of a whole one all the same.
    """
    state = state_of(part.header)
    if instead is not None and not state.word:
        state = replace(state, word=f"in place of {instead.backend}", level="info")
    box = _ending(part, last, failed)
    if remark:
        box = replace(box, sentence=joined(box.sentence, remark)) if box else _remarked(remark)
    return replace(state, box=box)


def unanswered(failed: Failed) -> BannerState:
    """The banner of a prompt whose last request left no answer."""
    acts = (_retry(failed),)
    if failed.code in _KEY_FAULTS:
        acts = (KEY, *acts)
    elif failed.code in _BACKEND_FAULTS:
        acts = (SETTINGS, *acts)
    if failed.detail:
        acts = (*acts, DETAILS)
    # what comes from a server's end says itself what is safe
    sentences = [failed.hint or PROMPT_SAFE]
    unsent = failed.code in ("refused", "no_key")
    if unsent:
        sentences.insert(0, PROMPT_SAFE)
    if failed.largest is not None:
        largest = failed.largest
        size = words.count(largest.tokens)
        sentences.append(f"Most of it is {largest.name}, ~{size} tokens.")
    stopped = failed.code == "stopped"
    return BannerState(
        "not sent" if stopped or unsent else "failed",
        "quiet" if stopped else "error",
        box=Box(
            "info" if stopped else "error",
            failed.message.removesuffix(".") or "No answer arrived",
            joined(*sentences),
            acts,
            icon="key" if failed.code in ("auth", "no_key") else "",
        ),
    )


def _so_far(progress: Progress) -> Box | None:
    """What has happened to a request from which no text has come yet."""
    if progress.remark:
        return _remarked(progress.remark)
    if progress.instead is not None:
        first = progress.instead
        return Box("info", f"Asked in place of {first.backend}", joined(first.why), icon="retry")
    return None


def _remarked(remark: str) -> Box:
    first, _, rest = remark.partition(". ")
    return Box("info", first.removesuffix("."), joined(rest))


def _ending(part: Slice, last: bool, failed: Failed | None) -> Box | None:
    """What is said under an answer that is not whole."""
    if part.status in ("interrupted", "error"):
        return _cut_box(part, last, failed)
    if part.status == "length":
        return Box(
            "warn",
            "The answer was cut at its length limit",
            joined(TEXT_SAFE, "Raise the limit on output tokens, or let it go on."),
            (CONTINUE,),
            icon="interrupted",
        )
    if part.status == "filtered":
        return Box(
            "warn",
            "The provider's filter ended this answer",
            joined(TEXT_SAFE, "It is not sent back to the model."),
            icon="interrupted",
        )
    return None


def _retry(failed: Failed) -> Act:
    """Retry, with the time before which the server does not want to be asked."""
    then = failed.not_before
    if then is None:
        return RETRY
    return replace(RETRY, label=f"Retry after {words.moment(then, datetime.now(then.tzinfo))}")


def _cut_box(part: Slice, last: bool, failed: Failed | None) -> Box:
    acts = (CONTINUE,) if part.status in CUT else ()
    acts = (*acts, RETRY) if last else acts
    if failed is not None and failed.detail:
        acts = (*acts, DETAILS)
    if part.status == "interrupted" and part.error in (None, "cut_off"):
        why = "The connection closed without an end mark."
        if part.error is None:
            finish = part.get("finish")
            why = f"The provider ended it: {finish}." if finish else "The program ended meanwhile."
        title = "The answer was cut off"
        return Box("warn", title, joined(why, TEXT_SAFE), acts, icon="interrupted")
    if failed is not None and failed.message:
        return Box(
            "error", failed.message.removesuffix("."), joined(failed.hint or TEXT_SAFE), acts
        )
    why = ENDINGS.get(part.error or "", (part.error or "").replace("_", " "))
    title = f"The answer broke off: {why}" if why else "The answer broke off"
    return Box("error", title, TEXT_SAFE, acts)
