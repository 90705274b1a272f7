"""Django database engine: `ENGINE = "tenancy.postgresql"`."""
