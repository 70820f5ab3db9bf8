"""The command line: what can be said, and the commands that need no window."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vibekoder import __version__
from vibekoder.cli import receipts, sessions
from vibekoder.core.errors import ProjectError, VibeKoderError
from vibekoder.store.paths import default_state
from vibekoder.store.projects import Project

COMPLETE = 0
FAILED = 1
USAGE = 2
REFUSED = 3
PARTIAL = 4

_ENDINGS = """\
exit codes of "open --send … --exit-when-idle":
  0  the answer is complete (or ended at its length, or was filtered)
  1  failed before any text
  2  the command line is wrong
  3  refused before sending
  4  a partial answer is kept: stopped, interrupted, or an error after text
"""


@dataclass(frozen=True, slots=True)
class Open:
    """What the window is to do when it opens. Paths are absolute.

    Without ``project`` it opens what was open last; without ``session`` a ``send`` goes to a new
    one. ``base_url`` stands for a backend that is not written down anywhere.
    """

    project: Path | None = None
    session: Path | None = None
    send: str | None = None
    backend: str | None = None
    base_url: str | None = None
    model: str | None = None
    trace: Path | None = None
    exit_when_idle: bool = False


def parse_open(words: Sequence[str]) -> Open | int:
    """What ``open …``, or nothing at all, asks of the window; an exit code where it is wrong."""
    if not words:
        return Open()
    try:
        said = _parser().parse_args(words)
    except SystemExit as end:
        return _code(end)
    if said.command != "open":
        _parser().print_usage(sys.stderr)
        return USAGE
    project = Path(said.project).absolute()
    return Open(
        project,
        None if said.session is None else _session(project, said.session),
        said.send,
        said.backend,
        said.base_url,
        said.model,
        None if said.trace is None else Path(said.trace).absolute(),
        said.exit_when_idle,
    )


def run(words: Sequence[str], environ: Mapping[str, str] = os.environ) -> int:
    """Do a command that needs no window and return its exit code; sentences go to stderr."""
    try:
        said = _parser().parse_args(words)
    except SystemExit as end:
        return _code(end)
    state = default_state(environ)
    try:
        if said.command == "show":
            return sessions.show(Path(said.session).absolute(), state, as_json=said.json)
        if said.command == "recover":
            return sessions.recover(Path(said.project).absolute(), state)
        if said.command == "receipt":
            return receipts.show(said.answer, body=said.body)
        if said.command == "objects":
            return receipts.collect(Path(said.project).absolute(), state)
    except VibeKoderError as problem:
        print(f"vibekoder: {problem.sentence} {problem.hint}".rstrip(), file=sys.stderr)
        return FAILED
    _parser().print_usage(sys.stderr)
    return USAGE


def exit_code(status: str, placed: bool) -> int:
    """The exit code for a request's end; ``placed`` tells whether it left an answer."""
    if status in ("complete", "length", "filtered"):
        return COMPLETE
    if status == "refused":
        return REFUSED
    return PARTIAL if placed else FAILED


def _code(end: SystemExit) -> int:
    """argparse leaves by an exception: 0 after --help and --version, 2 after a mistake."""
    return end.code if isinstance(end.code, int) else USAGE


def _session(project: Path, name: str) -> Path:
    """A session as typed: from where the person stands, from the project, or from its sessions."""
    here, inside = Path(name).absolute(), project / name
    if here.exists() or inside.exists():
        return here if here.exists() else inside
    try:
        return Project.open(project).sessions / name
    except ProjectError:
        return inside


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vibekoder",
        description="A desktop editor for working with language models on a code base. "
        "Without a command it opens the window as it was left.",
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("-V", "--version", action="version", version=f"vibekoder {__version__}")
    parser.add_argument(
        "--self-check", action="store_true", help="try everything out by itself and say what works"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_open(commands.add_parser("open", help="open a project in the window"))
    show = commands.add_parser(
        "show", help="print a session, with answers that are still in their journals"
    )
    show.add_argument("session", metavar="SESSION", help="a session's file")
    show.add_argument("--json", action="store_true", help="print it as one JSON object")
    recover = commands.add_parser(
        "recover", help="put answers that a killed program left behind into their sessions"
    )
    recover.add_argument("project", metavar="PROJECT", help="a project's folder")
    _add_receipts(
        commands.add_parser("receipt", help="print what was sent for an answer"),
        commands.add_parser("objects", help="look after what was sent"),
    )
    return parser


def _add_receipts(one: argparse.ArgumentParser, objects: argparse.ArgumentParser) -> None:
    one.add_argument("answer", metavar="SESSION#ID", help="a session's file and an answer's id")
    one.add_argument("--body", action="store_true", help="print the exact bytes that were sent")
    acts = objects.add_subparsers(dest="act", metavar="gc", required=True)
    gc = acts.add_parser("gc", help="move what nothing names, older than 30 days, to the trash")
    gc.add_argument("project", metavar="PROJECT", help="a project's folder")


def _add_open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("project", metavar="PROJECT", help="any folder")
    parser.add_argument(
        "session",
        metavar="SESSION",
        nargs="?",
        help="a session's file; without it, what was open, else a new one",
    )
    parser.add_argument("--send", metavar="TEXT", help="send this prompt")
    parser.add_argument("--backend", metavar="NAME", help="the backend that answers")
    parser.add_argument(
        "--base-url", metavar="URL", help="the address of an OpenAI-compatible server"
    )
    parser.add_argument("--model", metavar="M", help="the model that answers")
    parser.add_argument(
        "--trace", metavar="FILE", help="append one JSON line per step; no text, no key"
    )
    parser.add_argument(
        "--exit-when-idle", action="store_true", help="ask nothing, and leave when all is done"
    )
