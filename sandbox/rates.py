"""The European Central Bank's daily reference rates, in the form of its own file."""

from datetime import UTC, datetime

from flask import Blueprint, Response

blueprint = Blueprint("ecb", __name__)
PER_EURO = {
    "USD": "1.1650", "JPY": "172.10", "GBP": "0.8650", "CHF": "0.9390", "CNY": "8.3600", "SEK": "11.1500",
    "NOK": "11.8600", "DKK": "7.4640", "PLN": "4.2600", "CZK": "24.5100", "HUF": "395.80", "AUD": "1.7950",
    "CAD": "1.6120", "NZD": "1.9900", "KRW": "1624.00", "HKD": "9.1050", "SGD": "1.4950", "INR": "102.10",
    "BRL": "6.3200", "MXN": "21.8400", "TRY": "47.6500", "ZAR": "20.6300",
}  # fmt: skip


@blueprint.get("/ecb/eurofxref-daily.xml")
def daily() -> Response:
    """Answer with today's file."""
    rows = "\n".join(f"\t\t\t<Cube currency='{code}' rate='{rate}'/>" for code, rate in PER_EURO.items())
    day = datetime.now(UTC).date().isoformat()
    body = f"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
\t<gesmes:subject>Reference rates</gesmes:subject>
\t<gesmes:Sender>
\t\t<gesmes:name>European Central Bank</gesmes:name>
\t</gesmes:Sender>
\t<Cube>
\t\t<Cube time='{day}'>
{rows}
\t\t</Cube>
\t</Cube>
</gesmes:Envelope>
"""
    return Response(body, mimetype="text/xml")
