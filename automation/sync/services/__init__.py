"""Writes of syncs."""
