"""The registry's own choices of number, [REC] in docs/rules.md: no Act sets them."""

from domain.calendar import Term

LATE_RECORDED_AFTER = Term(amount=5, unit="working_days")
"""An entry recorded later than this after it occurred is `late_recorded`."""

GROUNDS_WITHIN = Term(amount=1, unit="working_days")
"""The grounds for an exception are stated at latest so long after the decision."""
