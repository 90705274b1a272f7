"""Goal 2: a migration run with nothing to do is one query, however many stores there are."""

from tenancy.benchmarks.measure import Figure, median, milliseconds
from tenancy.benchmarks.platform.models import Shop
from tenancy.benchmarks.stage import Stage
from tenancy.fingerprints import store_fingerprint
from tenancy.migrator import migrate
from tenancy.names import new_schema_name

STOCK_TENANTS = 5


def _run() -> None:
    report = migrate(verbosity=0)
    if report.results or not report.is_ok:
        raise RuntimeError(f"not a run without work: {report}")


def _rows(count: int) -> list[str]:
    names = [new_schema_name() for _ in range(count)]
    fingerprint = store_fingerprint()
    Shop.objects.bulk_create(Shop(schema_name=name, schema_fingerprint=fingerprint) for name in names)
    return names


def measure(stage: Stage, rounds: int) -> list[Figure]:
    """Time ours over 100 and 1000 rows, and stock over five tenants, interleaved."""
    tenants = [new_schema_name() for _ in range(STOCK_TENANTS)]
    for tenant in tenants:
        stage.stock(f"create {tenant}")
    kept = list(Shop.objects.values_list("schema_name", "schema_fingerprint"))
    Shop.objects.all().delete()
    _rows(100)
    migrate(verbosity=0)
    hundred, thousand, stock = [], [], []
    for _ in range(max(rounds, 3)):
        hundred += [milliseconds(_run) for _ in range(3)]
        more = _rows(900)
        thousand += [milliseconds(_run) for _ in range(3)]
        Shop.objects.filter(schema_name__in=more).delete()
        stock += [stage.stock(f"migrate {tenant}") for tenant in tenants]
    Shop.objects.all().delete()
    Shop.objects.bulk_create(Shop(schema_name=name, schema_fingerprint=mark) for name, mark in kept)
    ours, each = median(thousand), median(stock)
    return [
        Figure(
            2,
            "no-op of 1000 / stock x 1000",
            ours / (each * 1000),
            at_most=0.001,
            detail=f"{ours:.1f} ms in all; stock {each:.0f} ms a tenant, {STOCK_TENANTS} tenants x {max(rounds, 3)}",
        ),
        Figure(
            2,
            "no-op of 1000 / of 100",
            ours / median(hundred),
            at_most=1.5,
            detail=f"{ours:.1f} ms / {median(hundred):.1f} ms",
        ),
    ]
