"""What owners are told about their payout account."""

from apps.accounts.mails import AccountMail


def payouts_lost(*, store_name: str) -> AccountMail:
    """Return the mail that says that a shop's checkout is closed."""
    return AccountMail(
        subject=f"{store_name} cannot take payments",
        title="Your shop cannot take payments",
        preheader="The checkout is closed until the payment account is in order again.",
        paragraphs=(
            f"The Stripe account of {store_name} may not take cards at the moment, so its checkout is closed.",
            "Shoppers are told so, keep their carts, and nothing is ordered or charged. Usually Stripe needs "
            "a document or an answer from you.",
        ),
        button="See what is needed",
        path="/settings/payouts",
    )
