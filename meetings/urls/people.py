"""*Opsætning* of a council: its people, memberships and chairmanship."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
