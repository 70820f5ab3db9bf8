"""What helps with writing in one tab: completion, earlier prompts, what comes from elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextBlock

from vibekoder.app.actions import ACTIONS
from vibekoder.app.workspace import Workspace
from vibekoder.core.completing import in_fence
from vibekoder.core.messages import Role
from vibekoder.core.prompts import prompts_of
from vibekoder.ui.completion import Completion
from vibekoder.ui.directive_acts import DirectiveActs
from vibekoder.ui.editor.editor import SessionEditor
from vibekoder.ui.look import Look
from vibekoder.ui.notices import Notices
from vibekoder.ui.prompt import Prompt
from vibekoder.ui.recall import Recall
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.taking_in import TakingIn

ACTING = (Role.SYSTEM, Role.USER)
"""Whose slices directives act in."""


class Writing(QObject):
    """Helps in the composer and in the text of one tab.

    Signals:
        actionWanted(str): the action with this id was named in the prompt.
    """

    actionWanted = Signal(str)

    def __init__(
        self, look: Look, widget: SessionTabWidget, workspace: Workspace, notices: Notices
    ) -> None:
        super().__init__(widget)
        prompt, editor = widget.composer.prompt, widget.editor
        offers = workspace.offers
        # before completion: the list's keys are the list's
        self.recall = Recall(
            prompt, lambda: prompts_of(widget.tab.session), workspace.prompts, parent=self
        )
        self.in_prompt = Completion(
            look,
            prompt,
            offers,
            lambda block: acts_in_prompt(prompt, block),
            actions=ACTIONS,
            parent=self,
        )
        self.in_text = Completion(look, editor, offers, lambda _: acts_in_text(editor), parent=self)
        values = lambda: workspace.project.values
        into_prompt = TakingIn(
            prompt,
            workspace.taking,
            notices,
            lambda block: acts_in_prompt(prompt, block),
            values,
            self,
        )
        into_text = TakingIn(
            editor, workspace.taking, notices, lambda _: acts_in_text(editor), values, self
        )
        prompt.takes, editor.takes = into_prompt.take, into_text.take
        prompt.pasted.connect(into_prompt.pasted)
        widget.composer.submitted.connect(into_prompt.withdraw)
        acts = DirectiveActs(look, widget.tab, editor, lambda: acts_in_text(editor), widget)
        acts.told.connect(notices.show_notice)
        editor.more_acts = acts.at_caret
        self.in_prompt.actionWanted.connect(self.actionWanted)


def acts_in_prompt(prompt: Prompt, block: QTextBlock) -> bool:
    """Whether a directive in this line of a prompt would act."""
    lines = prompt.document().toRawText().split("\u2029")
    return not in_fence("\n".join(lines[: block.blockNumber()]))


def acts_in_text(editor: SessionEditor) -> bool:
    """Whether a directive in the caret's line would act."""
    part, point = editor.caret()
    if editor.isReadOnly() or editor.is_growing(part) or editor.role(part) not in ACTING:
        return False
    _, _, text = editor.part_texts()[part][:point].partition("\n")
    above, _, _ = text.rpartition("\n")
    return not in_fence(above)
