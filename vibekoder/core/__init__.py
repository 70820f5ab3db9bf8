"""Values and pure functions. Knows the standard library only; never files, network or Qt."""
