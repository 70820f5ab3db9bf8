"""What the program does, as objects fed with events. Knows files and wire; never Qt or loops."""
