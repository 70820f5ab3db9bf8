"""Dialogs over the window, answered by signal. Know their values; never a nested loop."""
