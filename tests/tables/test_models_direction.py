"""Which way the tables point: positivlist -> meetings -> core, and never back. import-linter cannot see these."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

FLOORS = {"core": 0, "meetings": 1, "positivlist": 2}
OURS = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in FLOORS]


def floor(model: type[Model]) -> int:
    """Where a model stands; Django's own tables lie below all."""
    return FLOORS.get(model._meta.app_label, -1)


def test_every_app_of_ours_has_its_floor() -> None:
    here = {app.label for app in apps.get_app_configs() if Path(app.path).parent in HOUSES}
    assert here == set(FLOORS)


HOUSES = {settings.BASE_DIR, settings.BASE_DIR / "rarportal"}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_model_points_down(model: type[Model]) -> None:
    for field in model._meta.get_fields():
        if field.concrete and field.related_model:
            assert floor(field.related_model) <= floor(model), f"{field} points up"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_name_leads_up(model: type[Model]) -> None:
    """A reverse name is a way up: `meeting.rounds` in meetings would know positivlist without importing it.

    A relation to a lower floor is named "+"; who asks for it asks from above.
    """
    for field in model._meta.get_fields():  # without the hidden ones, which are those named "+"
        if not field.concrete and field.related_model:
            assert floor(field.related_model) <= floor(model), f"{model._meta.label}.{field.name} leads up"


def files_with(pattern: str, *places: str) -> list[str]:
    """Our files that hold the pattern."""
    roots = [settings.BASE_DIR / place for place in places]
    files = [path for root in roots for path in ([root] if root.is_file() else root.rglob("*.py"))]
    assert files
    return [str(path.relative_to(settings.BASE_DIR)) for path in files if re.search(pattern, path.read_text("utf-8"))]


def test_no_model_is_asked_for_by_its_name() -> None:
    """`get_model("meetings.Meeting")` is an import that no linter sees; migrations need none either."""
    assert files_with(r"\bget_model\s*\(", "rarportal", "meetings", "positivlist") == []


def test_pages_ask_queries_and_never_a_table() -> None:
    """Trust row T2, pretix CVE-2026-5600, Wagtail GHSA-3vrh-m9w7-v94f: a view with a table decides who may see."""
    assert files_with(r"\.objects\b|\bconnection\b", "meetings/views", "meetings/forms.py", "meetings/rendering") == []
