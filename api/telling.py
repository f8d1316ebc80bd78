"""A verdict as it is shown: in one sentence, with the way to what it rests on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import urlencode

import msgspec
from litestar import Request

from api import sentences
from api.address import BASE
from api.examples import EXAMPLES
from api.language import Language
from api.reading import Link, link
from domain.agreement_state import Framework
from domain.base import Struct
from domain.questions.answer import Answered, Verdict
from registry.surroundings import ISSUES

TIMES = ("asOf", "knownAsOf")
"""Parameters that a link to the evidence keeps: it is shown as it was judged."""


class VerdictLinks(Struct, frozen=True, kw_only=True):
    """Where a verdict leads: to its article, and to what it rests on."""

    article: Link
    evidence: tuple[Link, ...] = ()
    """The entries, in the order of `evidence`, seen as of the times asked."""


class ToldVerdict(Verdict, frozen=True, kw_only=True):
    """A verdict, in one sentence, with the way to what it rests on."""

    sentence: str
    """What happened, in the language that `Accept-Language` puts first."""
    withheld: bool = False
    """It rests in part on what whoever asks may not see, or in a list may do so: that
    is left out of its evidence, and with it facts, qualifiers and until when it holds.
    """
    links: VerdictLinks = msgspec.field(name="_links")


class ToldAnswer(Answered, frozen=True, kw_only=True):
    """The answer to one question, each verdict in one sentence."""

    overall: ToldVerdict
    verdicts: tuple[ToldVerdict, ...]


class Partial(Verdict, frozen=True, kw_only=True):
    """A verdict without what whoever asks may not see of it."""


def shown(
    verdict: Verdict, hidden: Collection[str], openly: Collection[Verdict] | None
) -> Verdict:
    """Return the verdict as it is for those from whom the entries of these ids are
    hidden: `Partial`, unless it is among those that come out *openly*, as the same,
    without them. None: they all do.

    What was judged stays, and how. What it says of the case besides, and when it may
    change, may be of a hidden entry that is not in its evidence, and is left out.
    """
    return verdict if openly is None or verdict in openly else partial(verdict, hidden)


def partial(verdict: Verdict, hidden: Collection[str]) -> Partial:
    """Return the verdict without what may rest on the hidden entries."""
    kept = {
        **_fields(verdict),
        "evidence": tuple(each for each in verdict.evidence if each not in hidden),
        "facts": {},
        "missing": (),
        "qualifiers": (),
        "others": 0,
        "holds_until": None,
    }
    return Partial(**kept)


def said(found: Iterable[Answered]) -> list[Verdict]:
    """Return all verdicts of these answers, those of the whole too."""
    return [verdict for each in found for verdict in (each.overall, *each.verdicts)]


Where: TypeAlias = str | Mapping[str, str]
"""The issue in which all evidence stands, or that of each entry, by their ids."""


class Telling(msgspec.Struct, frozen=True):
    """To whom verdicts are told, in which language, and what is called what."""

    request: Request[Any, Any, Any]
    language: Language
    called: sentences.Names
    hidden: frozenset[str] = frozenset()
    """The ids of the entries that do not exist for whoever is told."""
    openly: tuple[Verdict, ...] | None = None
    """The verdicts that come out without these entries: no others are told whole.
    None: all are."""

    def verdict(self, verdict: Verdict, where: Where) -> ToldVerdict:
        """Return a verdict, told, as it is for whoever is told."""
        seen = self._shown(verdict)
        return self._told(seen, [seen], where)

    def answer(
        self, answered: Answered, where: Where, party: str | None = None
    ) -> ToldAnswer:
        """Return the answer, told: the whole, and each verdict, or those of one
        party.
        """
        return ToldAnswer(
            overall=self._whole(answered, where),
            verdicts=tuple(
                self.verdict(each, where)
                for each in answered.verdicts
                if party is None or each.party == party
            ),
            as_of=answered.as_of,
            known_as_of=answered.known_as_of,
        )

    def _whole(self, answered: Answered, where: Where) -> ToldVerdict:
        """Return the whole, told: each thing that the verdicts which decide it say."""
        whole = answered.overall
        deciding = [v for v in answered.verdicts if v.verdict == whole.verdict]
        each = [self._shown(verdict) for verdict in deciding or [whole]]
        part = any(isinstance(one, Partial) for one in each)
        seen = partial(whole, self.hidden) if part else self._shown(whole)
        return self._told(seen, each, where)

    def _shown(self, verdict: Verdict) -> Verdict:
        return shown(verdict, self.hidden, self.openly)

    def _told(
        self, seen: Verdict, each: Sequence[Verdict], where: Where
    ) -> ToldVerdict:
        """Return the verdict with what *each* says that may be told, and that there is
        more if there is.
        """
        withheld = isinstance(seen, Partial)
        sentence = self._sentence([v for v in each if not isinstance(v, Partial)])
        more = sentences.withheld(self.language) if withheld else ""
        return ToldVerdict(
            **_fields(seen),
            sentence=f"{sentence} {more}".strip(),
            withheld=withheld,
            links=self._links(seen, where),
        )

    def _sentence(self, verdicts: Sequence[Verdict]) -> str:
        """Return what they say, one by itself with how many others there are."""
        if len(verdicts) == 1:
            return sentences.sentence(verdicts[0], self.language, self.called)
        return sentences.sentence_of_all(verdicts, self.language, self.called)

    def _links(self, verdict: Verdict, where: Where) -> VerdictLinks:
        article = f"{BASE}/rules#{verdict.question}"
        asked = self.request.query_params
        times = urlencode({name: asked[name] for name in TIMES if name in asked})
        query = f"?{times}" if times else ""
        issues = link(self.request, "", f"{BASE}/{ISSUES}").href
        return VerdictLinks(
            article=link(self.request, "describedby", article),
            evidence=tuple(
                Link(f"{issues}{issue_id}/events/{event_id}{query}", "related")
                for event_id in verdict.evidence
                for issue_id in [where if isinstance(where, str) else where[event_id]]
            ),
        )


def telling(
    request: Request[Any, Any, Any],
    language: Language,
    framework: Framework,
    hidden: frozenset[str] = frozenset(),
) -> Telling:
    """Return who tells verdicts that were found within the framework, to somebody from
    whom the entries of those ids are *hidden*.
    """
    return Telling(request, language, sentences.names(framework), hidden)


def _fields(verdict: Verdict) -> Mapping[str, Any]:
    return {name: getattr(verdict, name) for name in Verdict.__struct_fields__}


_HERE = f"https://registry.example{BASE}"
_EVENTS = f"{_HERE}/{ISSUES}01a20018-44df-7bca-bc5b-c1f1757e2339/events"
_EVIDENCE = [
    "01a20018-44df-7bca-bc5b-c1f1757e2340",
    "01a20018-44df-7bca-bc5b-c1f1757e2341",
    "01a20018-44df-7bca-bc5b-c1f1757e2342",
]
EXAMPLES[ToldVerdict] = {
    "question": "Q7",
    "verdict": "breach",
    "reason": "central_not_concluded_before",
    "party": "saco-s",
    "decision": "d1",
    "evidence": _EVIDENCE,
    "facts": {
        "party": "saco-s",
        "requestedOn": "2026-03-03",
        "decidedOn": "2026-03-06",
    },
    "agreement": {"agreement": "rv", "version": "3"},
    "sentence": "Saco-S asked for central negotiation on 3 March 2026, in time; the"
    " decision came on 6 March 2026, while it was still open.",
    "_links": {
        "article": {
            "href": f"{_HERE}/rules#Q7",
            "rel": "describedby",
            "method": "GET",
        },
        "evidence": [
            {"href": f"{_EVENTS}/{event_id}", "rel": "related", "method": "GET"}
            for event_id in _EVIDENCE
        ],
    },
}
