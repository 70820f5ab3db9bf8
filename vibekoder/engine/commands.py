"""Running the commands that a prompt names, in the worker thread of whoever calls."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from vibekoder.core import commands, contents
from vibekoder.core.commands import Command
from vibekoder.core.contents import Output
from vibekoder.core.errors import Refused, StoreError
from vibekoder.core.pictures import media_type
from vibekoder.store import git, process, programs
from vibekoder.store.process import Overrun, Stopped
from vibekoder.store.sources import Sources

__all__ = ["CommandsWanted", "Stopped", "execute", "without_keys"]

KIB = 1024
_LAST_WORDS = 200


class CommandsWanted(Exception):
    """Commands must run before a prompt can be compiled."""

    def __init__(self, wanted: tuple[Command, ...]) -> None:
        super().__init__(", ".join(one.name for one in wanted))
        self.wanted = wanted


def execute(
    command: Command,
    sources: Sources,
    environ: Mapping[str, str],
    cancelled: Callable[[], bool] = lambda: False,
) -> Output:
    """What a command writes; Refused says why there is nothing, Stopped that it was cancelled.

    The exit status of what it returns is one that the definition accepts.
    """
    try:
        ran = _ran(command, sources, environ, cancelled)
    except OSError as error:
        raise Refused(f"it cannot be started: {error.strerror or error}") from error
    except StoreError as error:
        raise Refused(error.reason) from error
    except Overrun as error:
        raise Refused(str(error)) from error
    if ran.status not in command.accept:
        last = ran.err.strip().rpartition("\n")[2][-_LAST_WORDS:]
        raise Refused(f"it ended with exit status {ran.status}" + (f": {last}" if last else ""))
    return ran


def without_keys(environ: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The environment less the keys of backends: what a command writes goes to a model."""
    taken = set(names)
    return {key: value for key, value in environ.items() if key not in taken}


def _ran(
    command: Command,
    sources: Sources,
    environ: Mapping[str, str],
    cancelled: Callable[[], bool],
) -> Output:
    most = command.output * KIB
    if command.built_in and command.name not in commands.GIT:
        made = _tree if command.name == commands.TREE else _amalgam
        return _output(0, _bounded(made(sources, cancelled), most), b"")
    if command.built_in:
        line = git.argv(sources.root, environ, commands.GIT[command.name])
        if line is None:
            raise Refused("git is not installed, or this is not the folder of a repository")
        folder, environ = sources.root, git.environment(environ)
    else:
        line, folder = _line(command, sources, environ)
    done = process.run(
        line, folder, environ, seconds=command.seconds, most=most, cancelled=cancelled
    )
    return _output(done.status, done.out, done.err)


def _line(command: Command, sources: Sources, environ: Mapping[str, str]) -> tuple[list[str], Path]:
    """The program's whole path with its arguments, and the folder it runs in."""
    seen = sources.look(command.folder or ".")
    if not seen.folder:
        raise Refused(f"“{command.folder}” is not a folder")
    name, *words = command.run
    if Path(name).is_absolute():
        program = name  # the person has seen it and said yes
    elif os.sep in name or "/" in name:
        program = str(sources.look(str(Path(command.folder) / name)).path)
    else:
        found = programs.found(name, sources.root, environ)
        if found is None:
            raise Refused(f"there is no program “{name}” on this computer")
        program = found
    return [program, *words], seen.path


def _tree(sources: Sources, cancelled: Callable[[], bool]) -> Iterable[str]:
    """The project's files, each folder named once."""
    shown: list[str] = []
    for entry in sources.walk(""):
        if cancelled():
            raise Stopped
        *folders, name = entry.name.split("/")
        common = 0
        while common < min(len(folders), len(shown)) and folders[common] == shown[common]:
            common += 1
        for depth in range(common, len(folders)):
            yield f"{'  ' * depth}{folders[depth]}/\n"
        shown = folders
        yield f"{'  ' * len(folders)}{name}\n"


def _amalgam(sources: Sources, cancelled: Callable[[], bool]) -> Iterable[str]:
    """Every text of the project, one below the other."""
    for entry in sources.walk("", kinds=sources.kinds):
        if cancelled():
            raise Stopped
        why = entry.why
        text, why = ("", why) if why else _text_of(sources, entry.name)
        head = f"==== {entry.name}"
        yield f"{head}: left out, {why}\n" if why else f"{head}\n{text}{_end(text)}"


def _text_of(sources: Sources, name: str) -> tuple[str, str]:
    """The text of a file, or why it is left out."""
    try:
        data = sources.read(name)
    except StoreError as error:
        return "", error.reason
    if b"\0" in data:
        return "", "a picture" if media_type(data) else "a binary file"
    try:
        return data.decode(), ""
    except UnicodeDecodeError:
        return "", "not text in UTF-8"


def _end(text: str) -> str:
    return "" if text.endswith("\n") else "\n"


def _bounded(parts: Iterable[str], most: int) -> bytes:
    made: list[bytes] = []
    size = 0
    for part in parts:
        made.append(part.encode("utf-8", "replace"))
        size += len(made[-1])
        if size > most:
            raise Overrun(f"it would be more than {most // KIB:,} KiB")
    return b"".join(made)


def _output(status: int, out: bytes, err: bytes) -> Output:
    named = contents.named(Output(status, _text(out), _text(err), ""))
    assert isinstance(named, Output)  # noqa: S101 - it only gains its object's name
    return named


def _text(data: bytes) -> str:
    """As it came where it is UTF-8; a zero byte would make it no text for a pin."""
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\0", "\ufffd")
