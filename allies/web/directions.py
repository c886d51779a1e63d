"""What people wrote stands on pages as text: it cannot turn round what comes after it."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Marks that set a direction until another ends it, U+202A to U+202E and U+2066 to U+2069, in UTF-8. Letters have a
# direction of their own, so Arabic and Hebrew read as they should without them.
TURNING = re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")


class Directions:
    """Leaves the marks out of every page: of what one name begins, no end would come before the end of its row."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = TURNING.sub(b"", response.content)
        return response
