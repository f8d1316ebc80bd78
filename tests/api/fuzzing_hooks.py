"""What schemathesis makes of some headers and parameters that it should not, mended.

It takes `If-Match: 0` for valid, although the pattern of the specification says
otherwise; and a header or parameter that nobody knows for invalid, although the
specification does not.
"""

from typing import Any

import schemathesis

UNKNOWN = "x-schemathesis-unknown-property"
TAGS = ("If-Match", "If-None-Match")


@schemathesis.hook
def filter_case(_: Any, case: Any) -> bool:
    """Keep the case unless it differs by a header or parameter that nobody knows."""
    return UNKNOWN not in {*(case.headers or {}), *(case.query or {})}


@schemathesis.hook
def map_case(_: Any, case: Any) -> Any:
    """Leave out a tag that is none."""
    for name in TAGS:
        if case.headers and case.headers.get(name) == "0":
            del case.headers[name]
    return case
