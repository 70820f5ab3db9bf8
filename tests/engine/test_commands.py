"""Commands as they run: built in, or named by a project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vibekoder.core.commands import BUILT_IN, Command
from vibekoder.core.errors import Refused
from vibekoder.core.kinds import FileKinds
from vibekoder.engine.commands import CommandsWanted, Stopped, execute, without_keys
from vibekoder.store.sources import Sources

PYTHON = Path(sys.executable)
ENVIRON = {**os.environ, "PATH": f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a folder, and files that are no text."""
    root = tmp_path / "project"
    for name, data in {
        "src/deep/a.py": b"x = 1\n",
        "src/deep/b.py": b"y = 2",
        "src/z.py": b"z\n",
        "data.bin": b"\0",
        "shot.png": b"\x89PNG\r\n\x1a\n\0",
        "cafe.txt": b"caf\xe9",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def command(code: str, **more: object) -> Command:
    return Command("try", (PYTHON.name, "-c", code), **more)  # pyright: ignore


def why(root: Path, one: Command) -> str:
    with pytest.raises(Refused) as caught:
        execute(one, Sources(root), ENVIRON)
    return caught.value.sentence


def test_a_command_runs_in_the_projects_folder(root: Path):
    done = execute(command("import os; print(os.getcwd())"), Sources(root), ENVIRON)
    assert (done.status, done.out, done.err) == (0, f"{root}\n", "")
    assert done.object


def test_a_command_runs_in_the_folder_it_names(root: Path):
    one = command("import os; print(os.getcwd())", folder="src")
    assert execute(one, Sources(root), ENVIRON).out == f"{root}/src\n"
    assert "out of the project" in why(root, command("", folder=".."))
    assert "not a folder" in why(root, command("", folder="data.bin"))


def test_an_exit_status_that_is_not_accepted_says_its_last_words(root: Path):
    code = "import sys; print('a\\nb', file=sys.stderr); sys.exit(2)"
    assert why(root, command(code)) == "it ended with exit status 2: b"
    assert why(root, command("import sys; sys.exit(2)")) == "it ended with exit status 2"
    assert execute(command(code, accept=(0, 2)), Sources(root), ENVIRON).err == "a\nb\n"


def test_a_program_of_the_project_runs_by_its_path(root: Path):
    script = root / "src/say.sh"
    script.write_text("#!/bin/sh\necho said $1\n")
    script.chmod(0o755)
    one = Command("say", ("./say.sh", "it"), folder="src")
    assert execute(one, Sources(root), ENVIRON).out == "said it\n"
    assert "out of the project" in why(root, Command("x", ("../../x.sh",)))
    assert execute(Command("x", (str(script), "y")), Sources(root), ENVIRON).out == "said y\n"


def test_a_program_that_cannot_run_is_told(root: Path):
    assert "no program “nowhere-at-all”" in why(root, Command("x", ("nowhere-at-all",)))
    assert "cannot be started" in why(root, Command("x", ("./data.bin",)))


def test_a_command_beyond_its_limits_is_told(root: Path):
    assert "longer than" in why(root, command("import time; time.sleep(60)", seconds=0.2))
    assert "more than 1 KiB" in why(root, command("print('x' * 5000)", output=1))


def test_output_that_is_no_text_is_made_one(root: Path):
    code = "import sys; sys.stdout.buffer.write(b'a\\x00\\xff\\r\\n')"
    assert execute(command(code), Sources(root), ENVIRON).out == "a\ufffd\ufffd\n"


def test_a_stopped_command_has_no_output(root: Path):
    with pytest.raises(Stopped):
        execute(command("import time; time.sleep(60)"), Sources(root), ENVIRON, lambda: True)


@pytest.mark.parametrize("name", ["tree", "amalgam"])
def test_a_stopped_look_through_the_project_ends(root: Path, name: str):
    with pytest.raises(Stopped):
        execute(BUILT_IN[name], Sources(root), {}, lambda: True)


def test_the_tree_names_each_folder_once(root: Path):
    assert execute(BUILT_IN["tree"], Sources(root), {}).out == (
        "cafe.txt\ndata.bin\nshot.png\nsrc/\n  deep/\n    a.py\n    b.py\n  z.py\n"
    )


def test_the_amalgam_holds_every_text_and_says_what_it_leaves_out(root: Path):
    (root / "big.txt").write_bytes(b"x" * (2 << 20))
    said = execute(BUILT_IN["amalgam"], Sources(root), {}).out
    assert "==== src/deep/a.py\nx = 1\n==== src/deep/b.py\ny = 2\n==== src/z.py\nz\n" in said
    assert "==== data.bin: left out, a binary file\n" in said
    assert "==== shot.png: left out, a picture\n" in said
    assert "==== cafe.txt: left out, not text in UTF-8\n" in said
    assert "==== big.txt: left out, it has" in said


def test_the_amalgam_has_only_files_of_the_kinds_that_count(root: Path):
    said = execute(BUILT_IN["amalgam"], Sources(root, kinds=FileKinds(("z.py",))), {}).out
    assert said == "==== src/z.py\nz\n"


def test_a_file_that_goes_while_all_are_put_together_is_told(
    root: Path, monkeypatch: pytest.MonkeyPatch
):
    walk = Sources.walk

    def late(self: Sources, *words: object, **more: object):
        found = list(walk(self, *words, **more))  # pyright: ignore
        (root / "src/z.py").unlink(missing_ok=True)
        return iter(found)

    monkeypatch.setattr(Sources, "walk", late)
    said = execute(BUILT_IN["amalgam"], Sources(root), {}).out
    assert "==== src/z.py: left out, there is no such file\n" in said


def test_an_amalgam_beyond_its_limit_is_told(root: Path):
    (root / "src/z.py").write_text("z" * 900_000)
    (root / "src/y.py").write_text("z" * 900_000)
    assert "more than" in why(root, BUILT_IN["amalgam"])


def test_git_tells_what_changed(root: Path):
    def git(*words: str) -> None:
        who = ["-c", "user.name=n", "-c", "user.email=e@e"]
        subprocess.run(["git", "-C", root, *who, *words], check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "the first")
    (root / "src/z.py").write_text("zz\n")
    sources = Sources(root)
    assert "-z\n+zz\n" in execute(BUILT_IN["git_diff"], sources, ENVIRON).out
    assert "the first" in execute(BUILT_IN["git_log"], sources, ENVIRON).out
    assert " M src/z.py" in execute(BUILT_IN["git_status"], sources, ENVIRON).out


def test_git_without_a_repository_is_told(root: Path):
    assert "repository" in why(root, BUILT_IN["git_diff"])


def test_keys_are_not_handed_on():
    assert without_keys({"A_KEY": "secret", "PATH": "x"}, {"A_KEY"}) == {"PATH": "x"}


def test_what_is_wanted_is_named():
    assert str(CommandsWanted((Command("a"), Command("b")))) == "a, b"
