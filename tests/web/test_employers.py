"""Settings: where the member works and worked."""

from __future__ import annotations

from datetime import date

from django.test import Client

from allies.people.models import Employer, Member
from allies.ties.models import GuessedEmployer, Tribe


def settings(web: Client) -> str:
    return web.get("/settings/").content.decode()


def test_said_corrected_and_taken_back(web: Client, alice: Member) -> None:
    assert "None is known yet." in settings(web)
    page = web.post("/settings/employers/", {"domain": "Bob@Harbour.example", "since": "2019-03-01"}, follow=True)
    assert "From 1 March 2019 until now" in page.content.decode()
    web.post("/settings/employers/", {"domain": "www.harbour.example", "since": "2019-03-01", "until": "2021-05-31"})
    row = Employer.objects.owned_by(alice).get()
    assert (row.domain, row.since, row.until) == ("harbour.example", date(2019, 3, 1), date(2021, 5, 31))
    assert "harbour.example" in settings(web)
    page = web.post("/settings/employers/forget/", {"employer": row.key}, follow=True)
    assert "harbour.example is taken back." in page.content.decode()
    assert not Employer.objects.owned_by(alice).exists()


def test_what_is_no_employer_is_said_beside_the_field(web: Client, alice: Member) -> None:
    for domain, says in (
        ("gmail.com", "gmail.com is a mail provider"),
        ("harbour", "Give the domain that people there write from"),
        ("a b.example", "Give the domain that people there write from"),
    ):
        response = web.post("/settings/employers/", {"domain": domain})
        assert response.status_code == 422
        assert says in response.content.decode()
    backwards = {"domain": "harbour.example", "since": "2021-01-01", "until": "2020-01-01"}
    assert "must not come before the first" in web.post("/settings/employers/", backwards).content.decode()
    assert web.post("/settings/employers/", {"domain": "harbour.example", "since": "soon"}).status_code == 422
    assert not Employer.objects.owned_by(alice).exists()


def test_a_guess_is_said_to_be_one_and_becomes_the_members_own(web: Client, alice: Member) -> None:
    GuessedEmployer.objects.create(owner=alice, domain="harbour.example", first_s=1_550_000_000, last_s=None)
    GuessedEmployer.objects.create(owner=alice, domain="choir.example", first_s=None, last_s=1_550_000_000)
    page = settings(web)
    assert "This is guessed from your own addresses" in page
    assert "Until 12 February 2019" in page
    web.post("/settings/employers/right/")
    assert Employer.objects.owned_by(alice).count() == 2
    assert "This is guessed" not in settings(web)


def test_what_i_say_counts_and_the_guess_does_not(web: Client, alices_network: Member) -> None:
    assert not Tribe.objects.owned_by(alices_network).filter(is_inside=True).exists()
    web.post("/settings/employers/", {"domain": "team.example"})
    assert Tribe.objects.owned_by(alices_network).filter(is_inside=True).exists()
    tribe = Tribe.objects.owned_by(alices_network).get(is_inside=True)
    assert "Inside team.example, where you work." in web.get(f"/tribes/{tribe.key}/").content.decode()
    web.post("/settings/employers/", {"domain": "team.example", "until": "2025-12-31"})
    assert "until you left in December 2025" in web.get(f"/tribes/{tribe.key}/").content.decode()
    assert not Tribe.objects.owned_by(alices_network).filter(is_inside=True).exists()


def test_someone_elses_employer_is_not_there(web: Client, bob: Member) -> None:
    theirs = Employer.objects.create(owner=bob, domain="harbour.example")
    for key in (theirs.key, "", "nothing"):
        assert web.post("/settings/employers/forget/", {"employer": key}).status_code == 404
    assert Employer.objects.owned_by(bob).exists()
