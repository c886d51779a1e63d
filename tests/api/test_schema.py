"""What the schema promises is what is served, for questions that nobody would think of."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

EXAMPLES = 12


@pytest.mark.django_db(transaction=True)  # a real application closes a connection that is left in a transaction
@pytest.mark.parametrize("mode", GenerationMode)
def test_every_answer_is_as_promised(mode: GenerationMode, signed_in: Client) -> None:
    """Of right questions and of wrong ones: the status, the type and the shape are those that the schema names."""
    cookies = {django_settings.SESSION_COOKIE_NAME: signed_in.cookies[django_settings.SESSION_COOKIE_NAME].value}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert {operation.path for operation in operations} == set(schema.raw_schema["paths"])
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and not _can_be_wrong(operation):
            continue

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode, cookies=cookies))
        def ask(case: Any) -> None:
            case.call_and_validate()

        ask()


def _can_be_wrong(operation: Any) -> bool:
    """Whether there is anything in the question that could be of the wrong kind."""
    return bool(operation.query)
