"""The least price a margin allows: whole minor units, rounded up, so that the margin is never undercut."""

MAX_BASIS_POINTS = 9_500


def floor_minor(*, cost_minor: int, margin_basis_points: int) -> int:
    """Return the least price at which `(price - cost) / price` reaches the margin (10,000 = 100 %)."""
    if not 0 <= margin_basis_points <= MAX_BASIS_POINTS:
        raise ValueError(f"a margin is from 0 to {MAX_BASIS_POINTS} basis points")
    return -(-cost_minor * 10_000 // (10_000 - margin_basis_points))


def margin_basis_points_of(*, price_minor: int, cost_minor: int) -> int | None:
    """Return the margin of a price, rounded down; None at a price of 0."""
    return (price_minor - cost_minor) * 10_000 // price_minor if price_minor > 0 else None
