"""Terminal commands on plain asyncio. Knows engine and store; never Qt."""
