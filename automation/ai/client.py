"""The only door to Claude: one question, a JSON schema, a checked answer, a ledger entry. The model has no tools."""

import logging
import time
from functools import lru_cache
from typing import Any

from django.conf import settings
from pydantic import BaseModel, ValidationError

from automation.ai.models import AiCall
from automation.ai.prices import cost_micros, price_of
from automation.ai.types import AiAnsweredBadly, AiAway, AiNotConnected, Answer, CallState

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 25.0
RETRIES = 1


@lru_cache(maxsize=4)
def _sdk(api_key: str, base_url: str) -> Any:
    # Imported late: the SDK costs seconds of CPU at import, and web processes never ask.
    import anthropic

    address = {"base_url": base_url} if base_url else {}
    return anthropic.Anthropic(api_key=api_key, timeout=TIMEOUT_SECONDS, max_retries=RETRIES, **address)


def ai_is_connected() -> bool:
    """Say whether a key is set."""
    return bool(settings.ANTHROPIC_API_KEY)


def ai_ask[Shape: BaseModel](
    *, purpose: str, subject: str, system: str, user: str, shape: type[Shape], max_tokens: int = 2000
) -> Answer[Shape]:
    """Ask once and return the answer as `shape`; every call is written to the ledger, also failed ones.

    Raises AiNotConnected without a key, AiAway for timeouts, overload and network faults (after one retry by
    the SDK), AiAnsweredBadly for refusals, cut-off answers and anything that does not fit the schema.
    """
    if not ai_is_connected():
        raise AiNotConnected("no ANTHROPIC_API_KEY is set")
    import anthropic

    client = _sdk(settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_BASE_URL)
    call = AiCall(purpose=purpose, subject=subject, model=settings.ANTHROPIC_MODEL, state=CallState.AWAY)
    started = time.monotonic()
    try:
        message = client.messages.create(
            model=settings.ANTHROPIC_MODEL,
            max_tokens=max_tokens,
            system=system,
            messages=[{"role": "user", "content": user}],
            output_config={"format": {"type": "json_schema", "schema": _schema(shape)}},
        )
        _meter(call, message)
        return Answer(value=_read(message, shape), call_id=call.id, cost_micros=call.cost_micros)
    except AiAnsweredBadly as error:
        call.state = CallState.REFUSED if "refused" in str(error) else CallState.INVALID
        call.error = str(error)[:300]
        raise
    except anthropic.APIStatusError as error:
        call.error = f"{type(error).__name__} {error.status_code}"
        if error.status_code in {400, 404, 413, 422}:
            call.state = CallState.INVALID
            raise AiAnsweredBadly(call.error) from error
        raise AiAway(call.error) from error
    except (anthropic.APIConnectionError, anthropic.APIResponseValidationError, ValueError) as error:
        call.error = type(error).__name__
        raise AiAway(call.error) from error
    finally:
        call.duration_ms = int((time.monotonic() - started) * 1000)
        call.save(force_insert=True)


def _schema(shape: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema without bounds the API does not take; pydantic checks those afterwards."""

    def strip(node: Any) -> Any:
        if isinstance(node, dict):
            dropped = {"maxLength", "minLength", "maxItems", "minItems", "title", "default", "pattern"}
            kept = {
                key: {name: strip(value) for name, value in node[key].items()}
                if key == "properties"
                else strip(node[key])
                for key in node
                if key not in dropped
            }
            if kept.get("type") == "object":
                kept["additionalProperties"] = False
            return kept
        return [strip(item) for item in node] if isinstance(node, list) else node

    return dict(strip(shape.model_json_schema()))


def _meter(call: AiCall, message: Any) -> None:
    usage = message.usage
    call.state = CallState.ANSWERED
    call.input_tokens, call.output_tokens = usage.input_tokens, usage.output_tokens
    call.cache_read_tokens = usage.cache_read_input_tokens or 0
    call.cache_write_tokens = usage.cache_creation_input_tokens or 0
    price = price_of(call.model)
    call.input_usd_per_million, call.output_usd_per_million = price.input_usd, price.output_usd
    call.cost_micros = cost_micros(
        model=call.model,
        input_tokens=call.input_tokens,
        output_tokens=call.output_tokens,
        cache_read=call.cache_read_tokens,
        cache_write=call.cache_write_tokens,
    )


def _read[Shape: BaseModel](message: Any, shape: type[Shape]) -> Shape:
    if message.stop_reason == "refusal":
        raise AiAnsweredBadly("the model refused")
    if message.stop_reason == "max_tokens":
        raise AiAnsweredBadly("the answer was cut off")
    text = "".join(block.text for block in message.content if block.type == "text")
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        raise AiAnsweredBadly(f"the answer does not fit the schema ({error.error_count()} faults)") from error
