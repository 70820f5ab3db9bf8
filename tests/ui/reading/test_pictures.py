"""Pictures: those of the project and no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from vibekoder.ui.reading import pictures
from vibekoder.ui.reading.links import Place
from vibekoder.ui.reading.pictures import Picture, Pictures, decoded


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "sessions").mkdir(parents=True)
    return root


def save(path: Path, width: int = 40, height: int = 20) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0)
    assert image.save(str(path), "PNG")
    return path.read_bytes()


def shown(qtbot: QtBot, root: Path, address: str) -> Picture:
    loader = Pictures(Place(root, root / "sessions" / "1.md"))
    with qtbot.waitSignal(loader.loaded):
        assert loader.look(address).image is None
    found = loader.look(address)
    loader.close()
    return found


@pytest.mark.parametrize("address", ["a.png", "../sessions/a.png", "sessions/a.png"])
def test_a_picture_of_the_project_is_shown(qtbot: QtBot, root: Path, address: str) -> None:
    save(root / "sessions" / "a.png")
    image = shown(qtbot, root, address).image
    assert image is not None
    assert image.width() == 40


@pytest.mark.parametrize(
    "address",
    [
        *("http://127.0.0.1:9/a.png", "https://x.org/a.png", "file:///a.png", "data:image/png,x"),
        *("/etc/passwd", "//x/a.png", "\\\\x\\a.png", "../../a.png", "a\0.png"),
    ],
)
def test_nothing_else_is_even_looked_for(qtbot: QtBot, root: Path, address: str) -> None:
    loader = Pictures(Place(root, root / "sessions" / "1.md"))
    with qtbot.assertNotEmitted(loader.loaded, wait=20):
        found = loader.look(address)
    assert found.image is None
    assert "not loaded" in found.why
    loader.close()


def test_a_link_on_the_disk_that_leads_out_is_not_followed(
    qtbot: QtBot, root: Path, tmp_path: Path
) -> None:
    save(tmp_path / "secret.png")
    (root / "sessions" / "a.png").symlink_to(tmp_path / "secret.png")
    found = shown(qtbot, root, "a.png")
    assert found.image is None
    assert "outside" in found.why or "leads out" in found.why


def test_what_is_missing_or_no_picture_is_told(qtbot: QtBot, root: Path) -> None:
    assert "no such file" in shown(qtbot, root, "a.png").why
    (root / "a.svg").write_text("<svg/>", encoding="utf-8")
    assert "no picture" in shown(qtbot, root, "a.svg").why


def test_a_large_picture_is_made_smaller_and_a_huge_one_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = save(tmp_path / "a.png", 3200, 10)
    assert decoded(data).width() == 1600
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
    with pytest.raises(ValueError, match="too large"):
        decoded(data)


def test_a_picture_that_is_cut_is_told(tmp_path: Path) -> None:
    data = save(tmp_path / "a.png")
    with pytest.raises(ValueError, match=r"too large|cannot be read"):
        decoded(data[:30])


def test_only_some_are_kept(qtbot: QtBot, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "KEPT", 1)
    loader = Pictures(Place(root, root / "1.md"))
    for name in ("a.png", "b.png"):
        save(root / name)
        with qtbot.waitSignal(loader.loaded):
            loader.look(name)
    assert loader.look("b.png").image is not None
    assert loader.look("a.png").image is None
    loader.close()
