"""The server, the migrations and the fleet that the goals are measured on."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

from tenancy.testing.postgres import Postgres
from tenancy.testing.servers import data_folder

MODULE = "benchmark_migrations"
TABLES = 25
STEPS = 20
HEAD = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = {dependencies}
    operations = [
{operations}
    ]
"""


class Stage:
    """A durable PostgreSQL of its own, a generated store app (25 tables, 20 migrations), a stock process.

    Entering starts all of it; leaving stops the server and deletes its data.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tenancy-benchmark-"))
        self._server = Postgres(data_folder().with_name(data_folder().name + "-bench"), is_durable=True)
        self._stock: subprocess.Popen[str] | None = None
        self._steps = 0

    def __enter__(self) -> Self:
        self._server.reset()
        url = self._server.start()
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("CREATE DATABASE benchmark")
            server.execute("CREATE DATABASE benchmark_small")
        self.url = url.rsplit("/", 1)[0]
        (self.folder / MODULE).mkdir()
        (self.folder / MODULE / "__init__.py").touch()
        for operations in _first_operations():
            self.release_write(operations)
        sys.path.insert(0, str(self.folder))
        os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        os.environ["BENCHMARK_MIGRATIONS"] = MODULE
        os.environ["BENCHMARK_DATABASE_URL"] = f"{self.url}/benchmark"
        os.environ["DJANGO_SETTINGS_MODULE"] = "tenancy.benchmarks.settings"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stock is not None:
            self._stock.kill()
            self._stock.wait()
        self._server.reset()

    def release_write(self, operations: list[str]) -> str:
        """Write the next migration of the store app; return its name."""
        before = [("shop", f"{self._steps:04}_step")] if self._steps else []
        self._steps += 1
        name = f"{self._steps:04}_step"
        lines = "\n".join(f"        {operation}," for operation in operations)
        text = HEAD.format(dependencies=before, operations=lines)
        (self.folder / MODULE / f"{name}.py").write_text(text)
        return name

    def stock(self, command: str) -> float:
        """Let the stock process carry out a command; return the milliseconds it took there."""
        if self._stock is None:
            self._stock = self._stock_start()
        assert self._stock.stdin is not None
        assert self._stock.stdout is not None
        self._stock.stdin.write(command + "\n")
        self._stock.stdin.flush()
        answer = self._stock.stdout.readline()
        if not answer:
            raise RuntimeError(f"the stock process died at {command!r}")
        return float(answer)

    def _stock_start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "tenancy.benchmarks.stock_worker"],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "tenancy.benchmarks.stock_settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def stock_restart(self) -> None:
        """End the stock process, so that the next one sees new migrations (as a deploy would)."""
        if self._stock is not None:
            self._stock.kill()
            self._stock.wait()
            self._stock = None

    def dump(self, schema: str, database: str = "benchmark") -> list[str]:
        """Return pg_dump of a schema without its name and the times in it."""
        return self._server.dump(schema, database)

    def connect(self, database: str = "benchmark") -> psycopg.Connection[Any]:
        """Return a plain autocommit connection."""
        return psycopg.connect(f"{self.url}/{database}", autocommit=True)


def _first_operations() -> list[list[str]]:
    """Return the operations of the first release: tables in fifteen steps, then five changes."""
    steps: list[list[str]] = [[] for _ in range(STEPS)]
    for number in range(TABLES):
        steps[number % (STEPS - 5)].append(_create_table(number))
    for number in range(5, 10):
        steps[STEPS - 10 + number] += [
            f"migrations.AddField('table{number}', 'later', models.IntegerField(default=0, db_index=True))",
            f"migrations.AddConstraint('table{number}', models.UniqueConstraint(fields=['name', 'later'],"
            f" name='table{number}_once'))",
        ]
    return steps


def _create_table(number: int) -> str:
    """Return a table's operation; all of them make the 25 tables, 89 indexes and 25 keys of the first prototype."""
    lines = [
        "('id', models.BigAutoField(primary_key=True))",
        "('name', models.CharField(max_length=80))",
        f"('code', models.CharField(max_length=80, unique={number < 12}))",
        "('amount', models.PositiveIntegerField(default=0))",
        "('body', models.TextField(blank=True, default=''))",
        "('created_at', models.DateTimeField(auto_now_add=True))",
    ]
    # A table may point at tables that an earlier step made.
    newest = number - (STEPS - 5)
    for back in range(3 if number >= 20 else 2 if newest >= 0 else 0):
        parent = max(0, newest - back)
        key = f"models.ForeignKey('shop.table{parent}', models.CASCADE, null=True, related_name='+')"
        lines.append(f"('parent{back}', {key})")
    index = f"models.Index(fields=['-created_at'], name='table{number}_new')" if number < 5 else ""
    sane = f"models.CheckConstraint(condition=models.Q(amount__lte=10**9), name='table{number}_sane')"
    options = f"{{'indexes': [{index}], 'constraints': [{sane}]}}"
    return f"migrations.CreateModel('Table{number}', fields=[{', '.join(lines)}], options={options})"
