"""A provider as a Qt object: dialect, transport and endpoint. Knows events; never widgets or sessions."""
