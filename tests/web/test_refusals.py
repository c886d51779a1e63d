"""Pages for what goes wrong: in words, with a way on."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from allies.people.models import Member


def test_what_is_not_there(web: Client) -> None:
    response = web.get("/nothing/of/that/kind/")
    assert response.status_code == 404
    assert "This is not here" in response.content.decode()


def test_a_form_that_is_too_large(web: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    response = web.post("/settings/me/", {"me": "x" * 2_000})
    assert response.status_code == 413
    assert "it may be of any size" in response.content.decode()


def test_a_form_from_an_old_page(alice: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    response = client.post("/settings/me/", {"me": "a@a.example"})
    assert response.status_code == 403
    assert "This page was too old" in response.content.decode()


def test_what_breaks_says_so_and_nothing_else(web: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the inside of the machine")

    monkeypatch.setattr("allies.ties.queries.tribes", broken)
    web.raise_request_exception = False
    response = web.get("/tribes/")
    assert response.status_code == 500
    page = response.content.decode()
    assert "Something broke here" in page
    assert "the inside of the machine" not in page


@pytest.mark.parametrize("path", ["/", "/people/", "/tribes/", "/sources/", "/settings/", "/help/", "/account/login/"])
def test_every_page_keeps_the_content_policy(web: Client, alices_network: Member, path: str) -> None:
    response = web.get(path, follow=True)
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
