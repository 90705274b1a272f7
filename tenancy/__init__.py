"""Stores as PostgreSQL schemas: the library both services stand on. It knows neither of them."""
