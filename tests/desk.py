"""A person at a browser: opens pages, reads them, fills in the forms that stand there and posts them whole.

What is posted is what a browser would post: every field of the form as the page has it, hidden ones and the CSRF
token too, with what the person changes. A form or a field that the page does not show cannot be used.
"""

import re
import time
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import tinyhtml5
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils.datastructures import MultiValueDict

from meetings.demo.cast import Player
from rarportal.core.models import User
from rarportal.core.second_factor import DEMO

UNSEEN = {"script", "style", "head", "template"}


def sign_in(client: Client, user: User) -> None:
    """Give the browser a session, as the sign-in does with both factors."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True},
        {"method": DEMO, "at": time.time()},
    ]
    session.save()


class Desk:
    """One of the cast, signed in at a browser that checks CSRF as the portal does; None is a stranger."""

    def __init__(self, player: Player | None = None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        if player:
            sign_in(self.client, User.objects.get(email=player.email))

    def open(self, url: str) -> "Page":
        """The page, after any redirects."""
        return self.shown(self.client.get(url, follow=True), url)

    def status(self, url: str) -> int:
        """What an address answers by itself."""
        return self.client.get(url).status_code

    def shown(self, response: HttpResponse, url: str) -> "Page":
        """The page that an answer is."""
        redirects = getattr(response, "redirect_chain", [])
        return Page(self, response, urljoin(url, redirects[-1][0]) if redirects else url)


class Page:
    """What stands in the window: its status, its text and its forms."""

    def __init__(self, desk: Desk, response: HttpResponse, url: str) -> None:
        self.desk, self.response, self.url = desk, response, url
        self.status = response.status_code
        self.html = "" if response.streaming else response.content.decode()

    @cached_property
    def tree(self) -> Element:
        """The page as a browser builds it."""
        tree: Element = tinyhtml5.parse(self.html, namespace_html_elements=False)
        return tree

    @property
    def text(self) -> str:
        """The words in sight, with single spaces."""
        return said(self.tree)

    def all(self, selector: str) -> list[Element]:
        """The element with an id ("#punkt-7"), or all with a class (".changes")."""
        name = {"#": "id", ".": "class"}[selector[0]]
        return [one for one in self.tree.iter() if selector[1:] in (one.get(name) or "").split()]

    def part(self, selector: str) -> str:
        """The words of what `all` finds; there must be something."""
        found = self.all(selector)
        assert found, f"{self.url} has no {selector}"
        return " ".join(map(said, found))

    @property
    def links(self) -> dict[str, str]:
        """Addresses by their words."""
        return {said(link): urljoin(self.url, link.get("href") or "") for link in self.tree.iter("a")}

    def form(self, ending: str = "") -> "Form":
        """The one form that posts to an address with this ending; with "" the one that posts to this page."""
        found = self.forms(ending)
        assert len(found) == 1, f"{self.url} has {len(found)} forms to {ending or 'itself'}: {self.text}"
        return found[0]

    def forms(self, ending: str = "") -> list["Form"]:
        """All forms that post to such an address."""
        wanted = f"{re.escape(ending)}$" if ending else f"^{re.escape(urlsplit(self.url).path)}$"
        forms = [Form(self, form) for form in self.tree.iter("form")]
        return [form for form in forms if re.search(wanted, urlsplit(form.action).path)]

    def has_form(self, ending: str) -> bool:
        """Whether any form posts to an address with this ending."""
        return any(
            urljoin(self.url, form.get("action") or self.url).endswith(ending) for form in self.tree.iter("form")
        )


class Form:
    """A form with its fields as the page has them."""

    def __init__(self, page: Page, element: Element) -> None:
        self.page = page
        self.action = urljoin(page.url, element.get("action") or page.url)
        self.multipart = element.get("enctype") == "multipart/form-data"
        self.choices: dict[str, list[str]] = {}
        self.values: MultiValueDict[str, str] = MultiValueDict()
        self.fields: set[str] = set()
        self.buttons: dict[str, tuple[str | None, str]] = {}
        for field in element.iter():
            name = field.get("name")
            if field.tag == "button":
                self.buttons[said(field)] = (name, field.get("value", ""))
            elif name and field.tag in {"input", "textarea", "select"} and field.get("disabled") is None:
                self.fields.add(name)
                for value in self._value(name, field):
                    self.values.appendlist(name, value)

    def _value(self, name: str, field: Element) -> list[str]:
        if field.tag == "textarea":
            return ["".join(field.itertext())]
        if field.tag == "select":
            options = list(field.iter("option"))
            self.choices[name] = [option.get("value", "") for option in options]
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            return [option.get("value", "") for option in chosen]
        kind = field.get("type", "text")
        if kind in {"checkbox", "radio"}:
            return [field.get("value", "on")] if field.get("checked") is not None else []
        return [] if kind in {"file", "submit", "button"} else [field.get("value", "")]

    def press(self, button: str, **changes: Any) -> Page:
        """`send` by the button with these words."""
        (pressed,) = [given for words, given in self.buttons.items() if words.startswith(button)]
        name, value = pressed
        return self.send(**changes, **({name: value} if name else {}))

    def send(self, **changes: Any) -> Page:
        """Post the form with changes: a text, True or False for a box, (name, bytes) for a file, and see what comes."""
        data: dict[str, Any] = {name: self.values.getlist(name) for name in self.values}
        named = self.fields | {name for name, _ in self.buttons.values() if name}
        for name, value in changes.items():
            assert name in named, f"{self.page.url} shows no field {name}: {sorted(self.fields)}"
            if isinstance(value, tuple):
                assert self.multipart, f"{self.page.url}: a file is not sent by this form"
                data[name] = SimpleUploadedFile(value[0], value[1])
            elif isinstance(value, bool):
                data[name] = ["on"] if value else []
            else:
                assert name not in self.choices or value in self.choices[name], f"{name} has no choice {value!r}"
                data[name] = [value]
        for name, value in data.items():  # as browsers do
            if isinstance(value, list):
                data[name] = [re.sub(r"\r?\n", "\r\n", text) for text in value]
        client = self.page.desk.client
        return self.page.desk.shown(client.post(self.action, data, follow=True), self.action)


def said(element: Element) -> str:
    """The words of an element, with single spaces."""
    return " ".join("".join(_words(element)).split())


def _words(element: Element) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag not in UNSEEN:  # a comment's tag is no text
        yield element.text or ""
        for child in element:
            yield from _words(child)
            yield " " if child.tag in {"p", "li", "div", "td", "th", "h1", "h2", "h3", "h4", "dt", "dd"} else ""
            yield child.tail or ""
