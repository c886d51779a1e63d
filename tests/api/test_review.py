"""Who may be one person, over the API."""

from __future__ import annotations

from django.test import Client

from tests.agenda.network import Network
from tests.web import doubts


def test_the_questions_are_read(signed_in: Client, network: Network) -> None:
    doubts.leave(network.member)
    said = signed_in.get("/api/review").json()
    assert said["waiting"] == 2
    assert {said["questions"][0][who]["name"] for who in ("one", "other")} <= {
        *("Robert Fisher", "Bob Fisher", "Katherine Mason", "Kate Mason"),
    }
    assert len(signed_in.get("/api/review", {"limit": 1}).json()["questions"]) == 1
    assert signed_in.get("/api/review", {"limit": 0}).status_code == 422


def test_nobody_else_reads_them(client: Client, network: Network) -> None:
    doubts.leave(network.member)
    assert client.get("/api/review").status_code == 401
