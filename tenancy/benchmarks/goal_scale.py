"""Goal 7: what a request costs does not depend on how many stores there are."""

from collections import defaultdict
from pathlib import Path

from tenancy.benchmarks.measure import Figure, median
from tenancy.benchmarks.requests import Engine, serve
from tenancy.benchmarks.stage import Stage
from tenancy.postgresql.pool import MAX_STORES_PER_CONNECTION, pool_options

OURS = "tenancy.postgresql"
HOT = 10
CLIENTS = 4


def _private_megabytes(stage: Stage, application: str) -> float:
    """Return the largest private memory of the backends that serve `application`, in MB (Linux)."""
    with stage.connect() as raw:
        rows = raw.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", [application])
        pids = [pid for (pid,) in rows]
    sizes = [0.0]
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        sizes.append(sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024)
    return max(sizes)


def measure(stage: Stage, fleet: list[str], small: list[str], requests: int) -> list[Figure]:
    """Serve ten hot stores of a small and of the large database, then every store of the large one in turn."""
    options = pool_options(max_size=CLIENTS, min_size=CLIENTS, timeout=60)
    big = Engine(OURS, f"{stage.url}/benchmark", "scale_big", **options)
    few = Engine(OURS, f"{stage.url}/benchmark_small", "scale_few", **options)
    rates: dict[str, list[float]] = defaultdict(list)
    memory = []
    try:
        for number in range(4):
            outcomes = {
                "few": serve(few, lambda n: small[n % HOT], clients=CLIENTS, requests=requests),
                "hot": serve(big, lambda n: fleet[n % HOT], clients=CLIENTS, requests=requests),
                "all": serve(
                    big, lambda n: fleet[n % len(fleet)], clients=CLIENTS, requests=max(requests, len(fleet))
                ),
            }
            memory.append(_private_megabytes(stage, "scale_big"))
            for name, (outcome, rate) in outcomes.items():
                if set(outcome) != {"ok"}:
                    raise RuntimeError(f"{name}: {outcome}")
                if number:  # the first round warms up
                    rates[name].append(rate)
    finally:
        big.close()
        few.close()
    base, hot, every = (median(rates[name]) for name in ("few", "hot", "all"))
    sizes = f"{len(fleet)} stores against {len(small)}, {requests} requests of 10 queries x 3"
    return [
        Figure(7, f"{HOT} hot stores among many / among few", hot / base, at_least=0.9, detail=sizes),
        Figure(7, "every store in turn / hot stores among few", every / base, at_least=0.5, detail=sizes),
        Figure(
            7,
            "largest private memory of a backend, MB",
            max(memory),
            at_most=128,
            detail=f"recycled after {MAX_STORES_PER_CONNECTION} stores",
        ),
    ]
