"""Where events name persons, and what is left when they are taken out."""

from domain.agreement import LIFECYCLE as AGREEMENTS
from domain.base import Actor, Role, as_json
from domain.correction import Approver, EventAnnulled
from domain.lifecycle import LIFECYCLE
from domain.minutes import MinutesApproved, MinutesDrafted
from domain.persons import person_paths, without_persons
from tests.issues import corrected, happened, on, raised

SECRETARY = Actor(role=Role.MINUTES_SECRETARY, person="p-9")
DRAFTED = happened(
    MinutesDrafted,
    on(3, 3),
    actor=SECRETARY,
    minutes_id="m1",
    version=1,
    meeting_on=on(3, 3),
    approvers=[Approver(side="st", person="p-1")],
)


def test_every_event_names_who_did_it() -> None:
    """By pseudonym, in each kind there is."""
    kinds = [*LIFECYCLE.kinds.values(), *AGREEMENTS.kinds.values()]

    assert all(("actor", "person") in person_paths(kind) for kind in kinds)


def test_persons_are_found_in_lists_too() -> None:
    """And where the field is called otherwise."""
    assert ("approvers", "*", "person") in person_paths(MinutesDrafted)
    assert ("approver",) in person_paths(MinutesApproved)
    assert ("agreedBy", "*", "person") in person_paths(EventAnnulled)


def test_persons_are_left_out_and_nothing_else() -> None:
    """The role, the side and the day stay."""
    left = without_persons(DRAFTED, as_json(DRAFTED))

    assert {"role": "minutes_secretary"} == left["actor"]
    assert [{"side": "st"}] == left["approvers"]
    assert as_json(DRAFTED).keys() == left.keys()


def test_a_correction_of_a_person_loses_its_values() -> None:
    """Also where it corrects what holds one; not where it corrects something else."""
    one = corrected(on(3, 4), "e1", "/approvers/0/person", "p-1", "p-2")
    whole = corrected(on(3, 4), "e1", "/approvers", [], [{"side": "st"}])
    other = corrected(on(3, 4), "e1", "/meetingOn", "2026-03-03", "2026-03-04")

    for change in (one, whole):
        left = without_persons(change, as_json(change), MinutesDrafted)
        assert not {"old", "new"} & left.keys()
    assert {"old", "new"} < without_persons(
        other, as_json(other), MinutesDrafted
    ).keys()


def test_without_persons_an_event_is_as_it_was() -> None:
    """Nothing is taken from one that names none."""
    event = raised()

    assert as_json(event) == without_persons(event, as_json(event))
