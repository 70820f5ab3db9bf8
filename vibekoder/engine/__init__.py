"""What the program does, as objects that are fed events. Knows core, wire and store; never Qt, loops or threads."""
