"""The text index: what people wrote, found by words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allies.lib import files
from allies.people.models import Member
from allies.ties import index, refresh
from allies.traces.records import As
from tests.ties.network import NOW_S, Network, days_ago


@pytest.fixture
def network(alice: Member) -> Network:
    return Network(alice)


def found(network: Network, text: str) -> list[int]:
    return [trace for trace, _ in index.search(network.member, text, 10)]


def test_words_are_found_without_case_or_accents(network: Network) -> None:
    trace = network.mail("bob", "me", at_s=days_ago(2), subject="Réunion à Łódź", text="Le CAFÉ est prêt")
    index.rebuild(network.member)
    for text in ("reunion", "RÉUNION", "lodz", "cafe pret", "bob"):
        assert found(network, text) == [trace.pk], text
    assert found(network, "tea") == []


def test_what_holds_all_the_words_goes_before_what_holds_some(network: Network) -> None:
    network.mail("bob", "me", at_s=days_ago(3), text="the template for bread")
    both = network.mail("bob", "me", at_s=days_ago(2), text="the template for an audit")
    index.rebuild(network.member)
    assert found(network, "audit template") == [both.pk]
    assert set(found(network, "audit bread")) == {both.pk, both.pk - 1}


def test_a_subject_weighs_more(network: Network) -> None:
    network.mail("bob", "me", at_s=days_ago(3), subject="The template", text="for the audit of bread")
    about = network.mail("bob", "me", at_s=days_ago(2), subject="The audit", text="for a template of bread")
    index.rebuild(network.member)
    assert found(network, "audit")[0] == about.pk


def test_what_came_since_is_added(network: Network) -> None:
    first = network.mail("bob", "me", at_s=days_ago(3), text="bread")
    index.rebuild(network.member)
    folder = (files.derived(network.member.key) / index.LINK).resolve()
    second = network.trace({As.FROM: ["charlie"], As.TO: ["me"]}, at_s=days_ago(2), text="bread")
    assert found(network, "bread") == [first.pk]
    index.refresh(network.member)
    assert set(found(network, "bread")) == {first.pk, second.pk}
    assert found(network, "charlie") == [second.pk]
    index.refresh(network.member)
    assert index.is_whole(network.member)
    assert (files.derived(network.member.key) / index.LINK).resolve() == folder


def test_a_removal_shows_and_a_fresh_index_takes_its_place(network: Network) -> None:
    removed = network.mail("bob", "me", at_s=days_ago(3), text="zanzibar")
    network.mail("bob", "me", at_s=days_ago(3), text="bread")
    index.rebuild(network.member)
    removed.delete()
    assert not index.is_whole(network.member)
    old = (files.derived(network.member.key) / index.LINK).resolve()
    index.rebuild(network.member)
    assert index.is_whole(network.member)
    assert found(network, "zanzibar") == []
    assert not old.exists()


def test_no_index_finds_nothing(network: Network) -> None:
    assert found(network, "bread") == []
    assert not index.is_whole(network.member)
    folder = files.derived(network.member.key) / "text-broken"
    folder.mkdir()
    (folder / "meta.json").write_text("{")
    (folder.parent / index.LINK).symlink_to(folder.name)
    assert found(network, "bread") == []
    assert not index.is_whole(network.member)


class TestAnythingTyped:
    """One index for all that hypothesis types."""

    @pytest.fixture(autouse=True)
    def one_index(self, network: Network) -> None:
        TestAnythingTyped.member = network.mail("bob", "me", at_s=days_ago(3), text="bread").owner
        index.rebuild(network.member)

    member: Member

    def test_is_no_error(self) -> None:
        @given(st.text() | st.text(alphabet='"()[]{}+-*?:^~\\/ANDORNOT \0a', max_size=200))
        def typed(text: str) -> None:
            index.search(self.member, text, 5)

        typed()

    def test_is_no_syntax(self) -> None:
        assert index.search(self.member, 'text:bread AND (("', 5) != []
        assert index.search(self.member, "bread " * 10_000, 5) != []
        assert index.search(self.member, "bread", 0) == []


def test_what_is_taken_in_while_it_is_written_is_found(network: Network) -> None:
    with index.following(network.member) as words:
        first = network.mail("bob", "me", at_s=days_ago(3), text="bread")
        words.take_in([(first.pk, "", "bread", "bob@bob.example")])
        second = network.mail("bob", "me", at_s=days_ago(2), text="bread again")
        words.take_in([(second.pk, "", "bread again", "bob@bob.example")])
        words.keep()
    assert index.is_whole(network.member)
    assert set(found(network, "bread")) == {first.pk, second.pk}


def test_what_was_missed_meanwhile_is_made_up_for(network: Network) -> None:
    with index.following(network.member) as words:
        missed = network.mail("bob", "me", at_s=days_ago(3), text="bread")
        taken = network.mail("bob", "me", at_s=days_ago(2), text="bread")
        words.take_in([(taken.pk, "", "bread", "bob@bob.example")])
    assert not index.is_whole(network.member)
    refresh.refresh(network.member, now_s=NOW_S)
    assert set(found(network, "bread")) == {missed.pk, taken.pk}


def test_while_one_import_feeds_the_index_another_leaves_it_to_the_refresh(network: Network) -> None:
    with index.following(network.member) as words, index.following(network.member) as others:
        ours, theirs = (network.mail("bob", "me", at_s=days_ago(day), text="bread") for day in (3, 2))
        words.take_in([(ours.pk, "", "bread", "")])
        others.take_in([(theirs.pk, "", "bread", "")])
        refresh.refresh(network.member, now_s=NOW_S)
    assert found(network, "bread") == [ours.pk]
    refresh.refresh(network.member, now_s=NOW_S)
    assert set(found(network, "bread")) == {ours.pk, theirs.pk}


def test_an_import_that_fails_leaves_an_index_that_can_be_continued(network: Network) -> None:
    with pytest.raises(OSError, match="gone"), index.following(network.member) as words:
        trace = network.mail("bob", "me", at_s=days_ago(3), text="bread")
        words.take_in([(trace.pk, "", "bread", "")])
        raise OSError("gone")
    refresh.refresh(network.member, now_s=NOW_S)
    assert found(network, "bread") == [trace.pk]
