"""The command: reads the first argument and imports only what that command needs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

TERMINAL = ("show", "recover", "receipt", "objects", "--version", "-V", "--help", "-h")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the answer is the exit code.

    Qt's import costs about half a second: only the window and the self check pay for it.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in TERMINAL:
        from vibekoder.cli.commands import run

        return run(words)
    if words and words[0] == "--self-check":
        from vibekoder.self_check import run as check

        return check()
    from vibekoder.cli.main import parse_open

    wish = parse_open(words)
    if isinstance(wish, int):
        return wish
    from vibekoder.first import open_window

    return open_window(wish)


def window() -> int:
    """The entry without a terminal."""
    return main()


if __name__ == "__main__":
    raise SystemExit(main())
