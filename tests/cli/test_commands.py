from pathlib import Path

import pytest

from vibekoder.cli.commands import run


@pytest.mark.parametrize("words", [[], ["sing"], ["open"], ["open", "p", "--loud"], ["show"]])
def test_a_wrong_command_line_is_code_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    assert "usage: vibekoder" in capsys.readouterr().err


def test_what_went_wrong_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", str(tmp_path / "none.md")]) == 1
    assert run(["recover", str(tmp_path / "none")]) == 1

    out, err = capsys.readouterr()
    assert out == ""
    assert "none.md: No such file" in err
    assert "is not a folder" in err
    assert "Traceback" not in err
