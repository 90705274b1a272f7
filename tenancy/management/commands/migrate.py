"""`migrate` is `migrate_schemas`: the stock command would look at the public schema only."""

from tenancy.management.commands.migrate_schemas import Command

__all__ = ["Command"]
