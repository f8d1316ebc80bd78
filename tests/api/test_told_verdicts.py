"""Verdicts as shown: in the reader's language, with the way to the evidence."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest

from api.language import Language
from tests.api.test_bad_input import RAISED
from tests.front_door import ORIGIN, Body, FrontDoor
from tests.stories.conftest import Told, whole_example

pytestmark = pytest.mark.anyio

BASE = f"{ORIGIN}/samverkan/v1"
NOBODY = "01a20018-44df-7bca-bc5b-c1f1757e2339"
SAID: dict[Language, str] = {
    "en": "The consultation or negotiation owed to Seko Registerverket was concluded on"
    " 17 March 2026, before the decision of 25 March 2026.",
    "sv": "Den samverkan eller förhandling med Seko Registerverket som krävdes"
    " avslutades den 17 mars 2026, före beslutet den 25 mars 2026.",
}


@pytest.fixture(scope="module")
async def told(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Told]:
    """The whole example, which the tests of this module only read."""
    var = tmp_path_factory.mktemp("told")
    async with whole_example(postgres, template, var) as whole:
        yield whole


async def judged(
    told: Told, language: str | None = None, tag: str | None = None, **asked: str
) -> httpx.Response:
    """Return the answer to who asks for verdicts in a language, holding a tag."""
    stated = {"Accept_Language": language, "If_None_Match": tag}
    headers = told.door.headers(**{n: text for n, text in stated.items() if text})
    path = f"{told.issue}/verdicts"
    return await told.door.client.get(path, headers=headers, params=asked or None)


async def followed(told: Told, href: str) -> Body:
    """Return what an absolute link leads to."""
    answer = await told.door.client.get(href, headers=told.door.headers())
    assert 200 == answer.status_code, answer.text
    found: Body = answer.json()
    return found


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (None, "en"),
        ("en", "en"),
        ("sv", "sv"),
        ("sv-SE, en;q=0.8", "sv"),
        ("de, sv;q=0.5", "sv"),
        ("fi", "en"),
    ],
)
async def test_a_verdict_is_told_in_the_language_asked_for(
    told: Told, asked: str | None, language: Language
) -> None:
    """One sentence, and headers that say which language it is in and why."""
    answer = await judged(told, asked, question="Q1", party="seko")

    (seko,) = answer.json()["answers"][0]["verdicts"]
    assert SAID[language] == seko["sentence"]
    assert language == answer.headers["content-language"]
    assert "accept-language" in answer.headers["vary"].lower()


async def test_each_language_has_an_etag_of_its_own(told: Told) -> None:
    """Who holds the English answer is sent the Swedish one, and is then not again."""
    english = (await judged(told, "en")).headers["etag"]
    swedish = (await judged(told, "sv")).headers["etag"]
    held = await judged(told, "sv", swedish)

    assert english != swedish
    assert 200 == (await judged(told, "sv", english)).status_code
    assert 304 == held.status_code
    assert "accept-language" in held.headers["vary"].lower()


async def test_listed_verdicts_are_told_too(told: Told) -> None:
    """Across issues, in the language asked for, with an ETag of its own."""
    await told.door.settled("/verdicts")
    asked = {"question": "Q1", "party": "seko"}
    answers = {
        language: await told.door.client.get(
            "/verdicts",
            params=asked,
            headers=told.door.headers(Accept_Language=language),
        )
        for language in SAID
    }

    for language, answer in answers.items():
        (one,) = answer.json()["verdicts"]
        assert SAID[language] == one["verdict"]["sentence"]
        assert language == answer.headers["content-language"]
        for link in one["verdict"]["_links"]["evidence"]:
            await followed(told, link["href"])
    assert answers["en"].headers["etag"] != answers["sv"].headers["etag"]


async def test_every_verdict_has_its_sentence_and_its_article(told: Told) -> None:
    """The whole of each question too; none is a mere reason."""
    answer = await judged(told, "sv")

    for answered in answer.json()["answers"]:
        for each in (answered["overall"], *answered["verdicts"]):
            assert each["sentence"].endswith("."), each
            article = {"rel": "describedby", "method": "GET"}
            article["href"] = f"{BASE}/rules#{each['question']}"
            assert article == each["_links"]["article"]


async def test_the_whole_names_all_of_whom_the_same_is_said(told: Told) -> None:
    """Q17: what governed each of the three, in one sentence."""
    (answered,) = (await judged(told, question="Q17")).json()["answers"]
    whole = answered["overall"]
    named = (
        "Saco-S-rådet vid Registerverket, Seko Registerverket and"
        " ST inom Registerverket"
    )

    assert "party" not in whole
    assert named in whole["sentence"]


async def test_the_whole_hides_nobody_who_says_otherwise(told: Told) -> None:
    """Q21: what Seko said was not followed, as what ST and Saco-S said was; also where
    only one party's verdicts are asked for. In a list: how many are not spoken of.
    """
    (answered,) = (await judged(told, question="Q21")).json()["answers"]
    (of_st,) = (await judged(told, question="Q21", party="st")).json()["answers"]
    (listed,) = (await told.door.get("/verdicts", question="Q20"))["verdicts"]

    assert "Seko Registerverket" in answered["overall"]["sentence"]
    assert 1 == answered["overall"]["others"]
    assert answered["overall"] == of_st["overall"]
    assert listed["verdict"]["sentence"].endswith(" And 1 more.")


async def test_every_verdict_leads_to_what_it_rests_on(told: Told) -> None:
    """Each id of the evidence has its absolute link, and the entry stands there."""
    answers = (await judged(told)).json()["answers"]
    wholes = [each["overall"] for each in answers]
    ids = {event_id for each in wholes for event_id in each.get("evidence", ())}
    seen: set[str] = set()

    for each in wholes:
        links = each["_links"].get("evidence", [])
        hrefs = [link["href"] for link in links]
        assert [
            f"{BASE}{told.issue}/events/{one}" for one in each.get("evidence", ())
        ] == hrefs
        for href in hrefs:
            seen.add((await followed(told, href))["eventId"])
    assert ids == seen
    assert ids


async def test_the_evidence_is_shown_as_it_was_judged(told: Told) -> None:
    """A link keeps the times that were asked for, and leads to the entry as of them."""
    times = {"asOf": "2026-03-26", "knownAsOf": "2026-03-26T12:00:00+01:00"}
    answer = await judged(told, question="Q1", **times)
    (answered,) = answer.json()["answers"]
    hrefs = [link["href"] for link in answered["overall"]["_links"]["evidence"]]

    assert hrefs
    for href in hrefs:
        entry = await followed(told, href)
        assert urlsplit(href).query == (
            "asOf=2026-03-26&knownAsOf=2026-03-26T12%3A00%3A00%2B01%3A00"
        )
        assert entry["recordedAt"] < "2026-03-26T11:00:00Z"


async def test_an_entry_is_shown_as_on_the_timeline(told: Told) -> None:
    """The same line, with links to itself, the issue and the timeline."""
    page = await told.door.get(f"{told.issue}/events", limit=200)

    for line in page["events"]:
        path = f"{told.issue}/events/{line['eventId']}"
        entry = await told.door.get(path)
        links = {name: each["href"] for name, each in entry.pop("_links").items()}
        assert line == entry
        assert links == {
            "self": BASE + path,
            "up": BASE + told.issue,
            "events": f"{BASE}{told.issue}/events",
        }


async def test_an_entry_is_shown_as_of_a_time_and_as_known_at_another(
    told: Told,
) -> None:
    """The meeting of 3 March, before and after it was corrected on 27 March."""
    path = f"{told.issue}/events/{told.ids['meeting-of-3-march']}"
    before = await told.door.get(path, knownAsOf="2026-03-26")
    after = await told.door.get(path, knownAsOf="2026-03-28")

    assert "marks" not in before
    assert ["corrected"] == after["marks"]
    assert before["event"] == after["recordedAs"]


@pytest.mark.parametrize(
    ("times", "status"),
    [
        ({"asOf": "2026-03-02"}, 404),
        ({"asOf": "2026-03-03"}, 200),
        ({"knownAsOf": "2026-03-02"}, 404),
        ({"knownAsOf": "2026-03-28"}, 200),
        ({"asOf": "yesterday"}, 400),
    ],
)
async def test_an_entry_is_not_there_before_it_was(
    told: Told, times: dict[str, str], status: int
) -> None:
    """Nor before it was recorded."""
    path = f"{told.issue}/events/{told.ids['meeting-of-3-march']}"
    answer = await told.door.ask(path, **times)

    assert status == answer.status_code


async def test_what_is_no_entry_of_the_issue_is_not_found(told: Told) -> None:
    """An unknown id, no id, an id of another issue, of another agency's."""
    event_id = told.ids["meeting-of-3-march"]
    path = f"{told.issue}/events"
    stranger = told.door.token("auditor", agency="other-agency")
    answers = [
        await told.door.ask(f"{path}/{NOBODY}"),
        await told.door.ask(f"{path}/7"),
        await told.door.ask(f"/issues/{NOBODY}/events/{event_id}"),
        await told.door.ask(f"{path}/{event_id}", stranger),
    ]

    assert [404] * 4 == [answer.status_code for answer in answers]


async def test_an_entrys_etag_is_a_condition_of_recording(told: Told) -> None:
    """Its version is that of the issue: 304 to who holds it."""
    path = f"{told.issue}/events/{told.ids['meeting-of-3-march']}"
    tag = (await told.door.ask(path)).headers["etag"]
    headers = told.door.headers(If_None_Match=tag)
    again = await told.door.client.get(path, headers=headers)

    assert tag.startswith('"v41.')
    assert 304 == again.status_code


async def test_an_entry_is_for_who_may_see_it(registry: FrontDoor) -> None:
    """What is restricted has no address but for a clearance of that name."""
    restricted = RAISED | {"confidentiality": "restricted"}
    recorded = await registry.record("/issues", restricted)
    path = f"/{recorded['stream']}/events/{recorded['receipts'][0]['eventId']}"
    openly, cleared = [
        await registry.ask(path, registry.token("auditor", clearance=clearance))
        for clearance in ("open", "restricted")
    ]

    assert 404 == openly.status_code
    assert RAISED["title"] == cleared.json()["event"]["title"]
