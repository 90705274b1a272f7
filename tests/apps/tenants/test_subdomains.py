"""B11, TEN-02: which names a shop may have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.tenants.subdomains import RESERVED, subdomain_check, subdomain_suggest
from apps.tenants.types import SubdomainRefused

LOOK_ALIKES = [
    "paypal", "paypa1", "pay-pal", "paypaI", "my-paypal-shop", "p4ypal", "str1pe", "stripe", "amazon-deals", "amaz0n",
    "app1e", "klarna", "k1arna", "shopify", "sh0pify", "admin-shop", "adm1n", "arnazon", "dropwright", "dr0pwright",
    "faceb00k", "lnstagram", "netfl1x", "rnicrosoft",
]  # fmt: skip
MALFORMED = [
    "", "a", "ab", "-abc", "abc-", "a" * 64, "ab_c", "a.b.c", "ab c", "äpfel", "xn--80ak6aa92e", "ab--cd", "раураl",
    "shop/../x", "%00shop", "shop;drop", "ｓｈｏｐ", "shop👍", "ab\u200bcd",
]  # fmt: skip
FINE = [
    "pineapple",
    "badminton-world",
    "meadow",
    "a1b",
    "lamp-shop-24",
    "visage",
    "revisable",
    "logins-r-us",
    "corn-er",
]


@pytest.mark.parametrize("label", [*LOOK_ALIKES, *MALFORMED, *sorted(RESERVED)])
def test_reserved_look_alike_and_malformed_names_are_refused(label: str) -> None:
    with pytest.raises(SubdomainRefused) as error:
        subdomain_check(label)
    assert error.value.fields
    assert error.value.fields["subdomain"][0].endswith(".")


@pytest.mark.parametrize("label", FINE)
def test_honest_names_are_taken(label: str) -> None:
    assert subdomain_check(label) == label


def test_case_and_surrounding_space_do_not_matter() -> None:
    assert subdomain_check("  Meadow ") == "meadow"


@given(st.text(max_size=80))
def test_any_name_of_a_store_gives_a_valid_suggestion(name: str) -> None:
    label = subdomain_suggest(name)

    assert subdomain_check(label) == label
