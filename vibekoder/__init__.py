"""VibeKoder: a desktop editor for working with language models on code."""

__version__ = "0.1.0"
