"""Goals 1, 2, 3, 7 and 8 as ratios against stock django-tenants: `python -m tenancy.benchmarks [--quick]`."""
