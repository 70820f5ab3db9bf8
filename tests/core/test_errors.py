"""What can go wrong: a closed list of codes, values for the wire, and one tree of exceptions."""

from __future__ import annotations

import json
import re
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from vibekoder.core import errors
from vibekoder.core.errors import (
    Code,
    Exposed,
    Exposing,
    Failure,
    FormatError,
    ProjectError,
    Refused,
    SessionChanged,
    SessionGone,
    StoreError,
    VibeKoderError,
)

PATH = Path("/notes/001.md")
ALL = [
    VibeKoderError("It is so.", "Do this."),
    FormatError("It is so.", "Do this."),
    ProjectError("It is so.", "Do this."),
    Refused("It is so.", "Do this."),
    StoreError(PATH, "No space left", "Do this."),
    SessionChanged(PATH, "changed", "Do this."),
    SessionGone(PATH, "gone", "Do this."),
]


def drawn() -> dict[str, str]:
    """The tree at the top of the file: each name and the one it hangs from."""
    above: list[tuple[int, str]] = []
    found: dict[str, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"([│├└─ ]*)([A-Z]\w+) {2,}\S", line)
        if match:
            depth = len(match[1])
            above = [one for one in above if one[0] < depth]
            found[match[2]] = above[-1][1] if above else "Exception"
            above.append((depth, match[2]))
    return found


def test_the_tree_at_the_top_of_the_file_is_the_tree() -> None:
    real = {
        name: one.__bases__[0].__name__
        for name, one in vars(errors).items()
        if isinstance(one, type) and issubclass(one, Exception)
    }
    assert drawn() == real


@pytest.mark.parametrize("problem", ALL, ids=lambda one: type(one).__name__)
def test_every_problem_has_a_sentence_and_says_what_to_do(problem: VibeKoderError) -> None:
    assert isinstance(problem, VibeKoderError)
    assert problem.sentence
    assert str(problem) == problem.sentence
    assert problem.hint == "Do this."


def test_a_problem_with_a_file_names_the_file_and_the_reason() -> None:
    problem = StoreError(PATH, "No space left on device")
    assert problem.sentence == f"{PATH}: No space left on device"
    assert (problem.path, problem.reason, problem.hint) == (PATH, "No space left on device", "")


def test_a_session_that_changed_and_one_that_is_gone_are_told_apart() -> None:
    with pytest.raises(SessionGone):
        raise SessionGone(PATH, "gone")
    assert not issubclass(SessionGone, SessionChanged)
    assert not issubclass(SessionChanged, SessionGone)


def test_a_refusal_has_a_code_only_where_it_is_one_of_the_list() -> None:
    assert Refused("No key.", code=Code.NO_KEY).code == "no_key"
    assert Refused("A file is missing.").code is None


def test_the_codes_are_the_ones_that_events_and_journals_hold() -> None:
    assert " ".join(Code) == (
        "no_key auth forbidden no_credit not_found bad_request too_long rate_limited server "
        "timeout idle unreachable tls proxy redirect not_an_api encoding empty cut_off in_stream"
    )


@pytest.mark.parametrize("code", Code)
def test_a_code_survives_json_as_the_plain_word(code: Code) -> None:
    word = json.loads(json.dumps(code))
    assert word == code
    assert Code(word) is code


def test_a_word_that_is_no_code_is_not_taken_for_one() -> None:
    with pytest.raises(ValueError, match="strange"):
        Code("strange")


def test_a_failure_claims_nothing_that_nobody_said() -> None:
    failure = Failure(Code.SERVER, "The server failed.")
    assert (failure.hint, failure.detail) == ("", "")
    assert (failure.retry_after, failure.status, failure.retryable) == (None, None, False)


def test_a_failure_does_not_change_on_its_way() -> None:
    failure = Failure(Code.SERVER, "The server failed.", status=500)
    with pytest.raises(FrozenInstanceError):
        failure.status = 200  # type: ignore[misc]
    assert failure == Failure(Code.SERVER, "The server failed.", status=500)


def test_a_secret_is_named_by_what_it_seems_and_where_it_is() -> None:
    own = Exposed("OpenAI key", "sk-…2f", 3, "aaaaaa", "", "", "openai:1")
    included = Exposed("GitHub token", "ghp_…", 7, "aaaaaa", "src/a.py", "<!-- x -->", "github:1")
    problem = Exposing((own, included, own, own))
    assert "looks like 4 secrets" in problem.sentence
    assert "OpenAI key in line 3 of the text (sk-…2f)" in problem.sentence
    assert "GitHub token in src/a.py, line 7 (ghp_…)" in problem.sentence
    assert problem.sentence.endswith("; and 1 more.")
    assert "a secret" in Exposing((own,)).sentence
