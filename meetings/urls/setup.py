"""*Opsætning* of a council: bodies, organisations, profile, standing items, mail texts and the log."""

from meetings.views.setup import bodies, index, log, mail_texts, organisations, profile, standing_items
from rarportal.core.permissions import Can
from rarportal.core.routing import route

COUNCIL = "opsaetning/<slug:council>/"
STANDING = f"{COUNCIL}faste-punkter/"
POST, BOTH = ("POST",), ("GET", "POST")

urlpatterns = [
    route("opsaetning/", index.councils, can=Can.SEE_OVERVIEW, name="setup"),
    route(COUNCIL, index.council, can=Can.SET_UP, name="setup_council"),
    # profile, standing items, mail texts and the log
    route(f"{COUNCIL}profil/", profile.profile, can=Can.SET_UP, name="setup_profile", methods=BOTH),
    route(STANDING, standing_items.standing_items, can=Can.SET_UP, name="setup_standing_items"),
    route(
        f"{STANDING}<slug:body>/nyt/", standing_items.new, can=Can.SET_UP, name="setup_standing_item_new", methods=BOTH
    ),
    route(f"{STANDING}<int:standing>/", standing_items.edit, can=Can.SET_UP, name="setup_standing_item", methods=BOTH),
    route(
        f"{STANDING}<int:standing>/flyt/",
        standing_items.shift,
        can=Can.SET_UP,
        name="setup_standing_item_shift",
        methods=POST,
    ),
    route(
        f"{STANDING}<int:standing>/slet/",
        standing_items.delete,
        can=Can.SET_UP,
        name="setup_standing_item_delete",
        methods=BOTH,
    ),
    route(f"{COUNCIL}mailtekster/", mail_texts.mail_texts, can=Can.SET_UP, name="setup_mail_texts"),
    route(
        f"{COUNCIL}mailtekster/<slug:mail>/",
        mail_texts.mail_text,
        can=Can.SET_UP,
        name="setup_mail_text",
        methods=BOTH,
    ),
    route(f"{COUNCIL}log/", log.log, can=Can.READ_LOG, name="setup_log"),
    route(f"{COUNCIL}moedefora/", bodies.bodies, can=Can.SET_UP, name="setup_bodies", methods=BOTH),
    route(f"{COUNCIL}moedefora/<slug:body>/", bodies.body, can=Can.SET_UP, name="setup_body", methods=BOTH),
    route(
        f"{COUNCIL}organisationer/",
        organisations.organisations,
        can=Can.SET_UP,
        name="setup_organisations",
        methods=BOTH,
    ),
    route(
        f"{COUNCIL}organisationer/<int:organisation>/",
        organisations.organisation,
        can=Can.SET_UP,
        name="setup_organisation",
        methods=BOTH,
    ),
]
