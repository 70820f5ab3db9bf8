"""The panes around the editor. Know their models; never files or requests."""
