"""What is said beside the text: what happened, what is safe, what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibekoder.app import notice
from vibekoder.core.errors import (
    Code,
    Exposed,
    Exposing,
    ProjectError,
    Refused,
    SessionGone,
    StoreError,
)
from vibekoder.engine.recovery import Outcome, Recovered

PATH = Path("/project/sessions/001.md")
FULL = StoreError(PATH, "No space left on device")


def names(said: notice.Notice) -> list[str]:
    return [name for name, _ in said.actions]


def test_sentences_get_their_ends() -> None:
    assert notice.joined("One", "", "Two.", " Three? ") == "One. Two. Three?"
    assert notice.joined("It says “no”", "It says “No.”") == "It says “no”. It says “No.”"


def test_a_session_that_cannot_be_saved_names_path_and_reason_and_what_can_be_done() -> None:
    said = notice.unsaved(PATH, FULL, closed=False)
    assert said.title == "001.md cannot be saved"
    assert said.text == f"{PATH}: No space left on device. {notice.KEPT}"
    assert names(said) == ["save", "elsewhere"]


def test_a_session_whose_file_is_gone_can_be_written_again() -> None:
    problem = SessionGone(PATH, "the file is gone", "Put it back, or save it elsewhere.")
    said = notice.unsaved(PATH, problem, closed=False)
    assert names(said) == ["anew", "elsewhere"]
    assert said.text.count("elsewhere") == 1


def test_a_closed_session_that_cannot_be_saved_can_be_let_go() -> None:
    assert names(notice.unsaved(PATH, FULL, closed=True)) == ["save", "elsewhere", "drop"]


def test_a_later_reason_takes_the_place_of_the_first() -> None:
    keys = {notice.unsaved(PATH, FULL, closed=one).key for one in (False, True)}
    assert keys == {notice.unsaved_key(PATH)}


def test_a_refusal_says_what_is_safe_before_what_to_do() -> None:
    said = notice.refused(PATH, Refused("Commands are not run.", "Drop the line."))
    assert said.title == "Commands are not run"
    assert said.text == f"Your prompt in {PATH.name} is kept. Drop the line."
    assert said.actions == ()


def test_a_refusal_for_several_reasons_has_its_first_line_as_title() -> None:
    said = notice.refused(PATH, Refused("Nothing was sent.\na.py: gone\nb.py: gone", "Mend it."))
    assert said.title == "Nothing was sent"
    assert said.text == f"a.py: gone\nb.py: gone. Your prompt in {PATH.name} is kept. Mend it."


@pytest.mark.parametrize(
    "problem", [Refused("No such model.", "", Code.NOT_FOUND), ProjectError("No such backend.")]
)
def test_a_refusal_for_the_backend_leads_to_the_backends(problem: Refused) -> None:
    assert names(notice.refused(PATH, problem)) == ["backends"]


def test_a_missing_key_can_be_given() -> None:
    said = notice.refused(PATH, Refused("OpenAI has no key here.", "Set it.", Code.NO_KEY))
    assert names(said) == ["key", "backends"]


def test_a_prompt_that_the_disk_refused_is_said_in_words_and_with_the_reason() -> None:
    said = notice.refused(PATH, FULL)
    assert said.title == "The prompt was not sent"
    assert said.text == f"{PATH}: No space left on device. Your prompt in {PATH.name} is kept."


def test_a_fault_of_the_program_is_said_as_it_is() -> None:
    said = notice.failed("The session cannot be opened", ValueError("odd"))
    assert (said.kind, said.title, said.text) == ("error", "The session cannot be opened", "odd.")


def test_recovered_answers_are_counted_once() -> None:
    one = Recovered(Path("a.jsonl"), Outcome.PLACED, PATH)
    quiet = [Recovered(Path("b.jsonl"), outcome) for outcome in (Outcome.KNOWN, Outcome.EMPTY)]
    assert [said.title for said in notice.recovered([one, *quiet])] == ["An answer was recovered"]
    assert [said.title for said in notice.recovered([one, one])] == ["2 answers were recovered"]
    assert notice.recovered(quiet) == []


def test_an_answer_without_a_session_is_offered_and_one_that_failed_is_named() -> None:
    homeless = Recovered(Path("a.jsonl"), Outcome.HOMELESS)
    failed = Recovered(Path("b.jsonl"), Outcome.FAILED, PATH, why="It is not UTF-8")
    offered, named = notice.recovered([homeless, failed])
    assert (names(offered), offered.key) == (["adopt"], "recovered:a.jsonl")
    assert named.text == "It is not UTF-8. It is kept in b.jsonl."
    assert named.actions == ()


def test_what_is_in_the_trash_comes_back_by_its_token() -> None:
    said = notice.trashed(PATH, "0a1b")
    assert (said.key, names(said)) == ("trash:0a1b", ["restore"])


def test_a_copy_can_be_opened() -> None:
    said = notice.copied(PATH)
    assert (said.key, names(said)) == (f"copy:{PATH}", ["open"])


def test_text_above_the_first_slice_can_be_made_a_prompt() -> None:
    assert names(notice.loose(PATH)) == ["prompt"]


def test_what_was_left_out_of_a_request_is_named() -> None:
    said = notice.partly_sent(PATH, ["An answer that was filtered is not sent."])
    assert PATH.name in said.title
    assert said.text == "An answer that was filtered is not sent."


def test_a_conflict_says_that_both_are_kept() -> None:
    assert "Both versions are kept" in notice.conflicts(PATH).text


FOUND = Exposed("OpenAI key", "sk-…2f", 3, "aaaaaa", "", "", "openai:1")


def test_a_request_with_a_secret_can_be_redacted_shown_or_sent_anyway() -> None:
    said = notice.refused(PATH, Exposing((FOUND,)))
    assert said.title.startswith("Nothing was sent")
    assert "OpenAI key in line 3" in said.text
    assert [name for name, _ in said.actions] == ["leak-redact", "leak-show", "leak-allow"]
    assert said.actions[0][1] == "Redact and send"


def test_a_session_that_keeps_secrets_says_which() -> None:
    said = notice.exposed(PATH, (FOUND,) * 5)
    assert said.kind == "warn"
    assert "and 2 more" in said.text
    assert [verb for _, verb in said.actions] == ["Redact", "Show", "Allow"]
    assert said.key == notice.exposed_key(PATH)
