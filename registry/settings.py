"""What an operator may set, read once from the environment at the start.

Each field is the variable `SAMVERKAN_` + its name in capitals; an unset or empty
variable means the default written here.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self, get_origin

import msgspec

PREFIX = "SAMVERKAN_"

SECRET = frozenset({"database_url", "owner_url", "keys"})
"""Fields that may hold a password or a key: shown to nobody, in no message."""

HIDDEN = "(not shown)"
"""What stands where a secret would."""


class SettingRefusedError(ValueError):
    """A variable of the environment holds what the registry cannot use."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the registry lets its operator decide."""

    database_url: str | None = None
    """`postgresql://…` of the database; none means the embedded PostgreSQL in `var`."""

    owner_url: str | None = None
    """The database as the role that owns its tables, for migrations, new readings,
    rebuilds, disposal and the rotation of keys; none means `database_url`."""

    var: Path = Path("var")
    """The folder for what the registry itself keeps on disk."""

    append_connections: Annotated[int, msgspec.Meta(ge=1, le=64)] = 8
    """Connections that write the journal in one process. Eight serve sixteen agencies
    at once a quarter faster than four; sixteen serve them no faster."""

    read_connections: Annotated[int, msgspec.Meta(ge=1, le=256)] = 8
    """Connections for everything else in one process."""

    line_max: Annotated[int, msgspec.Meta(ge=100)] = 10_000
    """Events that may wait for one agency in one process; past it, 503. At least one
    whole request of 100."""

    flush_events_max: Annotated[int, msgspec.Meta(ge=100, le=10_000)] = 1_000
    """Events written in one transaction; at least one whole command of 100."""

    poll_seconds: Annotated[float, msgspec.Meta(gt=0, le=60)] = 1.0
    """How long a follower waits at most for a hint before it looks by itself."""

    close_seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = 30.0
    """How long a closing process lets the waiting lines drain."""

    keys_file: Path | None = None
    """The agencies' keys as JSON; none means `keys.json` in `var`."""

    keys: str | None = None
    """The same JSON itself, instead of a file."""

    make_keys: bool = False
    """Whether a key is made for an agency that has none; with the embedded PostgreSQL
    it always is."""

    projector: bool = True
    """Whether a serving process keeps the readings too; off where `samverkan project`
    runs apart."""

    any_login: bool = False
    """Whether a server may use a login that row-level security does not bind: a
    superuser, the owner of the tables. For trying and for tests."""

    def __repr__(self) -> str:
        """Show every field but the secret ones."""
        shown = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({shown})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Return name and value of each field, those of secrets hidden."""
        held = [(name, getattr(self, name)) for name in self.__struct_fields__]
        return [
            (name, HIDDEN if value and name in SECRET else value)
            for name, value in held
        ]

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read every field's variable.

        Raises: SettingRefusedError, naming the variable, what was found and what
        was needed.
        """
        found: dict[str, Any] = {}
        for field in msgspec.structs.fields(cls):
            variable = PREFIX + field.name.upper()
            text = environ.get(variable, "").strip()
            if text:
                found[field.name] = _read(variable, text, field.type)
        return cls(**found)


def _read(variable: str, text: str, wanted: Any) -> Any:
    value = text.replace(",", " ").split() if get_origin(wanted) is tuple else text
    try:
        return msgspec.convert(value, wanted, strict=False, dec_hook=_path)
    except msgspec.ValidationError as fault:
        secret = variable.removeprefix(PREFIX).lower() in SECRET
        found = HIDDEN if secret else repr(text)
        message = f"{variable} is {found}. {fault}. Set it anew or leave it unset."
        raise SettingRefusedError(message) from None


def _path(wanted: type, text: Any) -> Any:
    if wanted is Path:
        return Path(text)
    raise NotImplementedError(wanted)
