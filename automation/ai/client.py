"""The only door to Claude: one question, a JSON schema, a checked answer, a ledger entry. The model has no tools."""

import hashlib
import logging
import random
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from pydantic import BaseModel, ValidationError

from automation.ai.budget import budget_check
from automation.ai.credits import credit_claim
from automation.ai.models import AiCall
from automation.ai.prices import cost_micros, price_of
from automation.ai.schema import schema_of
from automation.ai.types import AiAnsweredBadly, AiAway, AiError, AiNotConnected, AiRefused, Answer, CallState
from automation.suppliers.breaker import CircuitBreaker
from automation.suppliers.catalogue import SupplierAway

if TYPE_CHECKING:
    from anthropic import Anthropic, APIStatusError

logger = logging.getLogger(__name__)

# For one question, second try included: a task's limits leave room for it (see imports.services.timebox).
MAX_SECONDS = 20.0
CONNECT_SECONDS = 3.0
TRIES = 2
# One for all stores: the key is the platform's.
CIRCUIT = "CLAUDE:platform"
SHORTEST_TRY_SECONDS = 4.0


@lru_cache(maxsize=4)
def _sdk(api_key: str, base_url: str) -> "Anthropic":
    # Imported late: the SDK costs seconds of CPU at import, and web processes never ask.
    import anthropic

    # The SDK's own retries would sleep for as long as Retry-After says, past every limit of a task.
    return anthropic.Anthropic(api_key=api_key, base_url=base_url or None, max_retries=0)


def ai_is_connected() -> bool:
    """Say whether a key is set."""
    return bool(settings.ANTHROPIC_API_KEY)


def ai_ask[Shape: BaseModel](
    *, purpose: str, subject: str, system: str, user: str, shape: type[Shape], max_tokens: int = 2000
) -> Answer[Shape]:
    """Ask once and return the answer as `shape`; every question sent is written to the ledger, also failed ones.

    Takes `MAX_SECONDS` at most, a second try after a short overload included. Raises AiNotConnected without a
    key or with a refused one, AiBudgetSpent, AiAway for timeouts, overload and network faults, AiRefused, and
    AiAnsweredBadly for cut-off answers and anything that does not fit the schema. A model that keeps failing is left
    alone for a while (AiAway at once).
    """
    if not ai_is_connected():
        raise AiNotConnected("no ANTHROPIC_API_KEY is set")
    budget_check(now=timezone.now())
    circuit = CircuitBreaker(CIRCUIT)
    _check_circuit(circuit)
    call = AiCall(purpose=purpose, subject=subject, model=settings.ANTHROPIC_MODEL, state=CallState.AWAY)
    call.prompt_hash = hashlib.sha256(f"{system}\0{user}".encode()).hexdigest()
    credit_claim(key=_credit_key(call))
    started = time.monotonic()
    try:
        message = _message(
            model=call.model,
            max_tokens=max_tokens,
            system=system,
            messages=[{"role": "user", "content": user}],
            output_config={"format": {"type": "json_schema", "schema": schema_of(shape)}},
        )
        _meter(call, message)
        return Answer(value=_read(message, shape), call_id=call.id, cost_micros=call.cost_micros)
    except AiError as error:
        call.state, call.error = error.state, str(error)[:300]
        raise
    finally:
        _tell_circuit(circuit, call)
        call.duration_ms = int((time.monotonic() - started) * 1000)
        call.save(force_insert=True)


def _check_circuit(circuit: CircuitBreaker) -> None:
    try:
        circuit.before_call()
    except SupplierAway as held:
        # Nothing was sent, so nothing stands in the ledger and no credit is taken.
        raise AiAway("it failed several times in a row and is left alone for a moment") from held


def _tell_circuit(circuit: CircuitBreaker, call: AiCall) -> None:
    if call.state == CallState.AWAY:
        circuit.failed()
    else:
        circuit.succeeded()


def _credit_key(call: AiCall) -> str:
    """Return the same key for a question and its tries while the model is away: they take one credit."""
    same = AiCall.objects.filter(purpose=call.purpose, subject=call.subject, prompt_hash=call.prompt_hash)
    answered = same.exclude(state=CallState.AWAY).count()
    text = f"{call.purpose}\0{call.subject}\0{call.prompt_hash}\0{answered}"
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _message(**asked: Any) -> Any:
    """Send the question; once more when the first failure passes quickly and time is left."""
    import anthropic

    client = _sdk(settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_BASE_URL)
    deadline = time.monotonic() + MAX_SECONDS
    for attempt in range(1, TRIES + 1):
        pause = random.uniform(0.3, 1.0)
        left = max(SHORTEST_TRY_SECONDS, deadline - time.monotonic())
        try:
            return client.messages.create(timeout=anthropic.Timeout(left, connect=CONNECT_SECONDS), **asked)
        except anthropic.APIStatusError as error:
            failure = _judged(error)
            pause = max(pause, _retry_after(error))
        except (anthropic.APIConnectionError, anthropic.APIResponseValidationError, ValueError) as error:
            failure = AiAway(type(error).__name__)
        in_time = time.monotonic() + pause + SHORTEST_TRY_SECONDS <= deadline
        if attempt == TRIES or not isinstance(failure, AiAway) or not in_time:
            raise failure
        time.sleep(pause)
    raise AssertionError("unreachable")


def _judged(error: "APIStatusError") -> AiError:
    """Return what the caller can do about an error answer."""
    said = f"{type(error).__name__} {error.status_code}"
    if error.status_code in {401, 403}:
        logger.error("Claude refused our key (%s); check ANTHROPIC_API_KEY", said)
        return AiNotConnected(said)
    if error.status_code in {400, 404, 413, 422}:
        logger.error("Claude did not take our question: %s", said)
        return AiAnsweredBadly(said)
    return AiAway(said)


def _retry_after(error: "APIStatusError") -> float:
    written = error.response.headers.get("retry-after", "")
    return float(written) if written.isascii() and written.isdigit() else 0.0


def _meter(call: AiCall, message: Any) -> None:
    usage = message.usage
    call.state = CallState.ANSWERED
    call.input_tokens, call.output_tokens = usage.input_tokens, usage.output_tokens
    call.cache_read_tokens = usage.cache_read_input_tokens or 0
    call.cache_write_tokens = usage.cache_creation_input_tokens or 0
    price = price_of(call.model, on=timezone.now().date())
    call.input_usd_per_million, call.output_usd_per_million = price.input_usd, price.output_usd
    call.cost_micros = cost_micros(
        price=price,
        input_tokens=call.input_tokens,
        output_tokens=call.output_tokens,
        cache_read=call.cache_read_tokens,
        cache_write=call.cache_write_tokens,
    )


def _read[Shape: BaseModel](message: Any, shape: type[Shape]) -> Shape:
    if message.stop_reason == "refusal":
        raise AiRefused("the model refused")
    if message.stop_reason == "max_tokens":
        raise AiAnsweredBadly("the answer was cut off")
    text = "".join(block.text for block in message.content if block.type == "text")
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        raise AiAnsweredBadly(f"the answer does not fit the schema ({error.error_count()} faults)") from error
