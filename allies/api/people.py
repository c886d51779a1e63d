"""People and what happened with them."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Query, Router

from allies.api.door import REFUSALS_OF_ONE, REFUSALS_OF_SOME, Key, KeyOrNone, MemberRequest
from allies.lib import clock
from allies.people import access, reviewing
from allies.people.plain import ReviewData, review_as_data
from allies.ties import queries
from allies.ties.narrowing import Narrow
from allies.ties.plain import PeoplePageData, PersonViewData, people_as_data, person_view_as_data
from allies.traces import queries as traces
from allies.traces.plain import TimelineData, timeline_as_data

router = Router(tags=["people"])

State = Literal["", "new", "warm", "fading", "dormant", "one-sided", "closed"]
Text = Annotated[str, Query(max_length=200, description="Words of a name, an address, a tribe, or of what they wrote.")]
Where = Literal["", "inside", "outside"]
Channel = Literal["", "mail", "phone", "mastodon", "x", "slack", "github", "web"]
Role = Annotated[str, Query(max_length=60, description="What a list that was brought in calls its people: donor.")]
Page = Annotated[int, Query(ge=1, le=1_000_000, description="From 1; beyond the last page is the last.")]
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/people", response={200: PeoplePageData, **REFUSALS_OF_SOME}, url_name="people")
def people(
    request: MemberRequest,
    text: Text = "",
    state: State = "",
    tribe: KeyOrNone = "",
    where: Where = "",
    channel: Channel = "",
    role: Role = "",
    page: Page = 1,
) -> PeoplePageData:
    """People, fifty a page, those first with whom there was contact last. `tribe` is the id of a tribe."""
    if tribe:
        queries.tribe(request.user, tribe)  # one that is not theirs does not exist
    narrow = Narrow(tribe, where, channel, role.replace("\0", " ").casefold())
    found = queries.people(request.user, text=text.replace("\0", " "), state=state, narrow=narrow, page=page)
    return people_as_data(found)


@router.get("/review", response={200: ReviewData, **REFUSALS_OF_SOME}, url_name="review")
def review(request: MemberRequest, limit: Limit = 50) -> ReviewData:
    """Pairs of people who may be one, the likeliest first, and what was decided so far."""
    return review_as_data(
        reviewing.waiting(request.user),
        reviewing.questions(request.user, limit=limit),
        reviewing.answers(request.user, limit=limit),
    )


@router.get("/people/{key}", response={200: PersonViewData, **REFUSALS_OF_ONE}, url_name="person")
def person(request: MemberRequest, key: Key) -> PersonViewData:
    """One person: how the tie is and why, what is open between the two, what happened last."""
    return person_view_as_data(queries.person(request.user, key, now=clock.now()))


@router.get("/people/{key}/timeline", response={200: list[TimelineData], **REFUSALS_OF_SOME}, url_name="timeline")
def timeline(request: MemberRequest, key: Key, limit: Limit = 100) -> list[TimelineData]:
    """What happened with one person, the newest first."""
    found = access.person(request.user, key)
    return [timeline_as_data(row) for row in traces.timeline(request.user, found.pk, limit=limit)]
