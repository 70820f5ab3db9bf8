"""Definitions of commands: lists of arguments, and nothing that is only nearly one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from vibekoder.core.commands import BUILT_IN, Command, check, read, table_of
from vibekoder.core.errors import FormatError


def test_a_command_is_its_list_of_arguments():
    commands, complaints = read({"test": ["pytest", "-q"]})
    assert commands["test"] == Command("test", ("pytest", "-q"))
    assert complaints == ()
    assert not commands["test"].built_in


def test_a_command_may_have_a_folder_limits_and_statuses_of_its_own():
    said = {"run": ["x"], "folder": "a/b", "seconds": 5, "output": 10, "accept": [0, 1]}
    assert read({"x": said})[0]["x"] == Command("x", ("x",), "a/b", 5.0, 10, (0, 1))


def test_the_built_in_ones_are_always_there():
    assert read({})[0] == BUILT_IN
    assert all(one.built_in for one in BUILT_IN.values())


def test_a_project_takes_a_built_in_name_for_itself():
    assert not read({"tree": ["ls"]})[0]["tree"].built_in


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a b", ["x"]),
        ("x", "rm -rf /"),
        ("x", []),
        ("x", [""]),
        ("x", ["x", 3]),
        ("x", ["x\0"]),
        ("x", {"run": ["x"], "shell": True}),
        ("x", {"run": ["x"], "folder": 3}),
        ("x", {"run": ["x"], "seconds": 0}),
        ("x", {"run": ["x"], "seconds": True}),
        ("x", {"run": ["x"], "output": "much"}),
        ("x", {"run": ["x"], "accept": 0}),
        ("x", {"run": ["x"], "accept": [True]}),
        ("x", {}),
    ],
)
def test_what_is_no_definition_is_complained_about(name: str, said: Any):
    commands, (complaint,) = read({name: said})
    assert name not in commands
    assert f"“{name}”" in complaint


def test_a_broken_definition_does_not_let_the_built_in_one_run():
    assert "tree" not in read({"tree": "ls"})[0]


def test_commands_are_a_table():
    commands, (complaint,) = read(["x"])
    assert commands == BUILT_IN
    assert "table" in complaint


def test_any_change_of_a_definition_changes_its_fingerprint():
    one = Command("x", ("a", "b"))
    others = [
        replace(one, name="y"),
        replace(one, run=("a b",)),
        replace(one, folder="f"),
        replace(one, seconds=1),
        replace(one, output=1),
        replace(one, accept=(0, 1)),
    ]
    assert len({one.fingerprint, *(other.fingerprint for other in others)}) == 7
    assert one.fingerprint == Command("x", ("a", "b")).fingerprint


def test_what_a_file_says_of_a_command_reads_back_as_the_same():
    one = Command("x", ("a", "b"), "f", 5, 7, (0, 1))
    check(one)
    assert read({"x": table_of(one)})[0]["x"] == one
    assert {key for key, value in table_of(Command("x", ("a",))).items() if value} == {"run"}


def test_a_command_that_could_not_be_read_back_is_refused():
    with pytest.raises(FormatError):
        check(Command("no name", ("a",)))
