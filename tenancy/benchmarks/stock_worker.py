"""A process of the stock side: reads `create NAME`, `migrate NAME`, `shared`, `size`; prints milliseconds."""

import sys
import time

import django


def main() -> None:
    """Answer commands on standard input until it closes."""
    django.setup()
    from django.core.management import call_command

    from tenancy.benchmarks.stock_platform.models import StockDomain, StockShop

    for line in sys.stdin:
        verb, _, name = line.strip().partition(" ")
        start = time.perf_counter()
        if verb == "shared":
            call_command("migrate_schemas", "--shared", verbosity=0, interactive=False)
        elif verb == "create":
            shop = StockShop(schema_name=name)
            shop.save(verbosity=0)
            StockDomain.objects.create(tenant=shop, domain=f"{name}.stock.example")
        elif verb == "migrate":
            call_command("migrate_schemas", schema_name=name, verbosity=0, interactive=False)
        sys.stdout.write(f"{(time.perf_counter() - start) * 1000}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
