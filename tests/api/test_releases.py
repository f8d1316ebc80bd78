"""What a request for public records would get: TF ch. 2, and DOMAIN part 8."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.language import Language
from domain.base import WITHHELD
from registry import cli_keys, keys
from tests.api.parties import (
    CLEARED,
    MANAGER,
    RESTRICTED,
    SACO,
    ST,
    STAFF,
    UNION,
    Parties,
    claim,
    corrected,
    event,
    lifted,
    minuted,
    note,
    parties,
    reserved,
    said,
)
from tests.front_door import Body, FrontDoor
from tests.stories.conftest import Told
from tests.stories.test_disposal import PLANTED, dispose, representative, two_persons

pytestmark = pytest.mark.anyio

PROVISION = "OSL 39 kap. 2 §"
ASSESS: dict[Language, str] = {
    "en": "No provision of secrecy is stated. Whether it may be released is to be"
    " assessed when it is asked for.",
    "sv": "Ingen sekretessbestämmelse är angiven. Om uppgiften kan lämnas ut ska prövas"
    " när den begärs.",
}


@pytest.fixture(name="told")
async def _told(registry: FrontDoor) -> Parties:
    return await parties(registry)


async def release(
    told: Parties, token: str | None = None, language: Language = "en"
) -> list[Body]:
    """Return the entries that are released, to a manager if it is not said."""
    headers = told.door.headers(token or told.who(MANAGER), Accept_Language=language)
    answer = await told.door.client.get(f"{told.path}/public", headers=headers)
    assert answer.status_code == 200, answer.text
    assert language == answer.headers["content-language"]
    entries: list[Body] = answer.json()["entries"]
    return entries


def kinds(entries: list[Body]) -> list[str]:
    """Return the kinds of the entries, without their version."""
    return [each["kind"].removesuffix(".v1") for each in entries]


@pytest.mark.parametrize(
    ("roles", "claims", "status"),
    [
        ((MANAGER,), {}, 200),
        (("auditor",), {}, 200),
        ((STAFF,), {}, 200),
        (("approver",), {}, 200),
        ((MANAGER,), {"units": ["lulea"]}, 404),
        ((UNION,), {"organisation": ST}, 403),
        (("employee",), {}, 403),
        (("case_system",), {}, 403),
        ((UNION, MANAGER), {"organisation": ST}, 200),
    ],
)
async def test_who_may_see_what_would_be_released(
    told: Parties, roles: tuple[str, ...], claims: dict[str, Any], status: int
) -> None:
    """The employer's side and auditors, of what they see; who may not is told who."""
    answer = await told.door.ask(f"{told.path}/public", told.who(*roles, **claims))

    assert status == answer.status_code
    if status == 403:
        assert answer.json()["type"].endswith("#role-missing")
        assert "approver (employer)" in answer.json()["detail"]


async def test_who_may_not_is_told_the_same_of_what_is_not_there(told: Parties) -> None:
    """The role is asked for before the issue."""
    nowhere = "/issues/01a20018-44df-7bca-bc5b-c1f1757e2339/public"

    assert 403 == (await told.door.ask(nowhere, told.of(ST))).status_code
    assert 404 == (await told.door.ask(nowhere, told.who(MANAGER))).status_code


async def test_what_is_open_is_released_with_its_text(told: Parties) -> None:
    """As it stands, what corrects it too; without a trace of a person."""
    change = corrected(told.ids[0], "/title", newText="A better office")
    await told.tell(said(ST, "Why there?"), change)

    found = await release(told)

    assert [
        "issue-raised",
        "information-provided",
        "perspective-submitted",
        "event-corrected",
    ] == kinds(found)
    assert "A better office" == found[0]["event"]["title"]
    assert ["corrected"] == found[0]["marks"]
    assert "Why there?" == found[2]["event"]["text"]
    assert {"role": UNION, "party": ST} == found[2]["event"]["actor"]
    assert not any("person" in json.dumps(each) for each in found)
    assert "recordedBy" not in json.dumps(found)


async def test_persons_are_left_out_of_minutes(told: Parties) -> None:
    """Who approved is known to the registry, by pseudonym, and to nobody else here."""
    await told.tell(*minuted())

    text = json.dumps(await release(told))

    assert "minutes-approved.v1" in text
    assert "p-st" not in text
    assert "p-employer" not in text


@pytest.mark.parametrize("language", ["en", "sv"])
async def test_what_is_restricted_is_listed_and_withheld(
    told: Parties, language: Language
) -> None:
    """Under the provision that was stated; where none was, it is to be assessed."""
    stated = said(ST, "A secret.", secrecyProvision=PROVISION, **RESTRICTED)
    await told.tell(stated, said(SACO, "Another.", **RESTRICTED))

    first, second = (await release(told, language=language))[2:]

    withheld: Body = {"kind": "perspective-submitted.v1", "occurredOn": "2026-03-03"}
    withheld |= {"withheld": True}
    assert withheld | {"provision": PROVISION} == first
    assert withheld | {"provision": None, "note": ASSESS[language]} == second


async def test_a_clearance_releases_no_more(told: Parties) -> None:
    """Nor does an auditor's: a release is for the public."""
    await told.tell(
        said(ST, "A secret.", **RESTRICTED),
        note(ST, "Hold out."),
        said(SACO, "Ours.", perspectiveId="p2"),
        claim(SACO),
    )
    openly = await release(told)

    assert openly == await release(told, told.who(MANAGER, **CLEARED))
    assert openly == await release(told, told.who("auditor", **CLEARED))


async def test_what_is_claimed_is_withheld_until_it_is_lifted(told: Parties) -> None:
    """Under MBL 21 §."""
    await told.tell(said(ST, "A secret."), claim(ST))
    before = await release(told)
    await told.tell(lifted(ST))
    after = await release(told)

    assert ["MBL 21 §"] * 2 == [each["provision"] for each in before[2:]]
    assert "A secret." not in json.dumps(before)
    assert "A secret." in json.dumps(after)


async def test_drafts_are_left_out_altogether(told: Parties) -> None:
    """Notes always, minutes and reservations until they are approved (TF 2:12)."""
    met, *rest = minuted()
    (kept,) = await told.tell(note(ST, "Hold out."))
    union = {"role": UNION, "party": ST, "person": "p-1"}
    changed = corrected(kept, "/text", newText="Give in.") | {"actor": union}
    await told.tell(changed, reserved(ST, "Not so."), met, rest[0])
    before = kinds(await release(told))
    await told.tell(*rest[1:])
    after = kinds(await release(told))

    assert ["issue-raised", "information-provided", "meeting-held"] == before
    assert [
        "issue-raised",
        "information-provided",
        "party-position-recorded",
        "meeting-held",
        "minutes-drafted",
        *["minutes-approved"] * 3,
    ] == after


async def test_a_remark_is_left_out_until_it_is_minuted(told: Parties) -> None:
    """The conclusion is released without it."""
    outcomes = [{"party": ST, "outcome": "disagreement", "remark": "Too few rooms."}]
    conclusion = event("consultation-concluded", "minutes_secretary", level="lsg")
    met, *rest = minuted()
    await told.tell(met, conclusion | {"outcomes": outcomes, "proposalVersion": 1})
    before = (await release(told))[-1]
    await told.tell(*rest)
    after = (await release(told))[3]

    assert [{"party": ST, "outcome": "disagreement"}] == before["event"]["outcomes"]
    assert "text" not in before
    assert outcomes == after["event"]["outcomes"]


async def test_a_restricted_correction_withholds_the_value(told: Parties) -> None:
    """The entry is released without it, the correction under its provision."""
    stated = {"newText": "Of one", "secrecyProvision": PROVISION, **RESTRICTED}
    await told.tell(corrected(told.ids[0], "/title", **stated))

    first, _, change = await release(told)

    assert WITHHELD == first["event"]["title"]
    assert "withheld" == first["text"]
    assert PROVISION == change["provision"]


async def test_of_a_restricted_issue_nothing_is_released(registry: FrontDoor) -> None:
    """Every entry is listed under what was stated when it was raised."""
    stated = {"secrecyProvision": PROVISION, **RESTRICTED}
    told = await parties(registry, **stated)

    found = await release(told, told.who(MANAGER, **CLEARED))

    assert [True, True] == [each["withheld"] for each in found]
    assert [PROVISION, PROVISION] == [each["provision"] for each in found]


async def test_asked_twice_it_is_the_same(told: Parties) -> None:
    """Also another day."""
    first = await release(told)
    told.door.clock.set("2027-03-03T12:00:00+01:00")

    assert first == await release(told)


async def test_text_that_cannot_be_read_is_said_to_be(
    registry: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the registry, and no reason to release less of the rest."""
    monkeypatch.setattr(keys, "KEPT_SECONDS", 0.0)
    told = await parties(registry)
    told.door.sql("DELETE FROM stream_key")

    found = (await release(told))[0]

    assert "unavailable" == found["text"]
    assert "fault" in found["note"]
    assert "daily_planning" == found["event"]["topic"]


async def test_disposed_text_is_said_to_be_disposed(
    registry: FrontDoor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was decided is told; what was said is gone."""
    monkeypatch.setattr(keys, "KEPT_SECONDS", 0.0)
    monkeypatch.setattr(cli_keys, "MARGIN_SECONDS", 0.1)
    issue = await two_persons(Told(registry))
    await dispose(registry, tmp_path)

    found = await registry.get(f"{issue}/public", representative(registry))

    entries = found["entries"]
    texts = {each.get("text") for each in entries if WITHHELD in str(each)}
    assert {"disposed"} == texts
    assert PLANTED not in str(found)
    assert "sealed-text-disposed.v1" == entries[-1]["kind"]
