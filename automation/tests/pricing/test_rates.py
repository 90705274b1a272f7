"""Exchange rates: whose, when, and what is done without one. PRC-01."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from automation.pricing.models import ExchangeRate
from automation.pricing.rate_feed import DayRates, RatesAway, rates_read
from automation.pricing.selectors import rates_known
from automation.pricing.services import rates
from automation.pricing.types import RateUnknown

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 21, 12, tzinfo=UTC)
FILE = """<?xml version="1.0"?><Envelope><Cube><Cube time='2026-08-20'>
<Cube currency='USD' rate='1.25'/><Cube currency='JPY' rate='170'/><Cube currency='HUF' rate='0'/>
</Cube></Cube></Envelope>"""


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the bank answers next; an exception is raised."""
    answers: list[Any] = [rates_read(text=FILE)]

    def fetch() -> DayRates:
        if isinstance(answers[0], Exception):
            raise answers[0]
        return answers[0]

    monkeypatch.setattr(rates, "rates_fetch", fetch)
    return answers


def test_the_banks_file_is_read_and_rubbish_is_refused() -> None:
    read = rates_read(text=FILE)

    assert read.on == date(2026, 8, 20)
    assert read.between(base="USD", quote="EUR") == Decimal("0.8")
    assert read.between(base="USD", quote="JPY") == Decimal(136)
    assert read.between(base="HUF", quote="EUR") is None
    for text in ("", "<html>", "<Cube time='2026-99-99'><Cube currency='USD' rate='1'/>"):
        with pytest.raises(RatesAway):
            rates_read(text=text)


def test_prc_01_rate_provider_and_day_are_kept(in_store: Any, bank: list[Any]) -> None:
    used = rates.rate_get(base="USD", quote="EUR", now=NOW)

    assert (used.rate, used.provider, used.valid_on) == (Decimal("0.8"), "ECB", date(2026, 8, 20))
    row = ExchangeRate.objects.get()
    assert (row.base, row.quote, row.fetched_at) == ("USD", "EUR", NOW)


def test_a_bank_that_is_away_is_done_without_for_a_week(in_store: Any, bank: list[Any]) -> None:
    rates.rate_get(base="USD", quote="EUR", now=NOW)
    bank[0] = RatesAway("away")

    assert rates.rate_get(base="USD", quote="EUR", now=NOW + timedelta(days=6)).rate == Decimal("0.8")
    with pytest.raises(RateUnknown):
        rates.rate_get(base="USD", quote="EUR", now=NOW + timedelta(days=8))
    with pytest.raises(RateUnknown):
        rates.rate_get(base="GBP", quote="EUR", now=NOW)


def test_the_merchants_own_rate_comes_first_until_it_is_taken_away(in_store: Any, bank: list[Any]) -> None:
    rates.rate_set(base="USD", quote="EUR", rate=Decimal("0.95"), now=NOW)
    assert rates.rate_get(base="USD", quote="EUR", now=NOW).provider == "MERCHANT"

    rates.rate_set(base="USD", quote="EUR", rate=None, now=NOW)
    assert rates.rate_get(base="USD", quote="EUR", now=NOW).provider == "ECB"
    assert rates.rate_get(base="EUR", quote="EUR", now=NOW).rate == Decimal(1)


def test_prc_01_the_rates_used_are_listed_with_their_age_and_the_own_one_first(
    in_store: Any, bank: list[Any]
) -> None:
    rates.rate_get(base="USD", quote="EUR", now=NOW)
    rates.rate_get(base="JPY", quote="EUR", now=NOW)
    rates.rate_set(base="USD", quote="EUR", rate=Decimal("0.9"), now=NOW)

    def listed(now: datetime) -> list[tuple[str, str, bool, bool]]:
        return [
            (known.row.base, known.row.provider, known.is_used, known.is_too_old)
            for known in rates_known(now=now)
        ]

    assert listed(NOW) == [
        ("JPY", "ECB", True, False),
        ("USD", "ECB", False, False),
        ("USD", "MERCHANT", True, False),
    ]
    assert listed(NOW + timedelta(days=8)) == [
        ("JPY", "ECB", False, True),
        ("USD", "ECB", False, True),
        ("USD", "MERCHANT", True, False),
    ]


def test_prc_01_an_own_rate_is_set_and_taken_away_over_the_wire(
    owner_client: Any, viewer_client: Any, store: Any
) -> None:
    url = f"/api/v1/automation/stores/{store.id}/pricing/rates"
    own = {"base": "USD", "rate": "0.91"}
    assert viewer_client.put(url, own, format="json").status_code == 403

    (row,) = owner_client.put(url, own, format="json").json()["data"]

    assert (row["base"], row["quote"], row["rate"], row["is_used"]) == ("USD", "EUR", "0.91", True)
    assert owner_client.put(url, own | {"rate": None}, format="json").json()["data"] == []
    assert owner_client.put(url, own | {"base": "EUR"}, format="json").status_code == 400
    assert owner_client.put(url, own | {"rate": "0"}, format="json").status_code == 400
