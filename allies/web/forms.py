"""What members type in, checked at the door; the reasons for a refusal stand beside the field."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms

from allies.agenda.models import Channel
from allies.people.models import Member
from allies.traces.records import Kind

CHANNELS_A_MEMBER_CHOOSES = 3
LETTER_THAT_CAME = "letter-from-them"
LOG_KINDS = (
    (Kind.CALL, "Call"),
    (Kind.LETTER, "Letter sent"),
    (LETTER_THAT_CAME, "Letter received"),
    (Kind.MEETING, "Meeting"),
    (Kind.VISIT, "Visit"),
    (Kind.NOTE, "Note"),
)


class Form(forms.Form):
    """Tells assistive technology which field is wrong and where its help stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class DecisionForm(Form):
    """What becomes of a suggestion."""

    decision = forms.ChoiceField(choices=[(name, name) for name in ("done", "snooze", "never", "undo")])


class MinutesForm(Form):
    """How much time there is today."""

    minutes = forms.IntegerField(min_value=1, max_value=240)


class NamesForm(Form):
    """Three people that one would call for help."""

    first = forms.CharField(label="First", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    second = forms.CharField(label="Second", max_length=200, required=False)
    third = forms.CharField(label="Third", max_length=200, required=False)

    def names(self) -> list[str]:
        """Those that were given."""
        return [name for name in self.cleaned_data.values() if name]


class ManyFiles(forms.ClearableFileInput):
    """A field for one file or several."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Every file that was sent."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent = data if isinstance(data, list) and data else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in sent]


class UploadForm(Form):
    """A mailbox, a calendar or an address book from this device."""

    mailbox = ManyFilesField(
        label="A file from this device",
        help_text="Mail (mbox, .eml), a calendar (.ics), contacts (.vcf), a list (.csv, .xlsx), an export (.zip).",
        error_messages={
            "required": "Choose a file first.",
            "empty": "This file is empty. Export it again and look that it has a size.",
            "max_length": "This file's name is too long. Give it a shorter one.",
        },
    )
    me = forms.CharField(
        label="Your own address in it",
        max_length=320,
        required=False,
        help_text="Leave it empty to let Allies tell from the mailbox; you can correct it.",
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
    then = forms.ChoiceField(choices=[("bring", "Bring it in"), ("look", "Look first")], required=False)


class LogForm(Form):
    """A call, letter, meeting, visit or note."""

    kind = forms.ChoiceField(choices=LOG_KINDS, widget=forms.RadioSelect, initial=Kind.CALL)
    at = forms.DateField(label="When", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="What about", max_length=2_000, required=False)


class NameForm(Form):
    """What a person is called."""

    name = forms.CharField(label="Name", max_length=200)


class SureForm(Form):
    """Erasing is confirmed by typing a name."""

    name = forms.CharField(label="Name", max_length=200)

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        self.fields["name"].label = f"Type {expected} to confirm"

    def clean_name(self) -> str:
        """The name, when it is the one on the page."""
        name: str = self.cleaned_data["name"].strip()
        if name.casefold() != self.expected.casefold():
            raise forms.ValidationError(f"This is not {self.expected}. Nothing was erased.")
        return name


class TriageForm(Form):
    """What to do with the people that are marked."""

    decision = forms.ChoiceField(choices=[("close", "Close"), ("reopen", "Reopen")])


class PlanForm(Form):
    """The minutes a member gives a day, and the three channels."""

    minutes = forms.IntegerField(label="Minutes a day", min_value=1, max_value=240)
    channels = forms.MultipleChoiceField(
        label="Three channels",
        choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Where you like to be. The plan suggests nothing elsewhere.",
    )

    def clean_channels(self) -> list[str]:
        """At most three."""
        channels: list[str] = self.cleaned_data["channels"]
        if len(channels) > CHANNELS_A_MEMBER_CHOOSES:
            raise forms.ValidationError(f"Choose three at most; these are {len(channels)}.")
        return channels


@cache
def zones() -> list[tuple[str, str]]:
    """Every time zone that this machine knows: read once, for it means hundreds of files."""
    return [(name, name) for name in sorted(available_timezones())]


class ZoneForm(Form):
    """Where the member's day begins and ends."""

    zone = forms.ChoiceField(
        label="Time zone", choices=lambda: [(name, name) for name in sorted(available_timezones())]
    )


class MeForm(Form):
    """An address or a name that is the member's own."""

    me = forms.CharField(label="Your address, or your name as it stands in messages", max_length=320)


class EmployerForm(Form):
    """Where the member works or worked, and from when to when."""

    domain = forms.CharField(
        label="What people there write from",
        max_length=320,
        help_text="A domain such as harbour.example, or an address there.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    since = forms.DateField(label="First day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label="Last day",
        required=False,
        help_text="Empty while you are there.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )


def erase_me(member: Member, data: Any = None) -> SureForm:
    """The form that erases everything."""
    return SureForm(data, expected=str(member))
