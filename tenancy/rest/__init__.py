"""API conventions both services share: envelope, errors, paging, idempotency, OpenAPI (ADR 0001)."""
