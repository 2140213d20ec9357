"""*Opsætning* of a council: its people and their seats; and everybody's own data."""

from meetings.views import own_data
from meetings.views.setup import member_lists, people, person, seated, seats
from rarportal.core.permissions import Can
from rarportal.core.routing import route

PEOPLE = "opsaetning/<slug:council>/personer/"
PERSON = f"{PEOPLE}<int:person>/"
SEAT = f"{PERSON}pladser/<int:membership>/"
BOTH = ("GET", "POST")

urlpatterns = [
    route(PEOPLE, people.people, can=Can.MANAGE_PEOPLE, name="people"),
    route(f"{PEOPLE}hvem-sad-hvor/", seated.seats, can=Can.MANAGE_PEOPLE, name="seats"),
    route(f"{PEOPLE}ny/", person.new_person, can=Can.MANAGE_PEOPLE, name="new_person", methods=BOTH),
    route(f"{PEOPLE}medlemsliste/", member_lists.member_list, can=Can.MANAGE_PEOPLE, name="member_list", methods=BOTH),
    route(PERSON, people.person, can=Can.MANAGE_PEOPLE, name="person"),
    route(f"{PERSON}ret/", person.edit_person, can=Can.MANAGE_PEOPLE, name="edit_person", methods=BOTH),
    route(f"{PERSON}paa-vegne/", person.told_contact, can=Can.ENTER_ON_BEHALF, name="told_contact", methods=BOTH),
    route(f"{PERSON}personoplysninger.json", person.person_file, can=Can.MANAGE_PEOPLE, name="person_file"),
    route(
        f"{PERSON}fjern-kontaktoplysninger/",
        person.remove,
        can=Can.MANAGE_PEOPLE,
        name="remove_contact",
        methods=BOTH,
    ),
    route(f"{PERSON}ny-plads/", seats.new_seat, can=Can.MANAGE_PEOPLE, name="new_seat", methods=BOTH),
    route(SEAT, seats.edit_seat, can=Can.MANAGE_PEOPLE, name="edit_seat", methods=BOTH),
    route(f"{SEAT}afslut/", seats.finish_seat, can=Can.MANAGE_PEOPLE, name="end_seat", methods=BOTH),
    route("mit/mine-oplysninger/", own_data.own_data, can=Can.KEEP_OWN_ACCOUNT, name="own_data", methods=BOTH),
    route("mit/mine-oplysninger.json", own_data.own_file, can=Can.KEEP_OWN_ACCOUNT, name="own_file"),
]
