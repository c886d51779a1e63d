"""Own words: what the author wrote, and nothing that they answered."""

from __future__ import annotations

import time

import pytest

from allies.traces.sources.bodies import of_html
from allies.traces.sources.words import OWN_CHARACTERS, own


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Yes.\n\n> Shall we?\n", "Yes."),
        ("On Mon, 2 Mar 2026 at 10:15, Alice <alice@allies.example> wrote:\n> Shall we?\n\nYes.", "Yes."),
        (
            "On Mon, 2 Mar 2026 at 10:15, Alice Archer of Allies\n<alice@allies.example> wrote:\n\n> Shall we?\nYes.",
            "Yes.",
        ),
        ("Am 02.03.26 um 10:15 schrieb Alice:\n> Wollen wir?\nJa.", "Ja."),
        ("Le lun. 2 mars 2026 à 10:15, Alice a écrit :\n> On y va ?\nOui.", "Oui."),
        ("2026-03-02 10:15 GMT+01:00 Alice <alice@allies.example>:\n> Shall we?\nYes.", "Yes."),
        ("Alice Archer writes:\n >> Shall we?\n\nYes.", "Yes."),
        ("\nOn 2 March 2026 at 10:15, Alice wrote:\n| Shall we?\n| Bring cake.\n\nYes.", "Yes."),
        ("One.\n> a\nTwo.\n> b\nThree.", "One.\nTwo.\nThree."),
        ("Yes.\n\n-- \nAlice\nBakers' Guild", "Yes."),
        ("Yes.\n--\nAlice", "Yes."),
        ("-- \nAlice", ""),
        ("Yes.\n\n-----Original Message-----\nFrom: Bob\n\nShall we?", "Yes."),
        ("Ja.\n\n-----Oprindelig meddelelse-----\nFra: Bob\n\nSkal vi?", "Ja."),
        ("Yes.\n\n________________________________\nFrom: Bob\nSent: today\n\nShall we?", "Yes."),
        ("Yes.\n\nFrom: Bob Baker <bob@bob.example>\nSent: Monday\nTo: Alice\n\nShall we?", "Yes."),
        ("Yes.\n____________________________\nTalk at x mailing list\nhttps://x/", "Yes."),
        ("Yes.\n\nOn Mon, 2 Mar 2026 at 10:15 Alice wrote:\n\nShall we?", "Yes."),
        ("Yes.\n\n\t[[alternative HTML version deleted]]\n", "Yes."),
        ("a | b\n--|--\n1 | 2", "a | b\n--|--\n1 | 2"),
        ("From experience I say: no.\n\nHe wrote:\n\nnothing", "From experience I say: no.\n\nHe wrote:\n\nnothing"),
        ("It was 10:15 when they came:\n\nnobody", "It was 10:15 when they came:\n\nnobody"),
        ("One\r\n\r\n> quoted\r\nTwo\r\n", "One\n\nTwo"),
        ("", ""),
    ],
)
def test_only_the_authors_words_are_kept(text: str, words: str) -> None:
    assert own(text) == words


def test_a_line_of_dashes_with_much_below_it_ends_nothing() -> None:
    text = "Above\n--\n" + "\n".join(f"line {number}" for number in range(20))
    assert own(text).endswith("line 19")


def test_words_are_cut_at_the_limit() -> None:
    assert len(own("word " * OWN_CHARACTERS)) == OWN_CHARACTERS


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One</p><p>Two &amp; <b>three</b></p>", "One\nTwo & three"),
        ("One<br>Two<script>alert(1)</script><style>p{}</style>", "One\nTwo"),
        ("Yes<blockquote>Shall we?</blockquote>", "Yes"),
        ('Yes<div class="gmail_quote">On Monday Alice wrote: Shall we?</div>', "Yes"),
        ('<div>Yes</div><div id="divRplyFwdMsg">From: Alice</div>Shall we?', "Yes"),
        ("a\n b\r\n  c", "a b c"),
        ("&lt;b&gt; stays text", "<b> stays text"),
        ("<unclosed", ""),
        ("1 < 2", "1 < 2"),
    ],
)
def test_html_becomes_text(source: str, text: str) -> None:
    assert of_html(source).strip() == text


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 200_000 + "deep",
        "<font>" * 1_000 + "deep" + "</div>" * 1_000,
        "<a " * 300_000,
        "<" * 1_000_000,
        "&" * 1_000_000,
    ],
)
def test_html_that_is_made_to_be_slow_is_not(source: str) -> None:
    begun = time.process_time()
    of_html(source)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "text",
    [
        "On " * 16_000,
        "On a\n" * 50_000,
        ">" * 500_000,
        "\n" * 500_000,
        "-" * 500_000,
        "_" * 500_000,
        "\n--\n" * 100_000,
        "\nFrom: a\n" * 50_000,
        "wrote:\n> " * 50_000,
        "  " * 300_000,
        "\n_____________________\n" * 20_000,
    ],
)
def test_text_that_is_made_to_be_slow_is_not(text: str) -> None:
    begun = time.process_time()
    own(text)
    assert time.process_time() - begun < 5
