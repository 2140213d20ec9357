"""The permission matrix, cell by cell: a lawyer's table, written out again so that no cell changes unseen."""

import pytest

from rarportal.core.permissions import MATRIX, OPEN_TO_STRANGERS, STRANGER, Actor, Can, Role, may

ROLES = (
    "CHAIR", "VICE_CHAIR", "MEMBER", "STAND_IN", "OBSERVER", "COMMITTEE", "SECRETARIAT", "HEARING_PARTY",
    "ADMINISTRATOR", "PUBLIC",
)  # fmt: skip
# in the order of ROLES: x may, . may not
TABLE = {
    #                   ch vc me st ob co se he ad pu
    "READ_PUBLIC":      "x  x  x  x  x  x  x  x  x  x",
    "SIGN_IN":          "x  x  x  x  x  x  x  x  x  x",
    "SEE_OVERVIEW":     "x  x  x  x  x  x  x  x  x  x",
    "READ_AS_OBSERVER": "x  x  x  x  x  .  x  .  .  .",
    "READ_AS_MEMBER":   "x  x  x  x  .  .  x  .  .  .",
    "READ_DRAFT":       ".  .  .  .  .  .  x  .  .  .",
    "PLAN_MEETING":     ".  .  .  .  .  .  x  .  .  .",
    "EDIT_AGENDA":      ".  .  .  .  .  .  x  .  .  .",
    "DISPATCH_AGENDA":  ".  .  .  .  .  .  x  .  .  .",
    "TAKE_MINUTES":     ".  .  .  .  .  .  x  .  .  .",
    "PUBLISH":          ".  .  .  .  .  .  x  .  .  .",
    "IMPORT":           ".  .  .  .  .  .  x  .  .  .",
    "ERASE_CONTENT":    ".  .  .  .  .  .  x  .  .  .",
    "RETRY_ERRAND":     ".  .  .  .  .  .  x  .  .  .",
    "KEEP_OWN_ACCOUNT": "x  x  x  x  x  x  x  x  x  x",
    "REPORT_ABSENCE":   "x  x  x  x  x  .  .  .  .  .",
    "ENTER_ON_BEHALF":  ".  .  .  .  .  .  x  .  .  .",
    "MANAGE_PEOPLE":    ".  .  .  .  .  .  x  .  .  .",
    "SET_UP":           ".  .  .  .  .  .  x  .  .  .",
    "READ_LOG":         ".  .  .  .  .  .  x  .  .  .",
    "VIEW_AS":          ".  .  .  .  .  .  x  .  .  .",
    "READ_ROUND":       "x  x  .  .  .  .  x  .  .  .",
    "EDIT_ROUND":       ".  .  .  .  .  .  x  .  .  .",
    "APPROVE_LIST":     "x  x  .  .  .  .  .  .  .  .",
    "ADMINISTER":       ".  .  .  .  .  .  .  .  x  .",
}  # fmt: skip


def test_the_table_names_every_role_and_every_capability() -> None:
    assert {role.value for role in Role} == set(ROLES)
    assert {can.name for can in Can} == set(TABLE) == {can.name for can in MATRIX}


@pytest.mark.parametrize("capability", TABLE)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_the_capability_as_the_table_says(role: str, capability: str) -> None:
    expected = dict(zip(ROLES, TABLE[capability].split(), strict=True))[role] == "x"
    assert may([Role(role)], Can[capability]) is expected


@pytest.mark.parametrize("capability", TABLE)
def test_nobody_has_nothing(capability: str) -> None:
    assert may([], Can[capability]) is False


def test_one_role_of_several_is_enough() -> None:
    assert may([Role.PUBLIC, Role.OBSERVER, Role.SECRETARIAT], Can.EDIT_AGENDA)
    assert not may([Role.PUBLIC, Role.OBSERVER, Role.CHAIR], Can.EDIT_AGENDA)


def test_only_the_public_pages_and_the_sign_in_are_open_to_strangers() -> None:
    assert {can.name for can in OPEN_TO_STRANGERS} == {"READ_PUBLIC", "SIGN_IN"}


def test_a_stranger_is_nobody() -> None:
    assert Actor(name="offentligheden", user_id=None, person_id=None, is_administrator=False) == STRANGER
