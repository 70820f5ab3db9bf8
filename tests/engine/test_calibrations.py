"""What was learned about tokens outlives the program and says nothing of any text."""

from __future__ import annotations

from pathlib import Path

from vibekoder.core.calibration import UNKNOWN
from vibekoder.engine.calibrations import Calibrations


def test_what_was_learned_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "state/tokens.json"
    Calibrations(path).learn("gpt-4o", 1000, 1250)
    again = Calibrations(path)
    assert again.of("gpt-4o-mini") is UNKNOWN
    again.load()
    assert again.of("gpt-4o-mini").tokens(1000) == 1250
    assert again.of("claude-x") is UNKNOWN


def test_what_says_nothing_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    known = Calibrations(path)
    known.learn("gpt-4o", 1, 2)
    known.learn("", 1000, 1100)
    assert not path.exists()


def test_a_broken_file_is_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    path.write_text('{"gpt-4": "x", "gpt-5": [1.5, "y", 99, 1.5]}')
    known = Calibrations(path)
    known.load()
    assert known.of("gpt-4") == UNKNOWN
    assert known.of("gpt-5").found == (1.5, 1.5)
