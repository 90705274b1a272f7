"""CJ Dropshipping API 2.0: catalogue, orders, tokens."""
