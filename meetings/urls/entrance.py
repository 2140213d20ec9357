"""The way in beside allauth's pages: invitations, and the demo's sign-ins and mails."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
