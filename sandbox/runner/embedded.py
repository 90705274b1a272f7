"""The embedded servers of development and tests: ``Postgres`` and ``Valkey``."""

from sandbox.runner.postgres import Postgres
from sandbox.runner.servers import ServerFailed
from sandbox.runner.valkey import Valkey

__all__ = ["Postgres", "ServerFailed", "Valkey"]
