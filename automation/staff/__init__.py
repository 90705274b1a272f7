"""Staff at this service: entered from the core's staff site, read and operate, one store at a time."""
