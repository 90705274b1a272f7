"""A bucket at the S3 stand-in behind the default storage: its files, and its failures on demand."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import BaseWSGIServer

from sandbox import faults
from sandbox.database import Database
from sandbox.s3 import s3_serve

NAME = "media"
ACCESS = {"access_key": "test", "secret_key": "test"}


@dataclass
class Bucket:
    """What lies in it, seen past the product's own storage."""

    url: str
    client: Any
    database: Database

    def stored(self) -> list[str]:
        """Every key, in order. Works while no failure is on."""
        return [item["Key"] for item in self.client.list_objects_v2(Bucket=NAME).get("Contents", [])]

    def break_down(self, **fault: Any) -> None:
        """Let every call fail until `mend`: kind, status, seconds, path, method."""
        with self.database.transaction() as connection:
            faults.fault_add(connection, "s3", faults.fault_from(fault), None)

    def mend(self) -> None:
        with self.database.transaction() as connection:
            connection.execute("DELETE FROM faults")


@pytest.fixture(scope="session")
def _s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BaseWSGIServer, Database]]:
    path: Path = tmp_path_factory.mktemp("s3") / "s3.sqlite3"
    database = Database(path, [faults.SCHEMA])
    server = s3_serve(host="127.0.0.1", port=0, database=database)
    yield server, database
    server.shutdown()


@pytest.fixture
def bucket(_s3: tuple[BaseWSGIServer, Database], settings: Any) -> Iterator[Bucket]:
    """Empty and in order; the default storage keeps its files there."""
    import boto3

    server, database = _s3
    url = f"http://127.0.0.1:{server.port}"
    client = boto3.client(
        "s3",
        endpoint_url=url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        region_name="us-east-1",
    )
    made = Bucket(url, client, database)
    made.mend()
    client.create_bucket(Bucket=NAME)
    for key in made.stored():
        client.delete_object(Bucket=NAME, Key=key)
    settings.STORAGES = settings.STORAGES | {"default": storage_at(url)}
    yield made
    made.mend()


def storage_at(url: str) -> dict[str, Any]:
    """Return the storage of `config.settings.parts.storage` at that address."""
    options = {
        "bucket_name": NAME,
        "endpoint_url": url,
        "region_name": "us-east-1",
        "addressing_style": "path",
        "signature_version": "s3v4",
        "querystring_auth": False,
        "file_overwrite": False,
    }
    return {"BACKEND": "tenancy.storage.StoreS3Storage", "OPTIONS": options | ACCESS}
