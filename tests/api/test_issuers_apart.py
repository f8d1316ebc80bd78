"""What one issuer's client does is not taken for what another's does."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from api import sources
from api.desk import Reader
from api.issuers import Client, Issuer, systems_of_others
from api.tokens import TokenVerifier
from domain.rights import Identity
from registry.entry import Source
from tests.api.issued import line
from tests.api.test_bad_input import BOUND, RAISED, UNIT, perspective, problem
from tests.front_door import FrontDoor, front_door

pytestmark = pytest.mark.anyio

OTHER = "https://unions.example"
SYSTEM = "case-system"


def trusting(door: FrontDoor, **clients: Client) -> None:
    """Trust a second issuer, whose clients may be any or are these."""
    own = replace(door.issuer.line, clients=clients and {"web": clients["own"]})
    theirs = clients and {"web": clients["theirs"]}
    other = replace(door.issuer.line, issuer=OTHER, clients=theirs)
    lines: list[Any] = [(own, door.issuer), (other, door.issuer)]
    door.app.state.verifier = TokenVerifier(lines)


def tokens(door: FrontDoor) -> tuple[str, str]:
    """Tokens of the same client and person, of either issuer."""
    stated = {"client_id": "web", "person": "p-1"}
    return door.token(**stated), door.token(iss=OTHER, **stated)


@pytest.fixture(name="issue")
async def _issue(registry: FrontDoor) -> str:
    """The timeline of an issue in which ST may be heard."""
    await registry.record("/agency/events", UNIT, BOUND)
    recorded = await registry.record("/issues", RAISED)
    trusting(registry)
    return f"/{recorded['stream']}/events"


def said(name: str) -> dict[str, Any]:
    """A body with a perspective of that name."""
    return {"events": [perspective(perspectiveId=name)]}


async def test_an_entry_says_which_issuer_vouched(
    registry: FrontDoor, issue: str
) -> None:
    """Beside the person and the system, on the timeline; no release has it."""
    await registry.post(issue, said("p1"), tokens(registry)[1], Idempotency_Key="k1")
    await registry.settled("/issues")
    reader = registry.token("employer_representative", person="p-302")
    lines = (await registry.get(issue, reader))["events"]
    public = await registry.ask(issue.replace("/events", "/public"), reader)

    told = {"sub": "p-1", "clientId": "web", "iss": OTHER}
    assert ["samverkan-development", OTHER] == [e["recordedBy"]["iss"] for e in lines]
    assert told == lines[-1]["recordedBy"]
    assert 200 == public.status_code
    assert OTHER not in public.text


async def test_the_read_log_says_which_issuer_vouched(
    registry: FrontDoor, issue: str
) -> None:
    """For whoever reads through another issuer, too."""
    await registry.settled("/issues")
    stated = {"person": "p-302", "client_id": "web"}
    reader = registry.token("employer_representative", iss=OTHER, **stated)
    await registry.get(issue, reader)
    auditor = registry.token("auditor", person="p-9", clearance="restricted")

    [row] = (await registry.get("/unsealings", auditor))["unsealings"]
    assert ("p-302", "web", OTHER) == (row["sub"], row["clientId"], row["iss"])


async def test_two_issuers_clients_have_keys_of_their_own(
    registry: FrontDoor, issue: str
) -> None:
    """The same key of two is two requests; of one it is the same again."""
    one, other = tokens(registry)
    answers = [
        await registry.post(issue, said(name), token, Idempotency_Key="k1")
        for name, token in (("p1", one), ("p2", other), ("p1", one), ("p2", other))
    ]

    assert [201] * 4 == [answer.status_code for answer in answers]
    replayed = [answer.headers.get("Idempotency-Replayed") for answer in answers]
    assert [None, None, "true", "true"] == replayed


async def test_keys_that_were_kept_before_go_on_working(
    registry: FrontDoor, issue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of a client of any issuer: nobody can tell whose it was."""

    async def before(reader: Reader, key: str) -> Source:
        return Source(system=f"client:{reader.identity.client_id}", event_id=key)

    one, _ = tokens(registry)
    with monkeypatch.context() as earlier:
        earlier.setattr(sources, "_of_header", before)
        first = await registry.post(issue, said("p1"), one, Idempotency_Key="k1")
    again = await registry.post(issue, said("p1"), one, Idempotency_Key="k1")
    another = await registry.post(issue, said("p2"), one, Idempotency_Key="k1")

    assert first.json()["receipts"] == again.json()["receipts"]
    assert "true" == again.headers["Idempotency-Replayed"]
    problem(another, 422)


async def test_two_issuers_clients_are_counted_apart(
    database_url: str, tmp_path: Path
) -> None:
    """What one asks takes nothing from the other."""
    async with front_door(database_url, tmp_path, requests_per_minute=2) as door:
        trusting(door)
        one, other = tokens(door)
        found = [(await door.ask("/issues", t)).status_code for t in (one,) * 3]

        assert [200, 200, 429] == found
        assert 200 == (await door.ask("/issues", other)).status_code


async def test_a_listed_system_is_its_clients_alone(
    registry: FrontDoor, issue: str
) -> None:
    """403 by the reason's own name, and nothing is recorded; its client may go on."""
    trusting(registry, own=Client(systems=frozenset({SYSTEM})), theirs=Client())
    own, theirs = tokens(registry)
    source = {"source": {"system": SYSTEM, "eventId": "2026-1"}}
    head = await registry.head()
    taken = await registry.post(issue, said("p1") | source, theirs)
    assert head == await registry.head()
    first = await registry.post(issue, said("p1") | source, own)

    found = problem(taken, 403)
    assert "System of another" == found["title"]
    assert SYSTEM in found["detail"]
    assert 201 == first.status_code


async def test_a_system_that_is_listed_nowhere_is_anybodys(
    registry: FrontDoor, issue: str
) -> None:
    """As before there were lists: another system's name, and one that begins alike."""
    trusting(registry, own=Client(systems=frozenset({SYSTEM})), theirs=Client())
    _, theirs = tokens(registry)
    for name in ("web", f"{SYSTEM}-2"):
        source = {"source": {"system": name, "eventId": "1"}}
        answer = await registry.post(issue, said(name) | source, theirs)
        assert 201 == answer.status_code, answer.text


def identity(**stated: Any) -> Identity:
    """A client of the first issuer."""
    said_ = {"agency": "registerverket", "sub": "p-1", "client_id": "web"}
    return Identity(roles=frozenset(), **{"iss": "https://id.example"} | said_ | stated)


def test_a_system_is_listed_at_the_agencies_of_its_line() -> None:
    """Of another agency the list says nothing; those that list it share it."""
    listing = Client(systems=frozenset({SYSTEM}))
    here = line(clients={"desk": listing})
    elsewhere = line(issuer=OTHER, agencies=frozenset({"x"}), clients={"d": listing})
    everywhere = line(issuer=OTHER, agencies=frozenset("*"), clients={"web": listing})

    def others(*lines: Issuer, **stated: Any) -> set[str]:
        return {*systems_of_others(lines, identity(**stated))}

    assert {SYSTEM} == others(here)
    assert set() == others(here, client_id="desk")
    assert {SYSTEM} == others(here, client_id="desk", iss=OTHER)
    assert set() == others(elsewhere)
    assert {SYSTEM} == others(everywhere)
    assert set() == others(here, everywhere, iss=OTHER)
    assert set() == others(here, everywhere, client_id="desk")
