"""Stripe's error envelope."""

from sandbox.database import Json


class StripeError(Exception):
    """An error as the API answers it: status code plus the fields of `error`."""

    def __init__(
        self, status: int, message: str, *, type_: str = "invalid_request_error", **fields: object
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"error": {"message": message, "type": type_, **fields}}


def missing_param(path: str) -> StripeError:
    """Build the answer for a required parameter that was not sent."""
    return StripeError(400, f"Missing required param: {path}.", code="parameter_missing", param=path)


def invalid_param(path: str, message: str, code: str | None = None) -> StripeError:
    """Build the answer for a parameter whose value cannot be used."""
    fields = {"code": code} if code else {}
    return StripeError(400, message, param=path, **fields)


def unsupported_param(path: str) -> StripeError:
    """Build the stand-in's own refusal of a real parameter that it does not act on."""
    return StripeError(
        400,
        f"The sandbox does not implement the parameter {path}; real Stripe does.",
        code="sandbox_unsupported",
        param=path,
    )


def resource_missing(kind: str, object_id: str, param: str = "id") -> StripeError:
    """Build the 404 (the same for another account's object as for none)."""
    return StripeError(404, f"No such {kind}: '{object_id}'", code="resource_missing", param=param)
