"""The commands that need no window."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from vibekoder.cli import receipts, sessions
from vibekoder.cli.main import FAILED, USAGE, code_of, parser
from vibekoder.core.errors import VibeKoderError
from vibekoder.store.paths import default_state


def run(words: Sequence[str], environ: Mapping[str, str] = os.environ) -> int:
    """Do a command that needs no window and return its exit code; sentences go to stderr."""
    try:
        said = parser().parse_args(words)
    except SystemExit as end:
        return code_of(end)
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
    parser().print_usage(sys.stderr)
    return USAGE
