"""Who is named in a header: strictly."""

from __future__ import annotations

import time

import pytest

from allies.traces.sources.addresses import Named, named
from allies.traces.sources.people import name_value


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("alice@allies.example", [("", "alice@allies.example")]),
        ("Alice Archer <Alice@Allies.Example>", [("Alice Archer", "alice@allies.example")]),
        ('"Archer, Alice" <alice@allies.example>', [("Archer, Alice", "alice@allies.example")]),
        ('"Alice \\"Ali\\" Archer" <alice@allies.example>', [('Alice "Ali" Archer', "alice@allies.example")]),
        ("'Alice' <alice@allies.example>", [("Alice", "alice@allies.example")]),
        ("alice@allies.example (Alice (Ali) Archer)", [("Alice (Ali) Archer", "alice@allies.example")]),
        ("=?utf-8?q?B=C3=A4cker?= <bob@bob.example>", [("Bäcker", "bob@bob.example")]),
        ("Alice <alice@allies.example>, bob@bob.example", [("Alice", "alice@allies.example"), ("", "bob@bob.example")]),
        (
            "Alice <alice@allies.example>; Bob <bob@bob.example>;",
            [("Alice", "alice@allies.example"), ("Bob", "bob@bob.example")],
        ),
        (
            "friends: alice@allies.example, Bob <bob@bob.example>;",
            [("", "alice@allies.example"), ("Bob", "bob@bob.example")],
        ),
        ("undisclosed-recipients:;", []),
        ("<@relay.example:bob@bob.example>", [("", "bob@bob.example")]),
        ("bob@bob.example <bob@bob.example>", [("", "bob@bob.example")]),
        ("\n alice@allies.example,\n\tbob@bob.example", [("", "alice@allies.example"), ("", "bob@bob.example")]),
        ("josé@café.example", [("", "josé@café.example")]),
    ],
)
def test_an_address_is_understood(written: str, understood: list[tuple[str, str]]) -> None:
    assert [(who.name, who.address) for who in named(written)] == understood


@pytest.mark.parametrize(
    "written",
    [
        "alice@allies.example)bob@evil.example",
        "alice@allies.example(bob@evil.example",
        "alice@allies.example bob@evil.example",
        "alice@allies.example<bob@evil.example",
        "alice@allies.example>bob@evil.example",
        "alice@allies.example<<bob@evil.example>>",
        "<alice@allies.example> bob@evil.example",
        "<alice@allies.example><bob@evil.example>",
        "alice@allies.example\\bob@evil.example",
        "alice@allies.example@evil.example",
        '"alice@allies.example',
        '"alice"@allies.example',
        "alice@[127.0.0.1]",
        "alice@",
        "@allies.example",
        "alice",
        "alice@allies..example",
        "alice@-allies.example",
        "<alice@allies.example\x00>",
        "a" * 250 + "@allies.example",
        "",
        ",;,",
    ],
)
def test_cve_2023_27043_what_is_not_well_formed_names_nobody(written: str) -> None:
    assert named(written) == []


def test_a_bad_entry_does_not_take_its_neighbours_along() -> None:
    found = named("alice@allies.example, x)y@evil.example, Bob <bob@bob.example>")
    assert [who.address for who in found] == ["alice@allies.example", "bob@bob.example"]


def test_an_encoded_word_cannot_add_an_address() -> None:
    found = named("=?utf-8?q?Alice_=3Calice=40allies.example=3E=2C?= <bob@evil.example>")
    assert [(who.name, who.address) for who in found] == [("Alice <alice@allies.example>,", "bob@evil.example")]


def test_the_address_of_another_is_no_display_name() -> None:
    assert named('"alice@allies.example" <bob@evil.example>') == [Named("", "bob@evil.example")]


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("alice at allies.example (Alice Archer)", "Alice Archer", "alice at allies.example"),
        ("@||ce @end|ng |rom @|||e@@ex@mp|e (Archer, Alice)", "Archer, Alice", "@||ce @end|ng |rom @|||e@@ex@mp|e"),
        ("@lice @ending from @llies@ex@mple (Alice :-)", "Alice :-", "@lice @ending from @llies@ex@mple"),
        ("@iice m@iii@g oii @iiies@ex@mpie (@iice m@iii@g oii @iiies@ex@mpie)", "", "@iice m@iii@g oii @iiies@ex@mpie"),
        ("alice at allies.example", "", "alice at allies.example"),
    ],
)
def test_a_masked_address_is_known_as_masked(written: str, name: str, address: str) -> None:
    assert named(written) == [Named(name, address, is_masked=True)]


@pytest.mark.parametrize(
    "written",
    [
        "(" * 500 + ")" * 500 + "alice@allies.example",
        "(" * 32_000 + ")" * 32_000,
        '"\\"' * 20_000,
        '"' * 60_000,
        "<" * 60_000,
        " " * 60_000,
        "a " * 30_000 + "<",
        "a," * 30_000,
        "a at b (" * 8_000,
        ")" * 60_000,
        "=?utf-8?q?" * 6_000,
        ":" * 60_000,
        "\\" * 60_000,
        "<" + " " * 60_000 + ">",
        "<a(" + "()" * 30_000 + ">",
    ],
)
def test_what_is_made_to_be_slow_is_not(written: str) -> None:
    begun = time.process_time()
    assert named(written) == []
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Archer, Alice", "alice archer"),
        ('"ARCHER,  Alice"', "alice archer"),
        ("Archer, Alice (Sales)", "alice archer"),
        ("von der Archer, Alice B.", "alice b. von der archer"),
        ("Archer, Alice van", "alice van archer"),
        ("아처, 앨리스", "앨리스 아처"),
    ],
)
def test_a_name_written_last_first_is_turned_round(written: str, value: str) -> None:
    assert name_value(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Bob, the baker", "bob the baker"),
        ("Bob Baker, Ph.D.", "bob baker ph.d."),
        ("Baker, Bob, MBA", "baker bob mba"),
        ("Bob Baker, Jr.", "bob baker jr."),
        ("Baker, Inc.", "baker inc."),
        ("Baker GmbH, Berlin", "baker gmbh berlin"),
        ("Bob, Charlie & Sons", "bob charlie & sons"),
        ("Room 5, Long Lane", "room 5 long lane"),
        ("The Allies of Long Lane, Allies", "the allies of long lane allies"),
        ("Bob,", "bob"),
    ],
)
def test_a_name_with_another_comma_is_left_as_it_is(written: str, value: str) -> None:
    assert name_value(written) == value
