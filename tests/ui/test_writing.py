"""Where in a prompt a directive would act."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.ui.prompt import Prompt
from vibekoder.ui.writing import acts_in_prompt


@pytest.mark.parametrize(
    ("text", "acts"), [("a\nb", True), ("```\nb", False), ("```\n🎶\n```\nb", True)]
)
def test_a_directive_acts_outside_of_fences(qtbot: QtBot, text: str, acts: bool) -> None:
    prompt = Prompt(20)
    qtbot.addWidget(prompt)
    prompt.setPlainText(text)
    assert acts_in_prompt(prompt, prompt.document().lastBlock()) is acts
