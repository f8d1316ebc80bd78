"""A verdict as it is shown: in one sentence, with the way to what it rests on."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any, TypeAlias, TypeVar
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response
from litestar.datastructures import ResponseHeader
from litestar.di import Provide
from litestar.params import HeaderParameter

from api import sentences
from api.address import BASE
from api.examples import EXAMPLES
from api.language import Language, preferred
from api.reading import Link, link
from domain.agreement_state import Framework
from domain.base import Struct
from domain.questions.answer import Answered, Verdict
from registry.surroundings import ISSUES

T = TypeVar("T")

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
    """It rests in part on what whoever asks may not see: that is left out of its
    evidence, and its facts with it."""
    links: VerdictLinks = msgspec.field(name="_links")


class ToldAnswer(Answered, frozen=True, kw_only=True):
    """The answer to one question, each verdict in one sentence."""

    overall: ToldVerdict
    verdicts: tuple[ToldVerdict, ...]


class Partial(Verdict, frozen=True, kw_only=True):
    """A verdict without what whoever asks may not see of it."""


def shown(verdict: Verdict, hidden: Collection[str]) -> Verdict:
    """Return the verdict as it is for those from whom the entries of these ids are
    hidden: `Partial` where it rests on one of them.

    What was judged stays, and how; when it may change too, or it would seem to hold for
    ever. What it says of the case besides may be of the hidden entry, and is left out.
    """
    if not hidden or not any(each in hidden for each in verdict.evidence):
        return verdict
    kept = {
        **_fields(verdict),
        "evidence": tuple(each for each in verdict.evidence if each not in hidden),
        "facts": {},
        "missing": (),
        "qualifiers": (),
        "others": 0,
    }
    return Partial(**kept)


Where: TypeAlias = str | Mapping[str, str]
"""The issue in which all evidence stands, or that of each entry, by their ids."""


class Telling(msgspec.Struct, frozen=True):
    """To whom verdicts are told, in which language, and what is called what."""

    request: Request[Any, Any, Any]
    language: Language
    called: sentences.Names
    hidden: frozenset[str] = frozenset()
    """The ids of the entries that do not exist for whoever is told."""

    def verdict(self, verdict: Verdict, where: Where) -> ToldVerdict:
        """Return a verdict, told, as it is for whoever is told."""
        seen = shown(verdict, self.hidden)
        return ToldVerdict(
            **_fields(seen),
            sentence=self._sentence([seen]),
            withheld=isinstance(seen, Partial),
            links=self._links(seen, where),
        )

    def answer(
        self, answered: Answered, where: Where, party: str | None = None
    ) -> ToldAnswer:
        """Return the answer, told: the whole, and each verdict, or those of one
        party.
        """
        whole = self.verdict(answered.overall, where)
        shown = self.whole(answered)
        return ToldAnswer(
            overall=msgspec.structs.replace(whole, sentence=shown),
            verdicts=tuple(
                self.verdict(each, where)
                for each in answered.verdicts
                if party is None or each.party == party
            ),
            as_of=answered.as_of,
            known_as_of=answered.known_as_of,
        )

    def whole(self, answered: Answered) -> str:
        """Return what is said of the whole: each thing that the verdicts which decide
        it say.
        """
        whole = answered.overall
        deciding = [v for v in answered.verdicts if v.verdict == whole.verdict]
        return self._sentence([shown(v, self.hidden) for v in deciding or [whole]])

    def _sentence(self, verdicts: Sequence[Verdict]) -> str:
        """Return what they say that may be told, and that there is more if there is."""
        whole = [each for each in verdicts if not isinstance(each, Partial)]
        if len(verdicts) == len(whole) == 1:
            return sentences.sentence(whole[0], self.language, self.called)
        said = sentences.sentence_of_all(whole, self.language, self.called)
        more = sentences.withheld(self.language)
        return said if len(whole) == len(verdicts) else f"{said} {more}".strip()

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


def asked_language(
    accept_language: Annotated[
        str | None,
        HeaderParameter(
            name="Accept-Language",
            description="The language of the sentences, `en` or `sv`; English where"
            " neither is put first.",
        ),
    ] = None,
) -> Language:
    """Return the language that is asked for: a handler's parameter `language`."""
    return preferred(accept_language)


VARY = "Accept, Accept-Language"
"""The headers of a request on which an answer with sentences depends."""

LANGUAGE = Provide(asked_language, sync_to_thread=False)

IN_LANGUAGE = (
    ResponseHeader(
        name="Content-Language",
        value="en",
        description="The language of the sentences, `en` or `sv`.",
        documentation_only=True,
    ),
    ResponseHeader(
        name="Vary",
        value=VARY,
        description="What the answer depends on besides its address.",
        documentation_only=True,
    ),
)
"""The headers that `in_language` sets, for the specification."""


def in_language(content: T, language: Language) -> Response[T]:
    """Return the answer with its language stated, and that another could be had.

    Its ETag is that of its bytes, which the sentences make another in each language.
    """
    headers = {"Content-Language": language, "Vary": VARY}
    return Response(content, headers=headers)


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
