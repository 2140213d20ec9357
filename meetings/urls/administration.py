"""Councils, offices and the reform: the administrator's pages."""

from functools import partial

from meetings.views.administration import councils, offices, reform
from rarportal.core.permissions import Can
from rarportal.core.routing import route

HERE, BOTH = "administration/", ("GET", "POST")
COUNCIL, OFFICE = f"{HERE}raad/<slug:council>/", f"{HERE}kontorer/<slug:office>/"
keep = partial(route, can=Can.ADMINISTER, methods=BOTH)

urlpatterns = [
    route(HERE, councils.councils, can=Can.ADMINISTER, name="administration"),
    keep(COUNCIL, councils.council, name="administration_council"),
    keep(f"{COUNCIL}<slug:fact>/", councils.row, name="administration_new_row"),
    keep(f"{COUNCIL}<slug:fact>/<int:row>/", councils.row, name="administration_row"),
    keep(f"{HERE}kontorer/", offices.offices, name="administration_offices"),
    keep(OFFICE, offices.office, name="administration_office"),
    keep(f"{OFFICE}ansatte/", offices.employment, name="administration_employ"),
    keep(f"{OFFICE}ansatte/<int:employment>/", offices.employment, name="administration_employment"),
    keep(f"{OFFICE}ansatte/<int:employment>/inviter/", offices.invite, name="administration_invite", methods=("POST",)),
    keep(f"{HERE}reform/", reform.reform, name="administration_reform"),
]
