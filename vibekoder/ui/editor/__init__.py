"""The one editor on a session's text. Knows layout and keys; never files."""
