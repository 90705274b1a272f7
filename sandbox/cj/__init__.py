"""CJ Dropshipping's API 2.0."""
