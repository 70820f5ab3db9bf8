"""Qt faces of ongoing things: timers, threads, signals. Knows engine, backends; never widgets."""
