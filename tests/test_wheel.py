"""What is shipped works from a wheel, from an editable install and from a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHECK = "--self-check"
WHERE = (
    "from pathlib import Path; import vibekoder; from vibekoder.store.paths import resources; "
    "print(Path(vibekoder.__file__).parent); print(resources())"
)


def tell(*words: str | Path, cwd: Path) -> str:
    """Run in a neutral place; the answer is what is printed."""
    apart = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        words, cwd=cwd, env=apart, capture_output=True, text=True, timeout=170, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(target: str, folder: Path) -> Path:
    tell(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder, cwd=ROOT)
    return next(folder.glob("*.whl"))


def installed(wheel: Path, folder: Path) -> Path:
    """A fresh environment with that wheel alone, which sees the dependencies beside it."""
    venv.create(folder, symlinks=os.name != "nt", with_pip=False)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    base = getattr(sys, "_base_executable", sys.executable)
    words = ["--python", str(python), "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    for pip in (sys.executable, base):
        known = [pip, "-m", "pip", "--version"]
        if subprocess.run(known, capture_output=True, check=False).returncode == 0:
            tell(pip, "-m", "pip", *words, cwd=folder)
            break
    else:
        pytest.skip("no pip at hand")
    # Only now: an installer that saw them would think that there is nothing to install. What .pth
    # files in that folder say does not count here, so the checkout stays out of sight.
    packages = tell(
        python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
    )
    (Path(packages.strip()) / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return python


@pytest.mark.timeout(180)
def test_the_wheel_works_without_the_checkout(tmp_path: Path) -> None:
    python = installed(build("wheel", tmp_path), tmp_path / "fresh")
    package, resources = tell(python, "-c", WHERE, cwd=tmp_path).splitlines()
    assert Path(package).is_relative_to(tmp_path)
    assert Path(resources) == Path(package) / "_resources"
    assert sorted(path.name for path in Path(resources).glob("icons/*")) == sorted(
        path.name for path in (ROOT / "resources/icons").iterdir()
    )
    # the help is read without a network, and without its pictures
    assert sorted(path.name for path in (Path(package) / "_docs").iterdir()) == sorted(
        path.name for path in (ROOT / "docs").glob("*.md")
    )
    command = python.with_stem("vibekoder")
    tell(command, CHECK, cwd=tmp_path)
    assert command.with_stem("vibekoder-window").exists()


@pytest.mark.timeout(180)
def test_an_editable_install_works_on_the_checkout(tmp_path: Path) -> None:
    python = installed(build("wheel:editable", tmp_path), tmp_path / "fresh")
    places = tell(python, "-c", WHERE, cwd=tmp_path).splitlines()
    assert [Path(place) for place in places] == [ROOT / "vibekoder", ROOT / "resources"]
    tell(python.with_stem("vibekoder"), "--version", cwd=tmp_path)


def test_a_checkout_finds_its_resources() -> None:
    places = tell(sys.executable, "-c", WHERE, cwd=ROOT).splitlines()
    assert [Path(place) for place in places] == [ROOT / "vibekoder", ROOT / "resources"]
