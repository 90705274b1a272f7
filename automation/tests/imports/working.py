"""What the tests of imports share: sources, and a worker's work done to the end."""

from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils import timezone

from automation.imports.models import ImportJob
from automation.imports.services import jobs
from automation.imports.services.making import item_make_next
from automation.imports.services.reading import job_read

USER = UUID(int=7)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
PAGE = """<html lang="en"><head><title>Oak Lamp</title><script type="application/ld+json">
{"@type": "Product", "name": "Oak Lamp", "sku": "OL-1", "brand": {"name": "Woodlight"},
 "description": "A lamp of solid oak. <img src=x onerror=alert(1)>", "image": ["https://cdn.example.com/oak.jpg"],
 "offers": {"price": "49.90", "priceCurrency": "EUR", "availability": "https://schema.org/InStock"}}
</script></head><body><h1>Oak Lamp</h1></body></html>"""
HEAD = (
    b"Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,"
    b"Variant Price,Variant Compare At Price,Image Src\n"
)
CSV = (
    HEAD
    + b"""mug,Mug,<p>Holds tea.</p><script>alert(1)</script>,Clay,Colour,Blue,M-B,12.00,15.00,https://cdn.example.com/mug.jpg
mug,,,,,Red,M-R,12.50,,
bowl,Bowl,<p>Deep.</p>,Clay,Title,Default Title,B-1,20,,
"""
)


def start_page(
    html: str = PAGE, url: str | None = "https://shop.example/oak-lamp", **options: Any
) -> ImportJob:
    return jobs.import_start_html(
        html=html, url=url, options={"rewrite": False} | options, user_id=USER, now=timezone.now()
    )


def start_csv(content: bytes = CSV, name: str = "p.csv") -> ImportJob:
    return jobs.import_start_csv(
        file=ContentFile(content, name),
        name=name,
        options={"rewrite": False},
        user_id=USER,
        now=timezone.now(),
    )


def work(job: ImportJob, store: Any, core: Any) -> ImportJob:
    """Do what the worker does, to the end."""
    job_read(job_id=job.pk, now=timezone.now())
    while item_make_next(job_id=job.pk, store=store, core=core, now=timezone.now()):
        pass
    jobs.job_settle(job_id=job.pk, now=timezone.now())
    job.refresh_from_db()
    return job


def products(core: Any, store: Any) -> list[Any]:
    return list(core.products.get(store.id, {}).values())


def number(at: int) -> str:
    """Return the address id of a supplier's product, as AliExpress numbers them."""
    return str(1005000000000000 + at)


def start(*references: str, **options: Any) -> ImportJob:
    """Start an import from a supplier without a rewrite."""
    return jobs.import_start_supplier(
        references=list(references),
        options={"rewrite": False} | options,
        user_id=USER,
        now=timezone.now(),
    )
