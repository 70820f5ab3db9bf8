"""Where keys are found, in which order, and to whom they may go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.support.keys import Ring, Rules
from vibekoder.core.errors import Code, FormatError, VibeKoderError
from vibekoder.core.providers import PROVIDERS
from vibekoder.store.key_rules import Rule, Source
from vibekoder.store.projects import BUILT_IN, BackendEntry, backend_at
from vibekoder.store.secrets import Keys, environment_alone, refusal
from vibekoder.store.system_keyring import KeyringFailed

KEY = "sk-test-0123456789abcdef"
OTHER = "sk-other-fedcba9876543210"
OPENAI = backend_at("openai", "https://api.openai.com/v1")
HOUSE = replace(backend_at("house", "https://house.example/v1"), key_variable="HOUSE_KEY")
HERE = replace(backend_at("here", "http://127.0.0.1:8080/v1"), key_variable="HERE_KEY")
BARE = backend_at("bare", "https://house.example/v1")
OPENAI_ORIGIN, HOUSE_ORIGIN = "https://api.openai.com", "https://house.example"


class Printer:
    """Commands that print what a test says."""

    def __init__(self, line: str | VibeKoderError = KEY) -> None:
        self.line = line
        self.ran: list[tuple[str, ...]] = []

    def __call__(self, command: tuple[str, ...], environ: Mapping[str, str]) -> str:
        self.ran.append(command)
        if isinstance(self.line, VibeKoderError):
            raise self.line
        return self.line


def keys(environ: Mapping[str, str] | None = None, **more: Any) -> Keys:
    known = {"rules": Rules(), "keyring": Ring(), "command": Printer(), **more}
    return Keys(environ or {}, **known)


def test_a_providers_key_is_found_in_its_variable() -> None:
    found = keys({"OPENAI_API_KEY": f" {KEY}\n", "OTHER": "o"}).look(OPENAI)
    assert (found.key, found.where) == (KEY, "OPENAI_API_KEY")
    assert refusal(OPENAI, found) is None


def test_the_keyring_comes_after_the_environment() -> None:
    ring = Ring({OPENAI_ORIGIN: OTHER})
    assert keys({"OPENAI_API_KEY": KEY}, keyring=ring).look(OPENAI).key == KEY
    found = keys({"OPENAI_API_KEY": " "}, keyring=ring).look(OPENAI)
    assert (found.key, found.where) == (OTHER, "the system keyring")


def test_the_command_comes_after_the_keyring() -> None:
    rules = Rules({OPENAI_ORIGIN: Rule(command=("/usr/bin/pass", "show", "openai"))})
    found = keys(rules=rules).look(OPENAI)
    assert (found.key, found.where) == (KEY, "the command pass")
    ring = Ring({OPENAI_ORIGIN: OTHER})
    assert keys(rules=rules, keyring=ring).look(OPENAI).key == OTHER


def test_a_providers_second_variable_is_as_good_as_its_first() -> None:
    gemini = backend_at("g", "https://generativelanguage.googleapis.com/v1beta")
    gemini = replace(gemini, kind="gemini")
    assert keys({"GOOGLE_API_KEY": KEY}).look(gemini).where == "GOOGLE_API_KEY"


def test_a_key_goes_where_the_environment_names_an_address_beside_it() -> None:
    moved = replace(OPENAI, base_url="https://gate.example/v1")
    environ = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "https://gate.example/v1"}
    assert keys(environ).look(moved).key == KEY


def test_a_rule_names_the_one_place_to_look() -> None:
    environ, ring = {"OPENAI_API_KEY": KEY}, Ring({OPENAI_ORIGIN: OTHER})
    rules = Rules({OPENAI_ORIGIN: Rule(Source.KEYRING)})
    assert keys(environ, rules=rules, keyring=ring).look(OPENAI).key == OTHER
    rules.put(OPENAI_ORIGIN, Rule(Source.ENVIRONMENT, "MINE"))
    assert keys({**environ, "MINE": "m"}, rules=rules, keyring=ring).look(OPENAI).key == "m"


def test_keyring_and_command_are_asked_once_in_a_run() -> None:
    ring, printer = Ring({OPENAI_ORIGIN: KEY}), Printer()
    kept = keys(keyring=ring)
    assert [kept.look(OPENAI).key for _ in range(3)] == [KEY] * 3
    assert ring.asked == 1
    rules = Rules({OPENAI_ORIGIN: Rule(Source.COMMAND, command=("pass",))})
    told = keys(rules=rules, command=printer)
    assert [told.look(OPENAI).key for _ in range(3)] == [KEY] * 3
    assert printer.ran == [("pass",)]


def test_a_refused_key_is_looked_for_anew() -> None:
    ring = Ring({OPENAI_ORIGIN: KEY, HOUSE_ORIGIN: KEY})
    kept = keys(keyring=ring, rules=Rules({HOUSE_ORIGIN: Rule(Source.KEYRING)}))
    assert kept.look(OPENAI).key == kept.look(HOUSE).key == KEY
    ring.kept = {OPENAI_ORIGIN: OTHER, HOUSE_ORIGIN: OTHER}
    kept.forget(OPENAI)
    assert (kept.look(OPENAI).key, kept.look(HOUSE).key) == (OTHER, KEY)


def test_what_was_found_is_known_without_looking() -> None:
    kept = keys({"OPENAI_API_KEY": KEY})
    assert kept.known(OPENAI) is None
    kept.look(OPENAI)
    known = kept.known(OPENAI)
    assert known is not None
    assert known.key == KEY
    assert kept.known(HOUSE) is None


# ------------------------------------------------------------------ to whom


def test_a_providers_key_goes_to_no_other_address() -> None:
    stranger = replace(OPENAI, base_url="https://api.example.com/v1")
    found = keys({"OPENAI_API_KEY": KEY}).look(stranger)
    assert (found.key, found.foreign) == (None, "OPENAI_API_KEY")


def test_another_port_or_scheme_is_another_address() -> None:
    ring = Ring({OPENAI_ORIGIN: KEY})
    for base_url in ("http://api.openai.com/v1", "https://api.openai.com:8443/v1"):
        assert keys(keyring=ring).look(replace(OPENAI, base_url=base_url)).key is None


def test_what_a_project_names_is_not_sent_until_this_machine_allows_it() -> None:
    rules = Rules()
    kept = keys({"HOUSE_KEY": KEY}, rules=rules)
    problem = refusal(HOUSE, kept.look(HOUSE))
    assert problem is not None
    assert "HOUSE_KEY" in problem.sentence
    assert HOUSE_ORIGIN in problem.sentence
    rules.put(HOUSE_ORIGIN, Rule(Source.ENVIRONMENT, "HOUSE_KEY"))
    assert kept.look(HOUSE).key == KEY


def test_a_server_on_this_computer_gets_the_variable_that_the_project_names() -> None:
    assert keys({"HERE_KEY": KEY}).look(HERE).key == KEY


def test_a_key_for_one_server_is_not_given_to_another() -> None:
    kept = keys()
    kept.give(HERE, KEY, keep=True)
    kept.give(OPENAI, OTHER, keep=False)
    assert kept.look(HOUSE).key is None
    assert kept.look(replace(HERE, base_url="http://127.0.0.1:9090/v1")).key is None


# ------------------------------------------------------------------ none needed


@pytest.mark.parametrize("entry", [BUILT_IN, BARE, replace(OPENAI, base_url="nowhere")])
def test_who_needs_no_key_is_asked_for_none(entry: BackendEntry) -> None:
    ring = Ring({HOUSE_ORIGIN: KEY})
    found = keys({"": "x", "OPENAI_API_KEY": KEY}, keyring=ring).look(entry)
    assert (found.key, found.needed, ring.asked) == (None, False, 0)
    assert refusal(entry, found) is None


def test_a_rule_can_say_that_none_is_sent() -> None:
    rules = Rules({OPENAI_ORIGIN: Rule(Source.NONE)})
    found = keys({"OPENAI_API_KEY": KEY}, rules=rules).look(OPENAI)
    assert (found.key, found.needed) == (None, False)


def test_an_entry_of_a_kind_nobody_knows_is_looked_for_by_its_variable() -> None:
    odd = replace(HERE, kind="odd")
    assert keys({"HERE_KEY": KEY}).look(odd).key == KEY


def test_a_rule_alone_makes_a_key_needed() -> None:
    rules = Rules({HOUSE_ORIGIN: Rule(Source.KEYRING)})
    assert keys(rules=rules, keyring=Ring({HOUSE_ORIGIN: KEY})).look(BARE).key == KEY
    assert keys(rules=rules).look(BARE).needed


def test_the_environment_alone_keeps_nothing() -> None:
    kept = environment_alone({"OPENAI_API_KEY": KEY})
    assert kept.look(OPENAI).key == KEY
    kept.give(HOUSE, OTHER, keep=True)
    kept.drop(HOUSE)
    assert kept.look(HOUSE).key is None


# ------------------------------------------------------------------ given


def test_a_key_for_this_run_wins_and_is_kept_nowhere() -> None:
    ring, rules = Ring({OPENAI_ORIGIN: KEY}), Rules()
    kept = keys({"OPENAI_API_KEY": KEY}, keyring=ring, rules=rules)
    kept.give(OPENAI, f" {OTHER} ", keep=False)
    found = kept.look(OPENAI)
    assert (found.key, found.where) == (OTHER, "what was typed for this run")
    assert (ring.kept, rules.known) == ({OPENAI_ORIGIN: KEY}, {})
    kept.drop(OPENAI)
    assert kept.look(OPENAI).key == KEY


def test_a_ticked_key_is_kept_in_the_keyring_for_its_origin() -> None:
    ring, rules = Ring(), Rules()
    keys({"OPENAI_API_KEY": KEY}, keyring=ring, rules=rules).give(OPENAI, OTHER, keep=True)
    assert ring.kept == {OPENAI_ORIGIN: OTHER}
    # the next run finds it although the variable is still set
    assert keys({"OPENAI_API_KEY": KEY}, keyring=ring, rules=rules).look(OPENAI).key == OTHER


def test_a_key_that_cannot_be_kept_serves_this_run() -> None:
    kept = keys(keyring=Ring(locked=True))
    with pytest.raises(KeyringFailed):
        kept.give(OPENAI, KEY, keep=True)
    assert kept.look(OPENAI).key == KEY


@pytest.mark.parametrize("text", ["", " ", "two words", "schlüssel", "a\nb"])
def test_what_is_no_key_is_not_taken(text: str) -> None:
    kept = keys()
    with pytest.raises(FormatError):
        kept.give(OPENAI, text, keep=False)
    assert kept.look(OPENAI).key is None


# ------------------------------------------------------------------ refusals


def test_a_missing_key_is_told_with_where_it_was_looked_for() -> None:
    problem = refusal(OPENAI, keys().look(OPENAI))
    assert problem is not None
    assert problem.code is Code.NO_KEY
    assert problem.sentence == (
        "openai has no key here. Looked in OPENAI_API_KEY and the system keyring."
    )


def test_a_locked_keyring_is_a_sentence() -> None:
    problem = refusal(OPENAI, keys(keyring=Ring(locked=True)).look(OPENAI))
    assert problem is not None
    assert problem.hint.endswith("The system keyring is locked. Unlock it.")


def test_an_empty_answer_of_a_command_is_no_key() -> None:
    rules = Rules({OPENAI_ORIGIN: Rule(Source.COMMAND, command=("pass",))})
    problem = refusal(OPENAI, keys(rules=rules, command=Printer(" ")).look(OPENAI))
    assert problem is not None
    assert problem.sentence.endswith("Looked in the command pass.")


def test_a_key_that_is_asked_for_is_looked_for_nowhere() -> None:
    rules = Rules({OPENAI_ORIGIN: Rule(Source.ASKED)})
    problem = refusal(OPENAI, keys({"OPENAI_API_KEY": KEY}, rules=rules).look(OPENAI))
    assert problem is not None
    assert problem.sentence == "openai waits for its key."


def test_rules_that_cannot_be_read_send_nothing_on_a_guess() -> None:
    class Broken(Rules):
        def of(self, origin: str) -> Rule | None:
            raise FormatError("keys.toml is not readable.", "Correct it.")

    problem = refusal(OPENAI, keys({"OPENAI_API_KEY": KEY}, rules=Broken()).look(OPENAI))
    assert problem is not None
    assert "keys.toml is not readable. Correct it." in problem.hint


def test_a_foreign_variable_is_told_beside_what_else_was_wrong() -> None:
    problem = refusal(HOUSE, keys({"HOUSE_KEY": KEY}, keyring=Ring(locked=True)).look(HOUSE))
    assert problem is not None
    assert "keyring is locked" in problem.hint


def test_a_variable_that_the_rules_do_not_name_leaves_the_command() -> None:
    rules = Rules({HOUSE_ORIGIN: Rule(command=("pass",))})
    assert keys({"HOUSE_KEY": OTHER}, rules=rules).look(BARE).key == KEY


def test_no_repr_shows_a_key() -> None:
    kept = keys({"OPENAI_API_KEY": KEY})
    kept.give(HOUSE, OTHER, keep=True)
    shown = repr((kept, kept.look(OPENAI), kept.look(HOUSE), vars(kept)["_found"]))
    assert KEY not in shown
    assert OTHER not in shown


def _key(kind: str, environ: dict[str, str], base_url: str = "") -> str | None:
    provider = PROVIDERS[kind]
    where = base_url or provider.address(provider.base_url, environ)
    entry = BackendEntry("b", kind, base_url=where, key_variable=provider.key_variable)
    return environment_alone(environ).look(entry).key


def test_each_of_a_providers_variables_may_hold_its_key() -> None:
    assert _key("gemini", {"GOOGLE_API_KEY": "g"}) == "g"
    assert _key("gemini", {"GOOGLE_API_KEY": "g", "GEMINI_API_KEY": "own"}) == "own"


def test_the_environment_sends_its_key_where_it_sends_the_requests() -> None:
    environ = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "https://gate.example/v1"}
    assert _key("openai", environ) == "k"
    assert _key("openai", environ, "https://other.example/v1") is None


def test_a_customers_own_host_gets_the_providers_key_over_tls_alone() -> None:
    environ = {"AZURE_OPENAI_API_KEY": "a"}
    assert _key("azure", environ, "https://mine.openai.azure.com/openai/v1") == "a"
    assert _key("azure", environ, "http://mine.openai.azure.com/openai/v1") is None
    assert _key("azure", environ, "https://mine.openai.azure.com.example") is None
