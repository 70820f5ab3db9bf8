"""Finding the programs that a person has installed, and never one that a project brings along."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from vibekoder.store.paths import real


def found(name: str, root: Path, environ: Mapping[str, str]) -> str | None:
    """The absolute path of a program by its bare name; None if it is not installed.

    Searched in the absolute folders of PATH alone, and none of them inside the project: an empty
    or relative one would mean the folder that the program is started in.
    """
    if not name or name != Path(name).name:
        return None
    top = real(root)
    for folder in environ.get("PATH", "").split(os.pathsep):
        if folder and Path(folder).is_absolute() and not real(Path(folder)).is_relative_to(top):
            # with a folder in it the name is not looked for anywhere else
            program = shutil.which(str(Path(folder) / name), path=folder)
            if program is not None:
                return program
    return None
