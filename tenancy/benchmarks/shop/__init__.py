"""The store app of the benchmarks: its migrations are written at run time (`stage.release_write`)."""
