"""A session as one reads it: rendered, slice by slice. Knows the look; never writes or fetches."""
