"""Cache keys and files: rows A4, B1, B2, B6 and leaks L4, L18, L19 of reliability.md."""

import asyncio
from pathlib import Path

import pytest
import redis
from django.core.cache import caches
from django.core.exceptions import SuspiciousFileOperation, SuspiciousOperation, SynchronousOnlyOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tenancy.context import store_context
from tenancy.storage import StoreFileSystemStorage
from tenancy.types import NoStore


@pytest.fixture
def cache(settings):
    caches["default"].close()
    with redis.Redis.from_url(settings.CACHES["default"]["LOCATION"]) as client:
        client.flushdb()
        yield client


@pytest.fixture
def s3():
    pytest.importorskip("storages")
    from tenancy.storage import StoreS3Storage

    return StoreS3Storage(bucket_name="shop-files", location="media", access_key="x", secret_key="y")


@pytest.mark.django_db
def test_b01_a_store_reads_only_its_own_entries(store_schemas, cache):
    first, second = store_schemas
    with store_context(first):
        caches["default"].set("cart:1", "of first")
    with store_context(second):
        assert caches["default"].get("cart:1") is None
    assert [key.decode() for key in cache.scan_iter()] == [f"{first}::1:cart:1"]


@pytest.mark.django_db
def test_b01_no_store_no_key(store_schemas, cache):
    with pytest.raises(NoStore):
        caches["default"].set("cart:1", "x")
    with pytest.raises(NoStore):
        caches["default"].get("cart:1")
    caches["shared"].set("cart:1", "everyone's")
    assert [key.decode() for key in cache.scan_iter()] == ["shared::1:cart:1"]
    with store_context(store_schemas[0]):
        assert caches["default"].get("cart:1") is None
        assert caches["shared"].get("cart:1") == "everyone's"


@pytest.mark.django_db
def test_b02_nobody_empties_the_cache_of_all(store_schemas, cache):
    with store_context(store_schemas[0]):
        caches["default"].set("x", 1)
        for alias in ("default", "shared"):
            with pytest.raises(NotImplementedError):
                caches[alias].clear()
        assert caches["default"].get("x") == 1


@pytest.mark.django_db
def test_a04_async_code_gets_an_error_not_the_keys_of_public(store_schemas, cache):
    async def attempt():
        for use in (lambda: caches["default"].get("x"), lambda: default_storage.url("x.png")):
            with pytest.raises(SynchronousOnlyOperation):
                use()

    asyncio.run(attempt())


@pytest.mark.django_db
def test_b06_equal_names_are_different_files(store_schemas, settings):
    names = {}
    for schema in store_schemas:
        with store_context(schema):
            names[schema] = default_storage.save("logo.txt", ContentFile(schema.encode()))
            assert default_storage.url("logo.txt") == f"/media/{schema}/logo.txt"
            assert Path(default_storage.path("logo.txt")) == Path(settings.MEDIA_ROOT) / schema / "logo.txt"
    assert set(names.values()) == {"logo.txt"}
    for schema in store_schemas:
        with store_context(schema):
            assert default_storage.open("logo.txt").read() == schema.encode()
            default_storage.delete("logo.txt")


@pytest.mark.django_db
def test_b06_no_way_into_another_store(store_schemas):
    first, second = store_schemas
    with store_context(second):
        name = default_storage.save("secret.txt", ContentFile(b"x"))
    with store_context(first):
        for path in (f"../{second}/{name}", f"/{second}/{name}", "../../etc/passwd"):
            with pytest.raises(SuspiciousFileOperation):
                default_storage.open(path)
    with pytest.raises(NoStore):
        default_storage.exists("secret.txt")
    with pytest.raises(NoStore):
        default_storage.url("secret.txt")
    with store_context(second):
        default_storage.delete(name)


@pytest.mark.django_db
def test_b06_l19_a_location_of_its_own_still_has_the_store_in_it(store_schemas, tmp_path):
    storage = StoreFileSystemStorage(location=tmp_path, base_url="https://files.example/")
    with store_context(store_schemas[0]):
        storage.save("a.txt", ContentFile(b"x"))
        assert storage.url("a.txt") == f"https://files.example/{store_schemas[0]}/a.txt"
    assert (tmp_path / store_schemas[0] / "a.txt").read_bytes() == b"x"


@pytest.mark.django_db
def test_b06_s3_keys_are_computed_per_call(store_schemas, s3):
    first, second = store_schemas
    for schema in (first, second, first):
        with store_context(schema):
            assert s3._normalize_name("logo.png") == f"media/{schema}/logo.png"
            with pytest.raises(SuspiciousOperation):
                s3._normalize_name(f"../{second if schema == first else first}/logo.png")
    with pytest.raises(NoStore):
        s3._normalize_name("logo.png")
