"""One issue as it is to be judged: its history, and the times that are asked about."""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from api.address import BASE
from api.desk import Reader
from api.instants import Times
from api.language import LANGUAGE, Language
from api.reading import Link, link, self_link
from api.seeing import seen
from api.telling import Telling, telling
from domain.questions.answer import Look, Verdict, look
from domain.target import without_notes
from registry.surroundings import ISSUES


class Issue(msgspec.Struct, frozen=True):
    """What a question is asked of, and who is told."""

    issue_id: str
    look: Look
    """On the whole of its history, whoever asks."""
    openly: Look | None
    """On what of it whoever asks may see; None where no question sees the rest."""
    telling: Telling

    def teller(self, openly: Iterable[Verdict]) -> Telling:
        """Return who tells of it: whole is told what comes out the same *openly*."""
        if self.openly is None:
            return self.telling
        return msgspec.structs.replace(self.telling, openly=(*openly,))

    def links(self) -> dict[str, Link]:
        """Return the address itself, and the issue."""
        up = f"{BASE}/{ISSUES}{self.issue_id}"
        request = self.telling.request
        return {"self": self_link(request), "up": link(request, "up", up)}


class IssueAsked(msgspec.Struct, frozen=True):
    """Who asks about which issue, as of when, and in which language."""

    issue_id: str
    reader: Reader
    times: Times
    language: Language

    async def judged(self) -> Issue:
        """Return the issue as it is to be judged: on the whole of its history, whoever
        asks. Raises: RecordUnknown.
        """
        desk, times = self.reader.desk, self.times
        found = await seen(self.reader, f"{ISSUES}{self.issue_id}")
        entries = found.entries
        as_of, known = desk.seen(times, entries[-1].stored.recorded_at)
        surroundings = await desk.surroundings.fresh(self.reader.agency)
        framework = surroundings.as_known(times.known_as_of)
        history = without_notes([entry.recorded for entry in entries])
        openly = [entry for entry in history if entry.id not in found.hidden]
        part = len(openly) < len(history)
        return Issue(
            issue_id=self.issue_id,
            look=look(history, framework, as_of, known),
            openly=look(openly, framework, as_of, known) if part else None,
            telling=telling(
                self.reader.request, self.language, framework, found.hidden
            ),
        )


def issue_asked(
    issueId: FromPath[UUID],  # noqa: N803 – named as in the address
    reader: NamedDependency[Reader],
    times: NamedDependency[Times],
    language: NamedDependency[Language],
) -> IssueAsked:
    """Return what is asked about which issue: a handler's parameter `asked`."""
    return IssueAsked(str(issueId), reader, times, language)


ISSUE_ASKED = {
    "language": LANGUAGE,
    "asked": Provide(issue_asked, sync_to_thread=False),
}
"""The dependencies of a handler that judges one issue."""
