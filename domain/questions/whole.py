"""What the whole of a question says where its verdicts do not all say the same.

Two say the same where the reason and all facts but the party are alike.
"""

from collections.abc import Sequence

import msgspec

from domain.questions.verdict import Fact, Verdict


def alike(deciding: Sequence[Verdict]) -> list[Verdict]:
    """Return those that say the same as the first, itself among them."""
    first = deciding[0]
    return [each for each in deciding if _same(each, first)]


def shared(same: Sequence[Verdict]) -> dict[str, Fact]:
    """Return the facts of what is said alike; of `party`, all of whom it is said."""
    facts = dict(same[0].facts)
    parties = tuple(dict.fromkeys(each.party for each in same if each.party))
    return facts | {"party": parties} if parties else facts


def apart(deciding: Sequence[Verdict]) -> list[Verdict]:
    """Return one verdict for each thing that is said, of all of whom it is said."""
    found: list[Verdict] = []
    left = list(deciding)
    while left:
        same = alike(left)
        found.append(msgspec.structs.replace(same[0], facts=shared(same)))
        left = [each for each in left if not _same(each, same[0])]
    return found


def _same(one: Verdict, first: Verdict) -> bool:
    if one.reason != first.reason or (one.party is None) != (first.party is None):
        return False
    facts = {**one.facts, "party": first.party} if first.party else one.facts
    return facts == first.facts
