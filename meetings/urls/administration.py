"""Councils, offices and the reform: the administrator's pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
