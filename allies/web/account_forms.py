"""What members type in to connect an account elsewhere."""

from __future__ import annotations

from django import forms

from allies.traces.accounts.keeping import KINDS
from allies.traces.models import AccountKind
from allies.web.forms import Form

NO_HELP = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class ConnectForm(Form):
    """Where an account is, and how to sign in there."""

    kind = forms.ChoiceField(
        label="What is it",
        choices=[choice for choice in AccountKind.choices if choice[0] in KINDS],
        widget=forms.RadioSelect,
        initial=AccountKind.IMAP,
    )
    address = forms.CharField(
        label="Its server or address",
        max_length=1_000,
        help_text="Such as imap.mail.example, or the address of a page.",
        widget=forms.TextInput(attrs={**NO_HELP, "inputmode": "url"}),
    )
    username = forms.CharField(
        label="Your name there",
        max_length=320,
        required=False,
        help_text="Often your mail address. A feed needs none.",
        widget=forms.TextInput(attrs=NO_HELP),
    )
    secret = forms.CharField(
        label="Password or token",
        max_length=4_000,
        required=False,
        strip=False,
        help_text="It is kept sealed and never shown again. Many providers give out one for each program.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class RenewForm(Form):
    """Another password for an account."""

    secret = forms.CharField(
        label="Password or token",
        max_length=4_000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class DisconnectForm(Form):
    """What becomes of what came in."""

    then = forms.ChoiceField(
        label="What came in through it",
        choices=[("keep", "Stays"), ("take back", "Is taken back, too")],
        widget=forms.RadioSelect,
        initial="keep",
    )
