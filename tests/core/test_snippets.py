"""Code taken out of a session."""

from __future__ import annotations

import pytest

from vibekoder.core.snippets import file_name, title, without_prompts


@pytest.mark.parametrize(
    ("shown", "copied"),
    [
        ("$ ls -l\ntotal 0\n$ pwd", "ls -l\npwd"),
        ("\n>>> for x in y:\n...     print(x)\n...\n1\n>>> z", "for x in y:\n    print(x)\n\nz"),
        ("me@host:~/src$ make \\\n> all\ndone", "make \\\nall"),
        ("PS C:\\x> dir\n", "dir"),
        ("In [1]: x = 1", "x = 1"),
        ("x = 1\n>>> y", "x = 1\n>>> y"),
        ("$total = 1;", "$total = 1;"),
        ("", ""),
    ],
)
def test_only_commands_are_copied_from_a_dialogue(shown: str, copied: str) -> None:
    assert without_prompts(shown) == copied


@pytest.mark.parametrize(
    ("info", "name"),
    [
        ("python", "code.py"),
        ("{.rust}", "code.rs"),
        ("", "code.txt"),
        ("python src/kettle/drum.py", "drum.py"),
        ('py title="a/b.py"', "b.py"),
        ("main.go", "main.go"),
        ("js linenos", "code.js"),
    ],
)
def test_a_file_is_named_after_the_fence(info: str, name: str) -> None:
    assert file_name(info) == name


def test_the_file_s_name_is_shown_beside_the_language() -> None:
    assert title("python src/drum.py") == "src/drum.py"
    assert title("python") == ""
