"""What the banner of a slice shows: how its answer runs or ended, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from vibekoder.app.choice import Instead
from vibekoder.app.ends import Failed
from vibekoder.app.notice import joined
from vibekoder.app.tongue import later, tr
from vibekoder.core.answer import is_wordless
from vibekoder.core.header import COMPLETE
from vibekoder.core.session import Slice
from vibekoder.engine.going_on import CUT
from vibekoder.ui import words
from vibekoder.ui.editor.banners import Act, BannerState, Box, state_of
from vibekoder.ui.slice_acts import CONTINUE

STOP = Act("stop", later("Stop"), "stop", "session.stop")
RETRY = Act("retry", later("Retry"), "retry", "session.repeat")
DETAILS = Act("details", later("Details"))
SETTINGS = Act("backends", later("Check the backend"))
KEY = Act("key", later("Check the key"))
LIGHTEN = Act("lighten", later("Drop it and send"))
PIECES = Act("pieces", later("Choose the pieces"), "", "session.pieces")

BRIEF_MS = 50
"""What changes within so short a time is shown once: nobody could have read what was between."""

SILENT_AFTER = 5.0
"""From so many seconds without an event, the silence is counted aloud."""

PROMPT_SAFE = later("Your prompt is safe in the session.")
REASONING_SAFE = later("Its reasoning is kept in the session.")
TEXT_SAFE = later("The text above is safe in the session.")

ENDINGS = {
    "idle": later("nothing came any more"),
    "in_stream": later("the server said so in the middle of it"),
    "rate_limited": later("the server limits how often it answers"),
    "server": later("the server failed"),
    "timeout": later("the server timed out"),
    "unreachable": later("the server could not be reached any more"),
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
    status = progress.status
    word = words.state(status)
    box = None
    level = "running"
    if progress.retry_in is not None and status == "retrying":
        left = ceil(progress.retry_in)
        level, title = "info", tr("Sending again")
        if left:
            word = tr("retrying in {n} s").format(n=left)
            title = tr("Sending again in {n} s").format(n=left)
        why = progress.retry_why or tr("The server asked for a pause.")
        box = Box("info", title, joined(why, tr(PROMPT_SAFE)), icon="retry")
    elif progress.before is not None:
        word = words.turn(progress.before, progress.retry_in)
    elif progress.silence >= SILENT_AFTER and not status.startswith("running"):
        word = tr("{state}, no text for {n} s").format(state=word, n=f"{progress.silence:.0f}")
    if box is None and not progress.tokens:
        box = _so_far(progress)
    if progress.trouble:
        box = Box(
            "error",
            tr("The journal of this answer cannot be written"),
            joined(
                progress.trouble,
                tr("The text is kept in memory, and saved when it has ended."),
            ),
        )
    count = words.count(progress.tokens)
    tokens = tr("~{n} tokens").format(n=count) if progress.tokens else ""
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
        state = replace(
            state, word=tr("in place of {name}").format(name=instead.backend), level="info"
        )
    box = _ending(part, last, failed)
    if remark:
        box = replace(box, sentence=joined(box.sentence, remark)) if box else _remarked(remark)
    return replace(state, box=box)


def left_nothing(part: Slice) -> bool:
    """Whether a model ended this answer as a whole one, and said no word in it."""
    if part.status not in (COMPLETE, "length") or not part.get("finish"):
        return False
    # without any text at all somebody has emptied it by hand
    return bool(part.body.strip()) and is_wordless(part.text)


def unanswered(failed: Failed) -> BannerState:
    """The banner of a prompt whose last request left no answer."""
    acts = (_retry(failed),)
    if failed.code in _KEY_FAULTS:
        acts = (KEY, *acts)
    elif failed.code in _BACKEND_FAULTS:
        acts = (SETTINGS, *acts)
    elif failed.largest is not None:
        acts = (*([LIGHTEN] if failed.largest.source else []), PIECES, *acts)
    if failed.detail:
        acts = (*acts, DETAILS)
    # what comes from a server's end says itself what is safe
    sentences = [failed.hint or tr(PROMPT_SAFE)]
    unsent = failed.code in ("refused", "no_key")
    if unsent:
        sentences.insert(0, tr(PROMPT_SAFE))
    if failed.largest is not None:
        largest = failed.largest
        size = words.count(largest.tokens)
        sentences.append(tr("Most of it is {name}, ~{n} tokens.").format(name=largest.name, n=size))
    stopped = failed.code == "stopped"
    return BannerState(
        tr("not sent") if stopped or unsent else tr("failed"),
        "quiet" if stopped else "error",
        box=Box(
            "info" if stopped else "error",
            failed.message.removesuffix(".") or tr("No answer arrived"),
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
        return Box(
            "info",
            tr("Asked in place of {name}").format(name=first.backend),
            joined(first.why),
            icon="retry",
        )
    return None


def _remarked(remark: str) -> Box:
    first, _, rest = remark.partition(". ")
    return Box("info", first.removesuffix("."), joined(rest))


def _ending(part: Slice, last: bool, failed: Failed | None) -> Box | None:
    """What is said under an answer that is not whole."""
    if part.status in ("interrupted", "error"):
        return _cut_box(part, last, failed)
    if left_nothing(part):
        return _empty_box(part, last)
    if part.status == "length":
        return Box(
            "warn",
            tr("The answer was cut at its length limit"),
            joined(tr(TEXT_SAFE), tr("Raise the limit on output tokens, or let it go on.")),
            (CONTINUE,),
            icon="interrupted",
        )
    if part.status == "filtered":
        return Box(
            "warn",
            tr("The provider's filter ended this answer"),
            joined(tr(TEXT_SAFE), tr("It is not sent back to the model.")),
            icon="interrupted",
        )
    return None


def _empty_box(part: Slice, last: bool) -> Box:
    """Reasoning is all that came, though the model ended it as an answer."""
    title = tr("The model answered with nothing (finish reason: {how})")
    hint = tr("Retry, or choose another model.")
    if part.status == "length":
        title = tr("All tokens were spent on hidden reasoning (finish reason: {how})")
        hint = tr("No answer is left. Raise the limit on output tokens, then retry.")
    title = title.format(how=part.get("finish"))
    return Box("warn", title, joined(tr(REASONING_SAFE), hint), (RETRY,) if last else ())


def _retry(failed: Failed) -> Act:
    """Retry, with the time before which the server does not want to be asked."""
    then = failed.not_before
    if then is None:
        return RETRY
    when = words.moment(then, datetime.now(then.tzinfo))
    return replace(RETRY, label=tr("Retry after {time}").format(time=when))


def _cut_box(part: Slice, last: bool, failed: Failed | None) -> Box:
    acts = (CONTINUE,) if part.status in CUT else ()
    acts = (*acts, RETRY) if last else acts
    if failed is not None and failed.detail:
        acts = (*acts, DETAILS)
    if part.status == "interrupted" and part.error in (None, "cut_off"):
        why = tr("The connection closed without an end mark.")
        if part.error is None:
            finish = part.get("finish")
            why = tr("The program ended meanwhile.")
            if finish:
                why = tr("The provider ended it: {how}.").format(how=finish)
        title = tr("The answer was cut off")
        return Box("warn", title, joined(why, tr(TEXT_SAFE)), acts, icon="interrupted")
    if failed is not None and failed.message:
        return Box(
            "error", failed.message.removesuffix("."), joined(failed.hint or tr(TEXT_SAFE)), acts
        )
    why = tr(ENDINGS.get(part.error or "", (part.error or "").replace("_", " ")))
    title = tr("The answer broke off: {why}").format(why=why) if why else tr("The answer broke off")
    return Box("error", title, TEXT_SAFE, acts)
