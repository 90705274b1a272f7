"""Phone numbers as suppliers want them: the country's code apart, the rest digits only."""

import re

# ITU-T E.164 country codes of the countries shops here send to most.
CALLING_CODES = {
    "AE": "971", "AR": "54", "AT": "43", "AU": "61", "BE": "32", "BG": "359", "BR": "55", "CA": "1",
    "CH": "41", "CL": "56", "CN": "86", "CO": "57", "CY": "357", "CZ": "420", "DE": "49", "DK": "45",
    "EE": "372", "ES": "34", "FI": "358", "FR": "33", "GB": "44", "GR": "30", "HK": "852", "HR": "385",
    "HU": "36", "ID": "62", "IE": "353", "IL": "972", "IN": "91", "IS": "354", "IT": "39", "JP": "81",
    "KR": "82", "LT": "370", "LU": "352", "LV": "371", "MT": "356", "MX": "52", "MY": "60", "NL": "31",
    "NO": "47", "NZ": "64", "PE": "51", "PH": "63", "PL": "48", "PT": "351", "RO": "40", "RS": "381",
    "SA": "966", "SE": "46", "SG": "65", "SI": "386", "SK": "421", "TH": "66", "TR": "90", "UA": "380",
    "US": "1", "VN": "84", "ZA": "27",
}  # fmt: skip


def phone_split(text: str, *, country: str) -> tuple[str, str]:
    """Return ("+49", "301234567") of "+49 (0)30 1234-567"; the code is "" for a country that is not known."""
    code = CALLING_CODES.get(country, "")
    written = text.replace("(0)", "")
    digits = re.sub(r"\D", "", written)
    is_international = written.strip().startswith(("+", "00"))
    if is_international:
        digits = digits.removeprefix("00")
        if code and digits.startswith(code):
            digits = digits[len(code) :]
    elif country not in {"IT", "US", "CA"}:
        digits = digits.removeprefix("0")
    return (f"+{code}" if code else ""), digits
