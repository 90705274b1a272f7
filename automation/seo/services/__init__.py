"""Writes of audits, proposals and posts. All run in the current store."""
