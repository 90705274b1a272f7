"""Errors of the walls between stores, named for the fact."""

from django.db.utils import DatabaseError


class NoStore(RuntimeError):
    """Something of a store was asked for while the platform's public schema was in use."""


class StoreNotOpen(RuntimeError):
    """The store is unknown, suspended, closed or not built: nothing may run in it."""


class PathNotVerified(DatabaseError):
    """The server does not confirm the search path that the next statement needs; nothing was run."""


class SchemaMissing(PathNotVerified):
    """The store's schema does not exist (or the role may not use it); nothing was run."""


class RoleMissing(PathNotVerified):
    """The store has no database role (or the login may not take it); nothing was run, nobody else's was used."""


class ObjectOfOtherStore(DatabaseError):
    """An object loaded in one store was saved, deleted, refreshed or related in another; nothing was run."""


class CursorOfOtherStore(DatabaseError):
    """A cursor opened in one store was used after the connection had moved to another; nothing was run."""
