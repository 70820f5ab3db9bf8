"""Qt faces of ongoing things: timers, threads, signals. Knows engine and backends; never widgets."""
