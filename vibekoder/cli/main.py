"""The command line as it may be said, and what it wishes of the window."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vibekoder import __version__

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
        said = parser().parse_args(words)
    except SystemExit as end:
        return code_of(end)
    if said.command != "open":
        parser().print_usage(sys.stderr)
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


def exit_code(status: str, placed: bool) -> int:
    """The exit code for a request's end; ``placed`` tells whether it left an answer."""
    if status in ("complete", "length", "filtered"):
        return COMPLETE
    if status == "refused":
        return REFUSED
    return PARTIAL if placed else FAILED


def parser() -> argparse.ArgumentParser:
    """What every command understands."""
    whole = argparse.ArgumentParser(
        prog="vibekoder",
        description="A desktop editor for working with language models on a code base. "
        "Without a command it opens the window as it was left.",
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("-V", "--version", action="version", version=f"vibekoder {__version__}")
    whole.add_argument(
        "--self-check", action="store_true", help="try everything out by itself and say what works"
    )
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")
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
    return whole


def code_of(end: SystemExit) -> int:
    """argparse leaves by an exception: 0 after --help and --version, 2 after a mistake."""
    return end.code if isinstance(end.code, int) else USAGE


def _session(project: Path, name: str) -> Path:
    """A session as typed: from where the person stands, else as if from the project."""
    here = Path(name).absolute()
    return here if here.exists() else project / name


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
