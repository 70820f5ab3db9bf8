"""Bytes to meaning and back. Knows providers and formats; never sockets, files or Qt."""
