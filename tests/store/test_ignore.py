"""Ignore rules as git reads them, at every level."""

from __future__ import annotations

from vibekoder.store.ignore import Rules


def rules(files: dict[str, str], *folders: str) -> Rules:
    """The rules in the last of these folders, on the way down to it."""
    found = Rules(lambda name: files[name].encode() if name in files else None).inside("")
    for folder in folders:
        found = found.inside(folder)
    return found


def test_a_rule_of_the_top_holds_below():
    files = {".gitignore": "*.log\n/only-here\nbuild/\n"}
    deep = rules(files, "src/")
    assert deep.leaves_out("src/a.log")
    assert not deep.leaves_out("src/only-here")
    assert rules(files).leaves_out("only-here")
    assert rules(files).leaves_out("build", folder=True)
    assert not rules(files).leaves_out("build")


def test_a_deeper_file_decides():
    files = {".gitignore": "*.log", "src/.gitignore": "!keep.log\n*.tmp"}
    deep = rules(files, "src/")
    assert not deep.leaves_out("src/keep.log")
    assert deep.leaves_out("src/a.log")
    assert deep.leaves_out("src/a.tmp")
    assert not rules(files).leaves_out("a.tmp")


def test_the_own_rules_come_before_gits():
    files = {".gitignore": "made.py", ".vibekoderignore": "!made.py\nsecret.md"}
    assert not rules(files).leaves_out("made.py")
    assert rules(files).leaves_out("secret.md")


def test_the_store_of_git_is_never_walked():
    assert rules({}).leaves_out(".git", folder=True)
    assert rules({}, "a/").leaves_out("a/.objects", folder=True)


def test_a_folder_without_rules_has_those_above():
    one = rules({".gitignore": "x"})
    assert one.inside("a/") is one


def test_a_line_that_is_no_pattern_counts_for_nothing():
    one = rules({".gitignore": "!\n*.log\n/\n"})
    assert one.leaves_out("a.log")
    assert not one.leaves_out("a.txt")


def test_a_line_that_would_take_for_ever_counts_for_nothing():
    one = rules({".gitignore": "*a" * 30 + "b\n" + "x" * 2000})
    assert not one.leaves_out("a" * 200)
