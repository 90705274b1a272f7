"""What owners are told about their plan, in plain words."""

from apps.accounts.mails import AccountMail

PAGE = "/settings/plan"
WORDS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "trial_ending": (
        "Your trial ends in three days",
        (
            "Choose a plan to go on selling without a break. What is left of the trial stays free.",
            "Without a plan your shop is paused when the trial ends. Nothing is deleted.",
        ),
        "Choose a plan",
    ),
    "trial_ended": (
        "Your shop is paused",
        (
            "The trial has ended, so your shop does not take orders now. Products, orders and customers are kept.",
            "Choose a plan and it opens again at once.",
        ),
        "Choose a plan",
    ),
    "payment_failed": (
        "Your payment did not go through",
        (
            "We could not charge your card. Everything goes on working for seven days while we try again.",
            "Please check the card, or pay the open invoice yourself.",
        ),
        "Settle the payment",
    ),
    "confirmation_needed": (
        "Your bank asks you to confirm a payment",
        ("The payment of your plan waits for your confirmation. It takes a minute on the invoice's page.",),
        "Confirm the payment",
    ),
    "limited": (
        "Your plan is limited",
        (
            "An invoice has been open for a week. Your shop goes on selling, but nothing new can be added.",
            "If it stays open for another week, your shop is closed until it is paid. Nothing is deleted.",
        ),
        "Pay the invoice",
    ),
    "suspended": (
        "Your shop is closed",
        (
            "An invoice has been open for two weeks, so your shop takes no orders. Everything in it is kept.",
            "It opens again the moment the invoice is paid.",
        ),
        "Pay the invoice",
    ),
    "restored": (
        "Thank you, everything is open again",
        ("The payment arrived. Your plan is active and your shop is open.",),
        "See your plan",
    ),
}


def notice_mail(kind: str) -> AccountMail:
    """Return the mail of a notice. Raises KeyError for an unknown kind."""
    title, paragraphs, button = WORDS[kind]
    return AccountMail(
        subject=title, title=title, preheader=paragraphs[0], paragraphs=paragraphs, button=button, path=PAGE
    )
