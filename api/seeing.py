"""What exists for whoever asks: an issue's history, or the answer that there is none.

What may not be seen answers as what does not exist, by the same one query. The rule is
that of `domain.sight`; the query has it as `sees_issue`.
"""

import msgspec

from api.desk import Reader
from api.turned_away import RecordUnknown
from domain.agency_state import EMPLOYER
from domain.audience import Audience, Audiences, Circle, audiences, circle
from domain.base import Recorded
from domain.own_texts import OwnTexts, own_texts
from domain.questions.answer import look
from domain.questions.party_history import party_histories
from domain.sight import Sight
from projections import issue_page
from projections.judged import Kept, kept
from projections.veil import NOTHING, Veil
from registry.journal import Stored
from registry.laws import lifecycle_of
from registry.surroundings import ISSUES


class Seen(msgspec.Struct, frozen=True):
    """A stream that somebody may see: all of it, and what of it is hidden from him."""

    entries: list[Kept]
    """All that is recorded, oldest first: what verdicts rest on."""
    own: Circle = Circle()
    """Whom it concerns."""
    veil: Veil = NOTHING
    """What of it is not for whoever asks."""

    @property
    def hidden(self) -> frozenset[str]:
        """The ids of the entries that do not exist for whoever asks."""
        return self.veil.hidden


async def seen(reader: Reader, stream: str) -> Seen:
    """Return the stream as it exists for the reader.

    Agreements and the register exist for everyone at the agency, but what is restricted
    there for a clearance alone.

    Raises: RecordUnknown, where it has no entry, or none that is for the reader.
    """
    issue = stream.startswith(ISSUES)
    stored = await (_stored if issue else _surrounding)(reader, stream)
    entries = [kept(each) for each in stored]
    if not entries:
        raise RecordUnknown
    history = [entry.recorded for entry in entries]
    standing = lifecycle_of(stream).effective(history)
    own = await _circle(reader, history, standing) if issue else Circle()
    if issue and not reader.sight.sees_issue(own):
        raise RecordUnknown
    guarded = audiences(history, standing, own)
    texts = own_texts(history, standing)
    return Seen(entries, own, veil_for(reader.sight, guarded, texts))


async def unseen(reader: Reader, issue: str) -> frozenset[str]:
    """Return the ids of the issue's entries that do not exist for the reader.

    Where the readings know that all of it does, its history is not looked at.

    Raises: RecordUnknown, where the issue itself does not exist for the reader.
    """
    sql, issue_id = issue_page.READING.sql["open"], issue.removeprefix(ISSUES)
    asked = (issue, issue_id, *reader.sight.row()[:4])
    if await reader.desk.pool.fetchval(sql, reader.agency, *asked):
        return frozenset()
    return (await seen(reader, issue)).hidden


def hidden_from(reader: Reader, guarded: Audiences) -> frozenset[str]:
    """Return the ids of the entries that do not exist for the reader."""
    return veil_for(reader.sight, guarded, {}).hidden


def veil_for(sight: Sight, guarded: Audiences, own: OwnTexts) -> Veil:
    """Return what is not for the sight: entries, and texts of one side's own."""
    sees = sight.sees_entry
    hidden = frozenset(id_ for id_, audience in guarded.items() if not sees(audience))
    unseen = {
        id_: frozenset(w for w, sides in texts.items() if not sees(Audience(sides)))
        for id_, texts in own.items()
    }
    return Veil(hidden, {id_: places for id_, places in unseen.items() if places})


async def _stored(reader: Reader, stream: str) -> list[Stored]:
    """Return the entries of an issue, none where the readings know it is not for him.

    What has not come to the readings yet is told by its history alone.
    """
    issue_id = stream.removeprefix(ISSUES)
    sql = issue_page.READING.sql["stream"]
    asked = (stream, issue_id, *reader.sight.row()[:4])
    rows = await reader.desk.pool.fetch(sql, reader.agency, *asked)
    return [Stored(*row) for row in rows]


async def _surrounding(reader: Reader, stream: str) -> list[Stored]:
    return await reader.desk.journal.read_stream(reader.agency, stream)


async def _circle(
    reader: Reader, history: list[Recorded], standing: list[Recorded]
) -> Circle:
    """Return whom the issue concerns, all that is recorded taken in.

    Whoever sees every issue, and all entries of it that are for some party, need not
    have the parties worked out.
    """
    sight = reader.sight
    if sight.everywhere and sight.cleared and (sight.audits or EMPLOYER in sight.sides):
        return circle(history, standing)
    desk = reader.desk
    surroundings = await desk.surroundings.fresh(reader.agency)
    now = max(desk.clock(), history[-1].recorded_at)
    case = look(history, surroundings.framework, now, now).case
    parties = (each.party for each in party_histories(case))
    return circle(history, standing, parties)
