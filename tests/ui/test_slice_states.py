"""What a slice's banner says: what happened, what is safe, what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.builders import session
from vibekoder.app.choice import Instead
from vibekoder.app.ends import Failed
from vibekoder.core.answer import Piece as AnswerPiece
from vibekoder.core.answer import put_together
from vibekoder.core.compile import Piece
from vibekoder.core.fitting import Heavy, fit
from vibekoder.core.messages import Role
from vibekoder.core.session import Slice
from vibekoder.ui import slice_states
from vibekoder.ui.editor.banners import BannerState, Box
from vibekoder.ui.slice_states import PROMPT_SAFE, REASONING_SAFE, TEXT_SAFE, Progress

NOW = Progress("answering", elapsed=12.0, silence=0.4, tokens=100)


def answer(attributes: str = "") -> Slice:
    """An answer with these attributes."""
    return session("u aaaaaa: One", f"a bbbbbb {attributes}: Two".replace(" :", ":")).slices[1]


def box_of(state: BannerState) -> Box:
    assert state.box is not None
    return state.box


def names(state: BannerState) -> list[str]:
    """What the box offers."""
    return [act.name for act in box_of(state).acts]


# ------------------------------------------------------------------ while it runs


def test_a_running_answer_says_its_state_its_time_and_about_how_many_tokens() -> None:
    state = slice_states.running(NOW)
    assert (state.word, state.level, state.seconds) == ("answering", "running", 12.0)
    assert state.tokens == "~100 tokens"
    assert [act.name for act in state.acts] == ["stop"]
    assert state.box is None


def test_nothing_is_claimed_of_tokens_before_the_first() -> None:
    assert slice_states.running(replace(NOW, tokens=0)).tokens == ""


def test_a_state_of_two_words_is_written_as_such() -> None:
    assert slice_states.running(replace(NOW, status="tool_calls")).word == "tool calls"


@pytest.mark.parametrize(
    ("silence", "word"),
    [(4.9, "waiting"), (5.0, "waiting, no text for 5 s"), (61.4, "waiting, no text for 61 s")],
)
def test_silence_is_counted_aloud_from_five_seconds(silence: float, word: str) -> None:
    assert slice_states.running(replace(NOW, status="waiting", silence=silence)).word == word


@pytest.mark.parametrize(("left", "said"), [(9.0, "9 s"), (8.2, "9 s"), (0.3, "1 s")])
def test_a_pause_counts_down_to_the_next_try(left: float, said: str) -> None:
    waits = replace(NOW, status="retrying", retry_in=left, retry_why="The server failed", silence=9)
    state = slice_states.running(waits)
    assert state.word == f"retrying in {said}"
    assert box_of(state).title == f"Sending again in {said}"
    assert box_of(state).sentence == f"The server failed. {PROMPT_SAFE}"


def test_a_retry_without_a_pause_says_no_time() -> None:
    assert slice_states.running(replace(NOW, status="retrying")).word == "retrying"


def test_a_journal_that_cannot_be_written_is_said_beside_the_text() -> None:
    box = box_of(slice_states.running(replace(NOW, trouble="/x.jsonl: No space left")))
    assert box.level == "error"
    assert box.sentence.startswith("/x.jsonl: No space left. The text is kept in memory")


# ------------------------------------------------------------------ ends with text


def test_a_whole_answer_needs_no_word() -> None:
    state = slice_states.ended(answer(), last=True)
    assert (state.word, state.box) == ("", None)


def test_a_stopped_answer_says_so_and_is_no_fault() -> None:
    state = slice_states.ended(answer("status=stopped"), last=True)
    assert (state.word, state.level, state.box) == ("stopped by you", "quiet", None)


@pytest.mark.parametrize("status", ["length", "filtered", "interrupted", "error"])
def test_an_answer_that_is_not_whole_says_what_is_safe(status: str) -> None:
    box = box_of(slice_states.ended(answer(f"status={status}"), last=True))
    assert TEXT_SAFE in box.sentence
    assert box.sentence.count("safe") == 1


@pytest.mark.parametrize(
    ("attributes", "why"),
    [
        ("status=interrupted error=cut_off", "The connection closed without an end mark."),
        ("status=interrupted finish=pause", "The provider ended it: pause."),
        ("status=interrupted", "The program ended meanwhile."),
    ],
)
def test_a_cut_answer_claims_only_what_is_known(attributes: str, why: str) -> None:
    box = box_of(slice_states.ended(answer(attributes), last=True))
    assert (box.title, box.level) == ("The answer was cut off", "warn")
    assert box.sentence == f"{why} {TEXT_SAFE}"


def test_an_answer_that_broke_off_says_the_servers_words_while_they_are_known() -> None:
    failed = Failed("in_stream", "The host broke it off: “overloaded”", "What came is kept. Retry.")
    broken = answer("status=error error=in_stream")
    state = slice_states.ended(broken, last=True, failed=failed)
    assert box_of(state).title == failed.message
    assert box_of(state).sentence == failed.hint


@pytest.mark.parametrize(
    ("attributes", "title"),
    [
        ("status=error error=idle", "The answer broke off: nothing came any more"),
        ("status=error error=no_such", "The answer broke off: no such"),
        ("status=error", "The answer broke off"),
    ],
)
def test_afterwards_the_code_tells_what_is_left_to_say(attributes: str, title: str) -> None:
    assert box_of(slice_states.ended(answer(attributes), last=True)).title == title


THOUGHT = put_together([AnswerPiece("reasoning", "Hm.", "", 1.0)])


def thought(attributes: str) -> Slice:
    """An answer of reasoning alone."""
    return answer(attributes).with_text(THOUGHT)


def test_reasoning_without_a_word_behind_it_is_no_success() -> None:
    state = slice_states.ended(thought("finish=stop"), last=True)
    box = box_of(state)
    assert (box.level, names(state)) == ("warn", ["retry"])
    assert box.title == "The model answered with nothing (finish reason: stop)"
    assert box.sentence == f"{REASONING_SAFE} Retry, or choose another model."


def test_reasoning_that_took_all_tokens_says_so() -> None:
    box = box_of(slice_states.ended(thought("status=length finish=max_tokens"), last=True))
    assert box.title == "All tokens were spent on hidden reasoning (finish reason: max_tokens)"
    assert "Raise the limit on output tokens" in box.sentence
    assert TEXT_SAFE not in box.sentence


def test_reasoning_without_a_word_above_other_slices_cannot_be_asked_again() -> None:
    assert names(slice_states.ended(thought("finish=stop"), last=False)) == []


@pytest.mark.parametrize("part", [thought(""), answer("finish=stop").with_text("")])
def test_what_a_person_wrote_or_emptied_is_no_fault_of_the_model(part: Slice) -> None:
    assert slice_states.ended(part, last=True).box is None


def test_only_the_last_answer_offers_to_be_asked_again() -> None:
    cut = answer("status=interrupted error=cut_off")
    assert names(slice_states.ended(cut, last=True)) == ["continue", "retry"]
    assert names(slice_states.ended(cut, last=False)) == ["continue"]


def test_an_answer_at_its_limit_can_go_on_and_one_that_failed_cannot() -> None:
    assert names(slice_states.ended(answer("status=length"), last=True)) == ["continue"]
    broken = answer("status=error error=in_stream")
    assert names(slice_states.ended(broken, last=True)) == ["retry"]


def test_raw_details_are_one_click_away() -> None:
    failed = Failed("cut_off", "Cut off", detail="raw")
    cut = answer("status=interrupted error=cut_off")
    assert names(slice_states.ended(cut, last=True, failed=failed)) == [
        "continue",
        "retry",
        "details",
    ]


# ------------------------------------------------------------------ ends without text


def test_a_failed_prompt_says_why_and_what_is_safe_once() -> None:
    failed = Failed("server", "The host failed to answer.", "Your text is kept. Retry.")
    state = slice_states.unanswered(failed)
    assert (state.word, state.level) == ("failed", "error")
    assert box_of(state).title == "The host failed to answer"
    assert box_of(state).sentence == "Your text is kept. Retry."
    assert names(state) == ["retry"]


def test_an_end_without_a_hint_says_what_is_safe_all_the_same() -> None:
    box = box_of(slice_states.unanswered(Failed("empty", "The model answered with nothing")))
    assert box.sentence == PROMPT_SAFE


def test_a_prompt_that_was_stopped_was_not_sent_and_is_no_fault() -> None:
    state = slice_states.unanswered(Failed("stopped", "Stopped before any text came"))
    assert (state.word, state.level, box_of(state).level) == ("not sent", "quiet", "info")


def test_a_refused_prompt_was_not_sent_and_says_what_to_do() -> None:
    state = slice_states.unanswered(Failed("refused", "There is no key here.", "Set the variable."))
    assert (state.word, state.level) == ("not sent", "error")
    assert box_of(state).sentence == f"{PROMPT_SAFE} Set the variable."


@pytest.mark.parametrize("code", ["auth", "no_key"])
def test_what_is_wrong_with_the_key_leads_to_it_first(code: str) -> None:
    failed = Failed(code, "Refused", "Your text is kept.", "raw")
    assert names(slice_states.unanswered(failed)) == ["key", "retry", "details"]


@pytest.mark.parametrize("code", ["not_found", "not_an_api"])
def test_what_is_wrong_with_the_backend_leads_there_first(code: str) -> None:
    failed = Failed(code, "Refused", "Your text is kept.", "raw")
    assert names(slice_states.unanswered(failed)) == ["backends", "retry", "details"]


def test_a_long_request_names_its_largest_piece() -> None:
    heavy = Heavy("src/big.py", "<!-- include: src/big.py -->", "aaaaaa", 40_000)
    box = box_of(slice_states.unanswered(Failed("too_long", "Too long", largest=heavy)))
    assert "Most of it is src/big.py, ~40.0k tokens." in box.sentence
    assert [act.name for act in box.acts] == ["lighten", "pieces", "retry"]


def test_your_own_words_may_be_the_largest_piece() -> None:
    heavy = fit([(Piece("text", Role.USER, 0, 120_000), 40_000)], None).heaviest
    box = box_of(slice_states.unanswered(Failed("too_long", "Too long", largest=heavy)))
    assert "your own text" in box.sentence
    assert [act.name for act in box.acts] == ["pieces", "retry"]


def test_a_server_that_wants_a_pause_gives_retry_a_time() -> None:
    later = datetime.now(UTC) + timedelta(days=2)
    state = slice_states.unanswered(Failed("rate_limited", "Later", not_before=later))
    assert box_of(state).acts[0].label.startswith("Retry after ")


def test_what_goes_again_at_once_counts_no_seconds() -> None:
    again = replace(NOW, status="retrying", retry_in=0.0, retry_why="It does not take seed")
    state = slice_states.running(again)
    assert state.word == "retrying"
    assert state.box is not None
    assert state.box.title == "Sending again"
    assert state.box.sentence.startswith("It does not take seed.")


def test_who_waits_for_a_turn_is_told_how_many_go_first_and_not_that_it_is_silent() -> None:
    queued = replace(NOW, status="waiting", tokens=0, silence=30.0, before=2)
    assert slice_states.running(queued).word == "waiting for its turn, 2 before it"
    paused = replace(queued, before=0, retry_in=4.2)
    assert slice_states.running(paused).word == "queued, sends in 5 s"
    assert slice_states.running(paused).acts == (slice_states.STOP,)


def test_an_answer_says_what_had_to_be_left_out_for_it() -> None:
    state = slice_states.ended(answer(), True, remark="m does not take seed; sent again without.")
    assert (state.word, box_of(state).level) == ("", "info")
    assert box_of(state).title == "m does not take seed; sent again without"
    cut = slice_states.ended(answer("status=length"), True, remark="1 piece was unreadable.")
    assert box_of(cut).sentence.endswith("1 piece was unreadable.")


def test_an_answer_of_another_backend_says_in_whose_place() -> None:
    first = Instead("House", "House failed to answer.")
    assert slice_states.ended(answer(), True, instead=first).word == "in place of House"
    assert (
        slice_states.ended(answer("status=stopped"), True, instead=first).word == "stopped by you"
    )


def test_while_another_backend_is_asked_its_slice_says_why() -> None:
    first = Instead("House", "House failed to answer.")
    box = box_of(slice_states.running(replace(NOW, tokens=0, instead=first)))
    assert (box.title, box.sentence) == ("Asked in place of House", "House failed to answer.")
    assert slice_states.running(replace(NOW, instead=first)).box is None
