"""Two-factor sign-in: an authenticator app (TOTP), recovery codes, and the challenge between the two steps."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

import pyotp
import segno
from django.db import transaction
from django.db.models import F

from apps.accounts import events
from apps.accounts.hashes import secret_hash
from apps.accounts.models import LoginChallenge, RecoveryCode, TwoFactor, User
from apps.accounts.selectors import two_factor_is_on, two_factor_required_for
from apps.accounts.services.trail import person_record
from apps.accounts.types import (
    ChallengeInvalid,
    CodeWrong,
    PasswordWrong,
    SecondFactorWrong,
    TwoFactorIsOff,
    TwoFactorIsOn,
    TwoFactorKept,
)
from apps.outbox.services import event_publish

ISSUER = "Dropwright"
STEP_SECONDS = 30
RECOVERY_CODES = 10
CHALLENGE_LIFETIME = timedelta(minutes=5)
CHALLENGE_TRIES = 5
# No 0, 1, i, l, o: read from paper, typed on a phone.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs: the secret as text, its address, and a picture of that."""

    secret: str
    uri: str
    qr_svg: str


@transaction.atomic
def two_factor_begin(*, user: User, now: datetime) -> Enrolment:
    """Make a new secret; nothing is protected by it until `two_factor_confirm`. Raises TwoFactorIsOn."""
    row = TwoFactor.objects.select_for_update().filter(user=user).first()
    if row is not None and row.confirmed_at is not None:
        raise TwoFactorIsOn
    secret = pyotp.random_base32()
    TwoFactor.objects.update_or_create(
        user=user, defaults={"secret": secret, "last_step": 0, "created_at": now, "confirmed_at": None}
    )
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=ISSUER)
    return Enrolment(secret=secret, uri=uri, qr_svg=_picture(uri))


def _picture(uri: str) -> str:
    """Return a QR code as an SVG that stands alone (with its namespace), black on white."""
    out = BytesIO()
    code = segno.make(uri, error="m")
    code.save(out, kind="svg", scale=4, border=2, dark="#000", light="#fff", xmldecl=False, nl=False)
    return out.getvalue().decode()


@transaction.atomic
def two_factor_confirm(*, user: User, code: str, now: datetime) -> list[str]:
    """Turn the second factor on, proved by one code; returns ten recovery codes, shown this once.

    Raises TwoFactorIsOn, TwoFactorIsOff (nothing begun) and CodeWrong.
    """
    row = TwoFactor.objects.select_for_update().filter(user=user).first()
    if row is None:
        raise TwoFactorIsOff
    if row.confirmed_at is not None:
        raise TwoFactorIsOn
    if not _step_use(user=user, code=code, now=now):
        raise CodeWrong
    TwoFactor.objects.filter(user=user).update(confirmed_at=now)
    event_publish(event=events.TwoFactorEnabled(user_id=user.pk), store_id=None)
    person_record(user=user, verb="user.two_factor_enabled")
    return _recovery_codes_make(user)


@transaction.atomic
def two_factor_disable(*, user: User, password: str, code: str, now: datetime) -> None:
    """Turn it off; needs the password and a code of the app or a recovery code.

    Raises PasswordWrong, CodeWrong, TwoFactorIsOff, and TwoFactorKept while a team of the person asks for it.
    """
    _proved(user=user, password=password, code=code, now=now)
    if two_factor_required_for(user_id=user.pk):
        raise TwoFactorKept
    RecoveryCode.objects.filter(user=user).delete()
    TwoFactor.objects.filter(user=user).delete()
    event_publish(event=events.TwoFactorDisabled(user_id=user.pk), store_id=None)
    person_record(user=user, verb="user.two_factor_disabled")


@transaction.atomic
def two_factor_reset(*, user: User) -> bool:
    """Take a lost second factor off (a staff action, after the person proved who they are); False without one.

    The person hears of it by mail, and the log of each of their merchants says who did it.
    """
    if not two_factor_is_on(user_id=user.pk):
        return False
    RecoveryCode.objects.filter(user=user).delete()
    TwoFactor.objects.filter(user=user).delete()
    event_publish(event=events.TwoFactorDisabled(user_id=user.pk), store_id=None)
    person_record(user=user, verb="user.two_factor_reset")
    return True


@transaction.atomic
def recovery_codes_renew(*, user: User, password: str, code: str, now: datetime) -> list[str]:
    """Return ten new recovery codes; the old ones stop working. Raises PasswordWrong, CodeWrong, TwoFactorIsOff."""
    _proved(user=user, password=password, code=code, now=now)
    person_record(user=user, verb="user.recovery_codes_renewed")
    return _recovery_codes_make(user)


def _proved(*, user: User, password: str, code: str, now: datetime) -> None:
    if not two_factor_is_on(user_id=user.pk):
        raise TwoFactorIsOff
    if not user.check_password(password):
        raise PasswordWrong(field="password")
    if not _code_use(user=user, code=code, now=now):
        raise CodeWrong


def _recovery_codes_make(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=secret_hash(code)) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, 12, 4)) for code in codes]


def _code_use(*, user: User, code: str, now: datetime) -> bool:
    """Say whether the code opens, and use it up: six digits of the app, else a recovery code."""
    plain = re.sub(r"[\s-]", "", code).lower()
    if re.fullmatch(r"[0-9]{6}", plain):
        return _step_use(user=user, code=plain, now=now)
    used = RecoveryCode.objects.filter(user=user, code_hash=secret_hash(plain), used_at__isnull=True)
    if not used.update(used_at=now):
        return False
    left = RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()
    person_record(user=user, verb="user.recovery_code_used", after={"left": left})
    return True


def _step_use(*, user: User, code: str, now: datetime) -> bool:
    """Accept the code of this half minute or its neighbours, each step once: a later step shuts the earlier."""
    row = TwoFactor.objects.filter(user=user).first()
    if row is None:
        return False
    totp = pyotp.TOTP(row.secret)
    current = int(now.timestamp()) // STEP_SECONDS
    plain = re.sub(r"\s", "", code)
    for step in (current, current - 1, current + 1):
        if hmac.compare_digest(totp.generate_otp(step), plain):
            fresh = TwoFactor.objects.filter(user=user, last_step__lt=step)
            return fresh.update(last_step=step) == 1
    return False


def challenge_open(*, user: User, now: datetime) -> str:
    """Return the secret of a new challenge: five minutes, five tries, one use."""
    secret = secrets.token_urlsafe(32)
    LoginChallenge.objects.filter(user=user, expires_at__lt=now).delete()
    LoginChallenge.objects.create(
        user=user, token_hash=secret_hash(secret), expires_at=now + CHALLENGE_LIFETIME
    )
    return secret


def challenge_pass(*, challenge: str, code: str, now: datetime) -> User:
    """Return who answers a challenge with a right code. Raises ChallengeInvalid and SecondFactorWrong.

    The try is counted before the code is looked at and stays counted, so that parallel guesses share the five.
    """
    row = LoginChallenge.objects.filter(token_hash=secret_hash(challenge))
    open_rows = row.filter(used_at__isnull=True, expires_at__gt=now, tries__lt=CHALLENGE_TRIES)
    if not open_rows.update(tries=F("tries") + 1):
        raise ChallengeInvalid
    user = User.objects.filter(login_challenges__token_hash=secret_hash(challenge), is_active=True).first()
    if user is None:
        raise ChallengeInvalid
    with transaction.atomic():
        if not _code_use(user=user, code=code, now=now):
            raise SecondFactorWrong
        if not row.filter(used_at__isnull=True).update(used_at=now):
            raise ChallengeInvalid
    return user
