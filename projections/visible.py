"""Which entries across issues exist for whoever asks, as the readings know it."""

from collections.abc import Mapping

from domain.sight import Sight
from projections.guarded import decoded
from registry.database import Pool
from registry.queries import queries

SQL = queries("projections", "visible.sql")


async def hidden_among(
    pool: Pool, agency: str, sight: Sight, where: Mapping[str, str]
) -> frozenset[str]:
    """Return which of these entries do not exist for the sight; *where* is the issue of
    each, by the entry's id.

    An issue that the readings do not hold is seen by nobody.
    """
    issues = sorted({*where.values()})
    asked = (*sight.row()[:4], issues, len(issues))
    rows = await pool.fetch(SQL["visible"], agency, *asked)
    visible = {row["issue_id"]: decoded(row["guarded"]) for row in rows}
    return frozenset(
        id_
        for id_, issue in where.items()
        if issue not in visible
        or (id_ in visible[issue] and not sight.sees_entry(visible[issue][id_]))
    )
