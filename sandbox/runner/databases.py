"""The servers behind the platform: embedded ones, or those that DATABASE_URL and REDIS_URL name."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from sandbox.runner.embedded import Postgres, Valkey
from sandbox.runner.folder import RunFolder, State
from sandbox.runner.ports import port_is_free

CONNECT_SECONDS = 10
OLDEST_POSTGRES = 18  # from 18 on the server reports search_path, which tenancy.postgresql trusts


class ServiceUnusable(RuntimeError):
    """A database server that was named cannot be used; the message says which and why."""


@dataclass(frozen=True)
class Urls:
    """Where the platform's data lives."""

    core: str
    automation: str
    redis: str


class Servers:
    """PostgreSQL and Valkey of one run folder; embedded ones are started and stopped here."""

    def __init__(self, folder: RunFolder, given: Mapping[str, str], *, durable: bool = True) -> None:
        self._folder = folder
        self._given = given
        self._durable = durable
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None

    def start(self, state: State) -> None:
        """Start the embedded servers that are needed, on the ports they had before when those are free."""
        if not self._given.get("DATABASE_URL"):
            port = _port_again(state.postgres_port)
            self.postgres = self._postgres(port)
            self.postgres.start()
        if not self._given.get("REDIS_URL"):
            port = _port_again(state.valkey_port)
            self.valkey = self._valkey(port)
            self.valkey.start()

    def started(self) -> list[tuple[str, Postgres | Valkey]]:
        """Return the embedded servers that were started, in the order in which they are stopped."""
        servers = (("Valkey", self.valkey), ("PostgreSQL", self.postgres))
        return [(name, server) for name, server in servers if server is not None]

    def stop(self) -> None:
        """Stop the embedded servers."""
        for _, server in self.started():
            server.stop()

    def stop_leftovers(self) -> list[str]:
        """Stop embedded servers that outlived their runner; return their names."""
        stopped = []
        servers: tuple[tuple[str, Postgres | Valkey], ...]
        servers = (("valkey", self._valkey(0)), ("postgres", self._postgres(0)))
        for name, server in servers:
            if server.is_alive():
                server.stop()
                stopped.append(name)
        return stopped

    def destroy(self) -> None:
        """Stop the embedded servers and delete their data."""
        self._valkey(0).destroy()
        self._postgres(0).destroy()

    def _postgres(self, port: int) -> Postgres:
        return Postgres(self._folder.path / "pg", port, self._durable)

    def _valkey(self, port: int) -> Valkey:
        return Valkey(self._folder.path / "valkey", port, self._durable)

    def urls(self, databases: tuple[str, str]) -> Urls:
        """Return the URLs of the running servers. Raises ServiceUnusable."""
        core_name, automation_name = databases
        if self.postgres is not None:
            core, automation = self.postgres.url_for(core_name), self.postgres.url_for(automation_name)
        else:
            core = self._given["DATABASE_URL"]
            automation = self._given.get("AUTOMATION_DATABASE_URL") or _with_database(core, automation_name)
        if self.valkey is not None:
            return Urls(core=core, automation=automation, redis=self.valkey.url)
        given = self._given["REDIS_URL"].rstrip("/")
        redis_require(given)
        return Urls(core=core, automation=automation, redis=given)


def _port_again(port: int) -> int:
    return port if port and port_is_free(port) else 0


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def database_ensure(url: str) -> None:
    """Make the database of this URL when it is missing and the account may. Raises ServiceUnusable."""
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as connection:
            _version_require(connection)
            return
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise ServiceUnusable(f"PostgreSQL at {_without_password(url)}: {error}".strip()) from None
    name = urlsplit(url).path.lstrip("/")
    try:
        maintenance = _with_database(url, "postgres")
        with psycopg.connect(maintenance, connect_timeout=CONNECT_SECONDS, autocommit=True) as connection:
            _version_require(connection)
            connection.execute(sql.SQL("CREATE DATABASE {} ENCODING 'UTF8'").format(sql.Identifier(name)))
    except psycopg.Error as error:
        place = _without_password(url)
        raise ServiceUnusable(
            f"the database {name} is missing and could not be made at {place}: {error}"
        ) from None


def _version_require(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    version = connection.info.server_version // 10_000
    if version < OLDEST_POSTGRES:
        raise ServiceUnusable(f"PostgreSQL {OLDEST_POSTGRES} or newer is needed; this server is {version}")


def redis_require(url: str) -> None:
    """Check that a Redis or Valkey answers. Raises ServiceUnusable."""
    import redis  # a third of a second that only a server of somebody else's is worth

    client = redis.Redis.from_url(url, socket_timeout=CONNECT_SECONDS, socket_connect_timeout=CONNECT_SECONDS)
    try:
        client.ping()
    except redis.RedisError as error:
        raise ServiceUnusable(f"Redis at {_without_password(url)}: {error}") from None
    finally:
        client.close()


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
