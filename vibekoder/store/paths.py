"""Where the program keeps its own files, and where it finds what it ships with."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs

import vibekoder
from vibekoder.core.errors import StoreError

STATE_VARIABLE = "VIBEKODER_STATE"
SETTINGS_VARIABLE = "VIBEKODER_SETTINGS"


@dataclass(frozen=True, slots=True)
class State:
    """The user's state folder: everything that is neither a project's nor a setting.

    Nothing is made by asking; ``private_folder`` makes what is about to be written into.
    """

    root: Path

    @property
    def journals(self) -> Path:
        """One folder per session, one file per running request."""
        return self.root / "journals"

    @property
    def drafts(self) -> Path:
        """One file per session with an unsent prompt."""
        return self.root / "drafts"

    @property
    def failures(self) -> Path:
        """One file per session with requests that left no answer."""
        return self.root / "failures"

    @property
    def trash(self) -> Path:
        """One folder per deleted session."""
        return self.root / "trash"

    @property
    def locks(self) -> Path:
        """Lock files; never deleted."""
        return self.root / "locks"

    @property
    def models(self) -> Path:
        """One file per server: what it told of its models."""
        return self.root / "models"

    @property
    def logs(self) -> Path:
        """Rotating logs without any text of the user's."""
        return self.root / "logs"

    @property
    def window(self) -> Path:
        """The file that remembers windows and tabs."""
        return self.root / "window.json"


def default_state(environ: Mapping[str, str] | None = None) -> State:
    """The state folder of this user; VIBEKODER_STATE names another."""
    named = (os.environ if environ is None else environ).get(STATE_VARIABLE, "")
    if named:
        return State(real(Path(named).expanduser()))
    return State(real(platformdirs.user_state_path("vibekoder", appauthor=False)))


def settings_file(environ: Mapping[str, str] | None = None) -> Path:
    """The settings of this user; VIBEKODER_SETTINGS names another file."""
    named = (os.environ if environ is None else environ).get(SETTINGS_VARIABLE, "")
    if named:
        return real(Path(named).expanduser())
    folder = platformdirs.user_config_path("vibekoder", appauthor=False)
    return real(folder / "settings.toml")


def resources(package: Path | None = None) -> Path:
    """The folder of icons and colours: inside an installed package, beside it in a checkout."""
    home = Path(vibekoder.__file__).parent if package is None else package
    shipped = home / "_resources"
    return shipped if shipped.is_dir() else home.parent / "resources"


def real(path: Path) -> Path:
    """The absolute path with symbolic links followed; the file need not exist."""
    return Path(os.path.realpath(path))


def key_of(path: Path) -> str:
    """Sixteen hex digits that stand for a session's absolute path in names of state files.

    One file has one key, whatever symbolic links led to it.
    """
    return hashlib.sha256(os.fsencode(real(path))).hexdigest()[:16]


def private_folder(folder: Path) -> Path:
    """Make a folder, with those above it, that other users cannot read; StoreError if it fails."""
    with storing(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def storing(path: Path) -> Generator[None, None, None]:
    """What the system refuses inside becomes a StoreError that names this path."""
    try:
        yield
    except OSError as error:
        raise StoreError(path, reason(error)) from error


def reason(error: OSError) -> str:
    """Why the system refused, in its own words, without the path."""
    return error.strerror or str(error)
