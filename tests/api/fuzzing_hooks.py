"""What schemathesis makes of some headers and parameters that it should not, mended.

It takes `If-Match: 0` for valid, although the pattern of the specification says
otherwise; and a header that nobody knows for invalid, although the specification does
not. And a specification cannot say which parameters need or forbid each other.
"""

import itertools
import os
from typing import Any

import schemathesis

UNKNOWN = "x-schemathesis-unknown-property"
TOKENS = os.environ.get("SAMVERKAN_FUZZ_TOKENS", "").split()
"""Used in turn where there are any; else the one that is stated for all."""

_next_token = itertools.cycle(TOKENS)
TAGS = ("If-Match", "If-None-Match")


@schemathesis.hook
def filter_case(_: Any, case: Any) -> bool:
    """Keep the case unless it differs by a header that nobody knows, or asks for issues
    by a question without a verdict.
    """
    query = case.query or {}
    narrows = case.path != "/issues" or "verdict" in query or "question" not in query
    return narrows and UNKNOWN not in (case.headers or {})


@schemathesis.hook
def map_case(_: Any, case: Any) -> Any:
    """Leave out a tag that is none, and the second of two keys."""
    if isinstance(case.body, dict) and case.body.get("source") and case.headers:
        case.headers.pop("Idempotency-Key", None)
    for name in TAGS:
        if case.headers and case.headers.get(name) == "0":
            del case.headers[name]
    return case


if TOKENS:

    @schemathesis.auth(refresh_interval=None)
    class InTurn:
        """Each request in the next role."""

        def get(self, _: Any, __: Any) -> str:
            """Return the next token."""
            return next(_next_token)

        def set(self, case: Any, token: str, _: Any) -> None:
            """State it."""
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
