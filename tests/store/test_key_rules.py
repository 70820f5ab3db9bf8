"""The user's own file that says where keys are found: readable, checked, never holding one."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibekoder.core.errors import FormatError
from vibekoder.store.key_rules import FILE, KeyRules, Rule, Source

HOUSE = "https://house.example"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / FILE


@pytest.mark.parametrize(
    "rule",
    [
        Rule(),
        Rule(Source.ENVIRONMENT, "HOUSE_KEY"),
        Rule(Source.KEYRING),
        Rule(Source.COMMAND, command=("pass", "show", "house")),
        Rule(Source.ASKED),
        Rule(Source.NONE),
    ],
)
def test_a_rule_is_kept_for_its_origin_alone(file: Path, rule: Rule) -> None:
    rules = KeyRules(file)
    assert rules.of(HOUSE) is None
    rules.put(HOUSE, rule)
    assert rules.of(HOUSE) == rule
    assert rules.of("https://other.example") is None


def test_comments_and_other_servers_stay_in_the_file(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('# mine\n["https://a.example"]\nsource = "keyring" # locked\n', "utf-8")
    KeyRules(file).put(HOUSE, Rule(Source.ENVIRONMENT, "HOUSE_KEY"))
    KeyRules(file).put(HOUSE, Rule(Source.KEYRING))
    text = file.read_text("utf-8")
    assert text.startswith('# mine\n["https://a.example"]\nsource = "keyring" # locked\n')
    assert "HOUSE_KEY" not in text


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('"https://house.example" = 3', "must be a table"),
        ('["https://house.example"]\nvariable = 3', "variable must be a text"),
        ('["https://house.example"]\ncommand = "pass show"', "command a list"),
        ('["https://house.example"]\ncommand = [1]', "command a list"),
        ('["https://house.example"]\nsource = "sky"', "none of automatic"),
        ('["https://house.example"]\nsource = "command"', "Name the program"),
        ('["https://house.example"]\nvariable = "sk-12"', "name of an environment variable"),
        ("[", "not readable as TOML"),
    ],
)
def test_what_cannot_be_meant_is_told(file: Path, table: str, said: str) -> None:
    file.parent.mkdir()
    file.write_text(table, "utf-8")
    with pytest.raises(FormatError, match=said):
        KeyRules(file).of(HOUSE)


def test_a_rule_that_cannot_be_used_is_not_written(file: Path) -> None:
    with pytest.raises(FormatError, match="not the key"):
        KeyRules(file).put(HOUSE, Rule(Source.ENVIRONMENT, "sk-1234"))
    assert not file.exists()
