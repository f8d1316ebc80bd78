"""SQL is read from the `.sql` file beside its reader, never built from strings.

A query begins with a line `-- :name read_stream`; the comments under it belong to it.
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

_NAME = re.compile(r"^-- :name ([a-z_]+)\n", re.MULTILINE)


def queries(package: str, filename: str) -> Mapping[str, str]:
    """Each query of the file by its name.

    Raises: KeyError when a name is used twice.
    """
    text = files(package).joinpath(filename).read_text(encoding="utf-8")
    _, *parts = _NAME.split(text)
    names, bodies = parts[::2], parts[1::2]
    if len(set(names)) < len(names):
        raise KeyError(f"{filename} names a query twice: {sorted(names)}")
    return MappingProxyType(
        {name: body.strip() for name, body in zip(names, bodies, strict=True)}
    )
