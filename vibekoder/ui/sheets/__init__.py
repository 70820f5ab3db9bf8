"""Dialogs over the window, opened and answered by signal. Never nested loops."""
