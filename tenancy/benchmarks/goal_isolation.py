"""Goal 8: no wrong answer under pressure, where the stock engine gives some."""

from collections import Counter

from tenancy.benchmarks.measure import Figure, median
from tenancy.benchmarks.requests import Engine, StumblingCursor, cancel_storm, serve
from tenancy.benchmarks.stage import Stage
from tenancy.postgresql.pool import pool_options

OURS = "tenancy.postgresql"
STOCK = "django_tenants.postgresql_backend"
CLIENTS = 32
CONNECTIONS = 4


def measure(stage: Stage, fleet: list[str], checks: int) -> list[Figure]:
    """32 clients on 4 connections: with a cancel storm, with failing path changes, and undisturbed."""
    url = f"{stage.url}/benchmark"
    few = pool_options(max_size=CONNECTIONS, min_size=CONNECTIONS, timeout=60)
    stores = fleet[:8]

    storm = Engine(OURS, url, "isolation_storm", **few)
    with cancel_storm(url, "isolation_storm"):
        under_storm, _ = serve(storm, lambda n: stores[n % 8], clients=CLIENTS, requests=checks // 2)
    storm.close()
    ours = _stumbling(OURS, url, stores, checks // 2, **few)
    stock = _stumbling(STOCK, url, stores, checks // 4, pool={"min_size": 4, "max_size": 4, "timeout": 60})
    total = under_storm + ours

    pooled = Engine(OURS, url, "isolation_pooled", **few)
    direct = Engine(OURS, url, "isolation_direct")
    rates: dict[str, list[float]] = {"pooled": [], "direct": []}
    for number in range(4):
        for name, engine in (("pooled", pooled), ("direct", direct)):
            outcome, rate = serve(engine, lambda n: stores[n % 8], clients=CLIENTS, requests=checks // 8)
            total += outcome
            if number:
                rates[name].append(rate)
    pooled.close()
    direct.close()
    return [
        Figure(8, "wrong answers, ours", total["wrong"], at_most=0, detail=str(dict(total))),
        Figure(
            8,
            "checks",
            total.total(),
            at_least=10_000,
            detail=f"{CLIENTS} clients on {CONNECTIONS} connections",
        ),
        Figure(
            8,
            "failed statements (the faults were real)",
            total["raised"],
            at_least=50,
            detail=str(dict(under_storm)),
        ),
        Figure(
            8, "wrong answers, stock engine, same test", stock["wrong"], at_least=1, detail=str(dict(stock))
        ),
        Figure(
            8,
            "4 pooled / 32 direct connections, requests a second",
            median(rates["pooled"]) / median(rates["direct"]),
            at_least=0.9,
            detail=f"{median(rates['pooled']):.0f} / {median(rates['direct']):.0f}",
        ),
    ]


def _stumbling(engine_name: str, url: str, stores: list[str], checks: int, **options: object) -> Counter[str]:
    engine = Engine(engine_name, url, f"stumble_{engine_name[:6]}", cursor_factory=StumblingCursor, **options)
    try:
        return serve(engine, lambda n: stores[n % 8], clients=CLIENTS, requests=checks)[0]
    finally:
        engine.close()
