"""Reddit's OAuth API: an application's token and the search."""
