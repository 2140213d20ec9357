"""Sign-ins: who has one, which invitations are out, and what the owner of one can see of it."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch

from meetings.models import Invitation, Membership, OfficeStaff, Person
from rarportal.core.clock import now
from rarportal.core.models import Mail, User
from rarportal.core.refusal import Unseen

MAILS_PER_PAGE = 20


@dataclass(frozen=True)
class Invited:
    """One invitation as the secretariat sees it."""

    pk: int
    recipient: str
    sent_at: datetime
    expires_at: datetime
    state: str  # Danish
    is_open: bool


def invitations_of(person: Person) -> list[Invited]:
    """The person's invitations, the newest first (one query). The caller has asked for MANAGE_PEOPLE."""
    at = now()
    return [
        Invited(
            pk=one.pk,
            recipient=one.recipient,
            sent_at=one.sent_at,
            expires_at=one.expires_at,
            state=_state(one, at),
            is_open=_state(one, at) == "sendt",
        )
        for one in person.invitations.all()
    ]


def _state(invitation: Invitation, at: datetime) -> str:
    if invitation.used_at:
        return "brugt"
    if invitation.withdrawn_at:
        return "trukket tilbage"
    return "sendt" if at < invitation.expires_at else "udløbet"


@dataclass(frozen=True)
class SignIn:
    """Somebody with a sign-in, for the demo's list."""

    email: str
    name: str
    known_as: str


def demo_sign_ins() -> list[SignIn]:
    """Everybody with a sign-in, and as what they are known; only in the demo (four queries)."""
    at = now()
    seats = Membership.objects.filter(period__contains=at).select_related("body__council").order_by("pk")
    posts = OfficeStaff.objects.filter(period__contains=at).select_related("office")
    people = (
        Person.objects.filter(user__is_active=True)
        .select_related("user")
        .prefetch_related(Prefetch("memberships", seats), Prefetch("employments", posts))
        .order_by("user__pk")
    )
    return [
        SignIn(email=person.user.email, name=person.name, known_as=_known_as(person))
        for person in people
        if person.user
    ]


def demo_account(email: str) -> User:
    """The account whose button was pressed; only in the demo. Raises Unseen."""
    user = User.objects.filter(email=email.replace("\x00", ""), is_active=True).first()
    if user is None:
        raise Unseen
    return user


def demo_mails(number: str) -> Page[Mail]:
    """A page of all mails, the newest first; only in the demo (two queries)."""
    return Paginator(Mail.objects.order_by("-created_at", "-pk"), MAILS_PER_PAGE).get_page(number)


def _known_as(person: Person) -> str:
    """Post or seats in words; a seat of the chairmanship or a committee says more than the council's own."""
    said = [f"sekretær i {post.office.name}" for post in person.employments.all()]
    seats = person.memberships.all()
    said += [
        f"{seat.get_role_display()} i {seat.body.name}"
        for seat in [one for one in seats if one.body.kind != "COUNCIL"] or seats
    ]
    if person.user and person.user.is_administrator:
        said.append("administrator")
    return ", ".join(said) or "uden plads nu"


@dataclass(frozen=True)
class Account:
    """What its owner sees of it."""

    email: str
    has_password: bool
    has_app: bool
    keys: int
    has_codes: bool
    is_bound: bool
    provider: str


def account_of(user: User) -> Account:
    """The state of one's own sign-in (one query, and one where there is a provider)."""
    kinds = [*Authenticator.objects.filter(user=user).values_list("type", flat=True)]
    return Account(
        email=user.email,
        has_password=user.has_usable_password(),
        has_app=Authenticator.Type.TOTP in kinds,
        keys=kinds.count(Authenticator.Type.WEBAUTHN),
        has_codes=Authenticator.Type.RECOVERY_CODES in kinds,
        is_bound=bool(settings.OIDC_NAME) and SocialAccount.objects.filter(user=user).exists(),
        provider=settings.OIDC_NAME,
    )
