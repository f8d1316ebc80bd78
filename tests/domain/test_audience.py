"""Who an issue and its entries are for: DOMAIN 2, 3.3 rows 9, 31, 34, 35 and part 8."""

from typing import Any

import pytest

from domain.audience import (
    EVERYONE,
    Audience,
    Circle,
    Secrecy,
    audiences,
    circle,
    overlap,
)
from domain.base import Answer, Document, Event, Recorded, Role
from domain.confidentiality import (
    ConfidentialityClaimed,
    ConfidentialityResolved,
    FindingRecorded,
)
from domain.information import InformationProvided
from domain.internal_note import InternalNoteKept
from domain.lifecycle import LIFECYCLE
from domain.perspective import PartyPositionRecorded, PerspectiveSubmitted
from tests.given import recorded
from tests.issues import annulled, corrected, dispatched, happened, on, raised
from tests.worked_example import MANAGER, SACO, SEKO, ST, STAFF, UNIT, union

PARTIES = frozenset({ST, SACO})
SIDES = PARTIES | {"employer"}
OWN = Circle(UNIT, PARTIES)
CLAIMED = Audience(SIDES, Secrecy.CLAIMED)
RESTRICTED = Audience(None, Secrecy.RESTRICTED)


def of(*events: Event) -> dict[str, Audience]:
    """Return the audiences of the events, e1, e2 …, that are not for everyone."""
    history = recorded(*events)
    return dict(audiences(history, LIFECYCLE.effective(history), OWN))


def said(day: int = 3, party: str = ST, **fields: Any) -> PerspectiveSubmitted:
    """Return that a party gave its perspective."""
    stated: dict[str, Any] = {"source": "union", "stance": "question", "text": "Why?"}
    stated |= {"perspective_id": f"p{day}", "proposal_version": 1}
    return happened(
        PerspectiveSubmitted,
        on(3, day),
        **({"actor": union(party), "party": party} | stated | fields),
    )


def claim(day: int = 5, party: str = ST, **fields: Any) -> ConfidentialityClaimed:
    """Return that a party claims confidentiality."""
    actor = MANAGER if party == "employer" else union(party)
    stated: dict[str, Any] = {"actor": actor, "party": party}
    return happened(ConfidentialityClaimed, on(3, day), **(stated | fields))


def settled(how: str, day: int = 9, party: str = ST) -> ConfidentialityResolved:
    """Return that the claim was settled so."""
    return happened(
        ConfidentialityResolved, on(3, day), actor=union(party), party=party, how=how
    )


# The issue


@pytest.mark.parametrize(
    ("fields", "restricted"),
    [
        ({}, False),
        ({"confidentiality": "restricted"}, True),
        ({"individual_matter": Answer.YES}, True),
        ({"individual_matter": Answer.UNKNOWN}, False),
    ],
)
def test_an_issue_is_restricted_as_it_was_raised(
    *, fields: dict[str, Any], restricted: bool
) -> None:
    """By its confidentiality, and where it is one person's matter (DOMAIN 8)."""
    history = recorded(raised(**fields))

    assert Circle(UNIT, PARTIES, restricted) == circle(history, history, PARTIES)


def test_an_issue_that_was_never_raised_is_closed() -> None:
    """Nobody knows whose it is."""
    assert Circle(restricted=True) == circle([], [])


def test_a_corrected_raising_counts() -> None:
    """It is restricted, or open, as it now stands."""
    history = recorded(
        raised(), corrected(on(3, 2), "e1", "/individualMatter", "no", "yes")
    )

    assert circle(history, LIFECYCLE.effective(history)).restricted


def test_an_annulled_raising_closes_what_it_closed() -> None:
    """33: to annul is not to uncover, whether the raising or what restricted it."""
    closed = corrected(on(3, 2), "e1", "/confidentiality", None, "restricted")
    alone = corrected(on(3, 2), "e1", "/individualMatter", "no", "yes")

    for change in (closed, alone):
        for target in ("e1", "e2"):
            history = recorded(raised(), change, annulled(on(3, 3), target))
            assert circle(history, LIFECYCLE.effective(history)).restricted


def test_a_correction_that_stands_opens_an_issue() -> None:
    """32: whoever sees it says that it is open; as long as nobody annuls that."""
    opened = corrected(on(3, 2), "e1", "/confidentiality", "restricted", "open")
    history = recorded(raised(confidentiality="restricted"), opened)
    back = recorded(annulled(on(3, 3), "e2"), after=history)

    assert not circle(history, LIFECYCLE.effective(history)).restricted
    assert circle(back, LIFECYCLE.effective(back)).restricted


def test_annulled_corrections_open_nothing() -> None:
    """33: not the one that opened it, nor the one that had restricted it before."""
    closed = corrected(on(3, 2), "e1", "/confidentiality", None, "restricted")
    opened = corrected(on(3, 3), "e1", "/confidentiality", "restricted", "open")
    gone = [annulled(on(3, 4), "e3"), annulled(on(3, 4), "e2")]
    history = recorded(raised(), closed, opened, *gone)

    assert circle(history, LIFECYCLE.effective(history)).restricted


def test_whose_only_part_was_annulled_is_a_party() -> None:
    """33: it knows of the issue, and sees what became of its part."""
    history = recorded(raised(), said(party=SEKO), annulled(on(3, 4), "e2"))

    assert {SEKO} == circle(history, LIFECYCLE.effective(history)).parties


# What a party claims (DOMAIN 34, MBL 21–22 §§)


def test_what_is_open_is_for_everyone() -> None:
    """Nothing is guarded that nobody restricted."""
    assert {} == of(raised(), said(), dispatched(on(3, 4)))


def test_a_claim_covers_what_its_party_has_given() -> None:
    """Itself too; for the parties, and not what others gave."""
    found = of(raised(), said(), said(4, SACO), claim())

    assert {"e2": CLAIMED, "e4": CLAIMED} == found


def test_a_claim_covers_what_is_recorded_late() -> None:
    """It was given before the claim, and recorded after it."""
    assert {"e2": CLAIMED, "e3": CLAIMED} == of(raised(), claim(), said(3))


def test_a_claim_covers_nothing_given_later() -> None:
    """It is claimed of what is known."""
    assert {"e2": CLAIMED} == of(raised(), claim(), said(6))


def test_a_claim_that_names_documents_covers_what_has_them() -> None:
    """Given before or after, attached or referred to; and nothing else."""
    named = (Document(ref="RV 7"),)
    found = of(
        raised(),
        said(1),
        said(2, content_ref="RV 7"),
        claim(document_refs=named),
        said(8, document_refs=named),
    )

    assert {"e3", "e4", "e5"} == found.keys()


def test_the_employer_claims_what_it_gave() -> None:
    """What it told a union, and not what the union said that it recorded."""
    told = happened(InformationProvided, on(3, 1), parties=(ST,))
    minuted = said(actor=STAFF)

    assert {"e2", "e4"} == of(raised(), told, minuted, claim(party="employer")).keys()


def test_a_claim_ends_when_it_is_lifted() -> None:
    """All that it covered is for everyone again."""
    assert {} == of(raised(), said(), claim(), settled("lifted"))


@pytest.mark.parametrize("how", ["negotiated", "court"])
def test_a_settled_duty_holds_on(how: str) -> None:
    """MBL 21 §: and how it was settled tells as much as the claim."""
    found = of(raised(), said(), claim(), settled(how))

    assert {"e2": CLAIMED, "e3": CLAIMED, "e4": CLAIMED} == found


def test_another_partys_lifting_ends_no_claim() -> None:
    """Each has its own."""
    found = of(
        raised(), claim(), claim(party=SACO), settled("lifted", party=SACO), said(3)
    )

    assert {"e2", "e5"} == found.keys()


def test_an_annulled_claim_covers_nothing() -> None:
    """Itself least."""
    found = of(raised(), said(), claim(), annulled(on(3, 6), "e3"))

    assert {} == found


def test_what_is_annulled_stays_claimed() -> None:
    """33: and what changed it; also where a correction takes it from the claim."""
    gone = of(raised(), said(), claim(), annulled(on(3, 6), "e2"))
    mended = corrected(on(3, 6), "e2", "/party", ST, SACO)

    assert {"e2": CLAIMED, "e3": CLAIMED, "e4": CLAIMED} == gone
    assert {"e2": CLAIMED, "e3": CLAIMED, "e4": CLAIMED} == of(
        raised(), said(), claim(), mended
    )


def test_what_was_corrected_into_a_claim_stays_claimed() -> None:
    """33: it has the document that the claim names, annulled or not."""
    change = corrected(on(3, 4), "e2", "/contentRef", None, "RV 7")
    named = claim(document_refs=(Document(ref="RV 7"),))

    found = of(raised(), said(), change, named, annulled(on(3, 6), "e2"))

    assert {"e2", "e3", "e4", "e5"} == found.keys()


def test_a_correction_of_what_is_claimed_is_claimed() -> None:
    """It tells as much."""
    change = corrected(on(3, 4), "e2", "/stance", "question", "oppose")

    assert CLAIMED == of(raised(), said(), change, claim())["e3"]


def test_a_draft_that_is_claimed_is_for_fewer_still() -> None:
    """A reservation before its minutes is its party's, whoever has a clearance."""
    reserved = happened(
        PartyPositionRecorded,
        on(3, 3),
        actor=union(ST),
        party=ST,
        position="reserved",
    )

    assert Audience(frozenset({ST})) == of(raised(), reserved, claim())["e2"]


# What is restricted, and what changes it


def test_what_is_restricted_is_for_a_clearance() -> None:
    """The entry alone, where the issue is open."""
    assert {"e2": RESTRICTED} == of(raised(), said(confidentiality="restricted"))


def test_a_restricted_correction_hides_itself_alone() -> None:
    """What it corrects stays; who shows that withholds the value."""
    change = corrected(
        on(3, 4), "e2", "/stance", "question", "oppose", confidentiality="restricted"
    )

    assert {"e3": RESTRICTED} == of(raised(), said(), change)


def test_a_later_correction_of_the_same_value_is_hidden_too() -> None:
    """It names what it replaces."""
    first = corrected(
        on(3, 4), "e2", "/stance", "question", "oppose", confidentiality="restricted"
    )
    second = corrected(on(3, 5), "e2", "/stance", "oppose", "support")
    other = corrected(on(3, 6), "e2", "/contentRef", None, "RV 9")

    assert {"e3", "e4"} == of(raised(), said(), first, second, other).keys()


def test_a_restricted_annulment_hides_what_it_annuls() -> None:
    """To show it as standing would be false."""
    gone = annulled(on(3, 4), "e2", confidentiality="restricted")

    assert {"e2": RESTRICTED, "e3": RESTRICTED} == of(raised(), said(), gone)


def test_an_annulment_that_is_annulled_hides_nothing_but_itself() -> None:
    """What it was aimed at stands again."""
    gone = annulled(on(3, 4), "e2", confidentiality="restricted")

    found = of(raised(), said(), gone, annulled(on(3, 5), "e3"))

    assert {"e3", "e4"} == found.keys()


@pytest.mark.parametrize("target", ["e2", "e3"])
def test_what_was_restricted_stays_so_when_it_is_annulled(target: str) -> None:
    """33: it, or the correction that restricted it; and what is about it."""
    closed = corrected(on(3, 4), "e2", "/confidentiality", None, "restricted")

    found = of(raised(), said(), closed, annulled(on(3, 5), target))

    assert dict.fromkeys(("e2", "e3", "e4"), RESTRICTED) == found


def test_an_annulled_position_is_for_the_fewest() -> None:
    """33: a reservation by a correction is one still when it is annulled."""
    position = happened(
        PartyPositionRecorded, on(3, 3), actor=union(ST), party=ST, position="agree"
    )
    change = corrected(on(3, 4), "e2", "/position", "agree", "reserved")
    own = Audience(frozenset({ST}))

    found = of(raised(), position, change, annulled(on(3, 5), "e2"))

    assert {"e2": own, "e3": own, "e4": own} == found


def test_the_same_value_by_another_pointer_is_hidden_too() -> None:
    """RFC 6901: such corrections were recorded once, and read as what they are."""
    first = corrected(
        on(3, 4), "e2", "/documentRefs/0/ref", "a", "b", confidentiality="restricted"
    )
    second = corrected(on(3, 5), "e2", "/documentRefs/00/ref", "b", "c")
    told = said(document_refs=(Document(ref="a"),))

    assert {"e3", "e4"} == of(raised(), told, first, second).keys()


def test_what_was_opened_is_open() -> None:
    """The correction that opened it stays restricted, as what it corrected was."""
    opened = corrected(
        on(3, 4),
        "e2",
        "/confidentiality",
        "restricted",
        "open",
        confidentiality="restricted",
    )

    found = of(raised(), said(confidentiality="restricted"), opened)

    assert {"e3": RESTRICTED} == found


def test_a_finding_is_for_those_who_see_what_it_is_about() -> None:
    """It names the entry; one about a question is for everyone (DOMAIN 35)."""
    fields: dict[str, Any] = {"by": "audit", "verdict": "breach", "ref": "R 1"}
    about_it = happened(FindingRecorded, on(3, 4), about="e2", **fields)
    about_q = happened(FindingRecorded, on(3, 4), about="Q1", **fields)
    secret = said(confidentiality="restricted")

    assert {"e2", "e3"} == of(raised(), secret, about_it, about_q).keys()


def test_a_note_is_for_its_party() -> None:
    """And so is what corrects it."""
    note = happened(
        InternalNoteKept, on(3, 3), actor=union(SEKO), party=SEKO, text="Hold out."
    )
    change = corrected(on(3, 4), "e2", "/text", None, None, new_text="Give in.")
    own = Audience(frozenset({SEKO}))

    assert {"e2": own, "e3": own} == of(raised(), note, change)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("/a", "/a", True),
        ("/a", "/a/1", True),
        ("/a/1", "/a", True),
        ("/a", "/ab", False),
        ("/a/1", "/a/2", False),
    ],
)
def test_which_pointers_overlap(one: str, other: str, *, expected: bool) -> None:
    """The same place, or one within the other."""
    assert expected is overlap(one, other)


def test_the_audiences_are_of_entries_alone() -> None:
    """An annulment of what is not there adds nothing."""
    stray = Recorded(
        "e2", 2, recorded(raised())[0].recorded_at, annulled(on(3, 4), "e9")
    )
    history = [*recorded(raised()), stray]

    assert EVERYONE not in audiences(history, history, OWN).values()
    assert Role.MANAGER == stray.event.actor.role
