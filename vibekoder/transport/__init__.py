"""Bytes over the network. Knows HTTP; never a model, JSON or files."""
