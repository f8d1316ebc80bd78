"""What a field needs and what was found in it, in the client's language."""

from typing import Any

from msgspec import inspect

from api.language import Language

EXCERPT = 60
"""Characters of a found text that are shown, at most."""

_PHRASES: dict[str, tuple[str, str]] = {
    "missing": ("Missing; needed is {needed}.", "Saknas; det ska vara {needed}."),
    "wrong": (
        "Found {found}; needed is {needed}.",
        "Här står {found}; det ska vara {needed}.",
    ),
    "unknown": (
        "There is no field {found} here. Those nearest: {near}.",
        "Det finns inget fält {found} här. Närmast: {near}.",
    ),
    "kind": (
        "There is no kind {found} here. Those nearest: {near}.",
        "Det finns ingen sådan händelse: {found}. Närmast: {near}.",
    ),
    "number": ("a whole number", "ett heltal"),
    "decimal": ("a number", "ett tal"),
    "text": ("a text", "en text"),
    "boolean": ("true or false", "true eller false"),
    "instant": (
        "a time with an offset, as 2026-03-02T09:00:00+01:00",
        "en tid med tidszon, som 2026-03-02T09:00:00+01:00",
    ),
    "etag": (
        'an ETag as "v7", a list of them, or *',
        'en ETag som "v7", en lista av sådana, eller *',
    ),
    "instant_or_day": (
        "a time with an offset, as 2026-03-02T09:00:00+01:00, or a date, as 2026-03-02",
        "en tid med tidszon, 2026-03-02T09:00:00+01:00, eller ett datum, 2026-03-02",
    ),
    "unpaged": ("none: an export has no pages", "ingen: en export har inga sidor"),
    "with_verdict": ("one with a `verdict` beside it", "en med `verdict` bredvid"),
    "not_before": ("a day not before {first}", "en dag som inte är före {first}"),
    "elsewhere": (
        " {question} is answered at {where}.",
        " {question} besvaras på {where}.",
    ),
    "stranger": (
        "There is no such parameter here. Those that exist: {known}.",
        "Det finns ingen sådan parameter här. De som finns: {known}.",
    ),
    "two_keys": (
        "`source` and `Idempotency-Key` both name this request. State one of them.",
        "Både `source` och `Idempotency-Key` namnger begäran. Ange den ena.",
    ),
    "reserved": (
        "What begins with {prefix} is the registry's own. Name the system otherwise.",
        "Det som börjar med {prefix} är registrets eget. Ange systemet på annat sätt.",
    ),
    "none": ("none", "ingen"),
    "past": ("a time that has passed", "en tid som har passerat"),
    "date": ("a date, as 2026-03-02", "ett datum, som 2026-03-02"),
    "list": ("a list", "en lista"),
    "object": ("an object", "ett objekt"),
    "other": ("another value", "ett annat värde"),
    "large": ("a number too large to read", "ett tal för stort att läsa"),
    "one_of": ("one of {values}", "något av {values}"),
    "or": (" or ", " eller "),
    "from": (" of at least {low}", " om minst {low}"),
    "to": (" of at most {high}", " om högst {high}"),
    "between": (" of {low} to {high}", " om {low} till {high}"),
    "characters": (" characters", " tecken"),
    "matching": (" matching {pattern}", " enligt mönstret {pattern}"),
    "empty": (
        "The body is empty; needed is {needed}.",
        "Innehållet är tomt; det ska vara {needed}.",
    ),
    "malformed": (
        "Not JSON at line {line}, column {column}. Send JSON (RFC 8259).",
        "Inte JSON på rad {line}, kolumn {column}. Skicka JSON (RFC 8259).",
    ),
    "not_utf8": (
        "Byte {byte} is not UTF-8. Send the body in UTF-8.",
        "Byte {byte} är inte UTF-8. Skicka innehållet i UTF-8.",
    ),
    "not_a_number": (
        "NaN and Infinity are not JSON. Send a number or leave the field out.",
        "NaN och Infinity är inte JSON. Skicka ett tal eller utelämna fältet.",
    ),
    "repeated": (
        "A field stands twice, or a number is out of range. Send each field once.",
        "Ett fält står två gånger, eller ett tal är för stort. Skicka fält en gång.",
    ),
    "deep": (
        "Nested deeper than {depth} levels. Send what the schema asks for.",
        "Djupare nästlat än {depth} nivåer. Skicka det schemat anger.",
    ),
    "unwritable": (
        "A text is UTF-8 and holds neither NUL nor half a surrogate pair. Mend it.",
        "En text är UTF-8 och har varken NUL eller halva surrogatpar. Rätta den.",
    ),
}

_PLAIN: dict[type[inspect.Type], str] = {
    inspect.BoolType: "boolean",
    inspect.DateTimeType: "instant",
    inspect.DateType: "date",
    inspect.StructType: "object",
    inspect.DictType: "object",
}

_LISTS = (
    inspect.ListType,
    inspect.VarTupleType,
    inspect.SetType,
    inspect.FrozenSetType,
    inspect.TupleType,
)


def phrase(key: str, language: Language, **found: object) -> str:
    """Return a phrase with its gaps filled."""
    english, swedish = _PHRASES[key]
    return (swedish if language == "sv" else english).format(**found)


def needed(info: inspect.Type, language: Language) -> str:  # noqa: PLR0911 - one a type
    """Return what a value of this type looks like, in a few words."""
    match info:
        case inspect.Metadata(type=inner):
            return needed(inner, language)
        case inspect.UnionType(types=types):
            parts = dict.fromkeys(needed(inner, language) for inner in types)
            return phrase("or", language).join(parts)
        case inspect.NoneType():
            return "null"
        case inspect.EnumType(cls=cls):
            return _one_of([member.value for member in cls], language)
        case inspect.LiteralType(values=values):
            return _one_of(list(values), language)
        case inspect.StrType(min_length=low, max_length=high, pattern=pattern):
            bounds = _bounds(low, high, language)
            unit = phrase("characters", language) if bounds else ""
            form = phrase("matching", language, pattern=pattern) if pattern else ""
            return phrase("text", language) + bounds + unit + form
        case inspect.IntType(ge=low, le=high):
            return phrase("number", language) + _bounds(low, high, language)
        case inspect.FloatType(ge=low, le=high):
            return phrase("decimal", language) + _bounds(low, high, language)
        case _ if isinstance(info, _LISTS):
            low, high = (
                getattr(info, "min_length", None),
                getattr(info, "max_length", None),
            )
            return phrase("list", language) + _bounds(low, high, language)
        case _:
            return phrase(_PLAIN.get(type(info), "other"), language)


def found(value: Any, language: Language) -> str:  # noqa: PLR0911 - one a type
    """Return what a JSON value is, in a few words that are safe to send back."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case dict():
            return phrase("object", language)
        case list():
            return phrase("list", language)
        case str():
            return quoted(value)
        case _ if abs(value) < 10**EXCERPT:
            return str(value)
        case _:
            return phrase("large", language)


def quoted(text: str) -> str:
    """Return the beginning of a text between quotation marks, fit to be sent."""
    cut = text[:EXCERPT] + ("…" if len(text) > EXCERPT else "")
    clean = "".join(
        mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in cut
    )
    return f'"{clean}"'


def _one_of(values: list[Any], language: Language) -> str:
    listed = ", ".join(sorted((str(value) for value in values), key=_numbered))
    return phrase("one_of", language, values=listed)


def _numbered(value: str) -> tuple[str, int]:
    """Return what orders Q2 before Q10, and all else as text."""
    letters = value.rstrip("0123456789")
    return letters, int(value.removeprefix(letters) or 0)


def _bounds(low: float | None, high: float | None, language: Language) -> str:
    if low is not None and high is not None:
        return phrase("between", language, low=low, high=high)
    if low is not None:
        return phrase("from", language, low=low)
    return "" if high is None else phrase("to", language, high=high)
