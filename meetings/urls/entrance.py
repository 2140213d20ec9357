"""The way in beside allauth's pages: one's own account, invitations, and the demo's sign-ins and mails."""

from meetings.views import account, demo, invitations
from rarportal.core.permissions import Can
from rarportal.core.routing import route

POST, BOTH = ("POST",), ("GET", "POST")
PERSON = "opsaetning/<slug:council>/personer/<int:person>/"

urlpatterns = [
    route("konto/", account.account, can=Can.KEEP_OWN_ACCOUNT, name="account"),
    route("invitation/<str:secret>/", invitations.accept, can=Can.SIGN_IN, name="invitation", methods=BOTH),
    route(f"{PERSON}inviter/", invitations.invite, can=Can.MANAGE_PEOPLE, name="invite", methods=POST),
    route(
        f"{PERSON}traek-invitation-tilbage/",
        invitations.withdraw,
        can=Can.MANAGE_PEOPLE,
        name="withdraw_invitation",
        methods=POST,
    ),
    # 404 but for the demo
    route("demo/log-ind/", demo.sign_in, can=Can.SIGN_IN, name="demo_sign_in", methods=POST),
    route("demo/mail/", demo.mail, can=Can.READ_PUBLIC, name="demo_mail"),
]
