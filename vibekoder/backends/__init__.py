"""A provider as a Qt object. Knows dialects, transports, events; never widgets or sessions."""
