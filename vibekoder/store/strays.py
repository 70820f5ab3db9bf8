"""What killed saves left behind, removed at the next start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from vibekoder.core.errors import StoreError
from vibekoder.store import approvals, atomic
from vibekoder.store.paths import State
from vibekoder.store.projects import Project


def sweep(project: Project, state: State, now: float) -> int:
    """Remove the temporary files of saves that were killed; the number of files.

    A save that is under way, in this program or another, keeps its own. What cannot be removed
    stays for the next time.
    """
    count = 0
    for folder in _folders(project, state):
        for temporary in atomic.strays(folder):
            with suppress(OSError):
                if atomic.is_stray(temporary, now):
                    temporary.unlink()
                    count += 1
    return count


def _folders(project: Project, state: State) -> Iterator[Path]:
    """Every folder that files are saved into."""
    yield from (project.root, state.root, state.drafts)
    with suppress(StoreError):  # a folder that is not the project's is left as it is
        folder = approvals.entered(state, project.root, project.sessions)
        yield from (folder, *folder.glob(".objects/*"))
    yield from state.trash.glob("*")
