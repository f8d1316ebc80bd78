"""What a correction makes of an event: one field is replaced, and no text bared."""

from copy import deepcopy
from typing import Any

import msgspec

from domain.base import WITHHELD, Event, kind
from domain.correction import CorrectionMisshapen, EventCorrected, OldValueDiffers
from domain.pointers import canonical, parts
from domain.sealing import is_sealed, put_back, texts_in, withhold


def corrected(
    target: Event, correction: EventCorrected, *, whatever_it_held: bool = False
) -> Event:
    """Return *target* with the field changed; *whatever_it_held*: as it was admitted,
    so that what it replaces is not looked at again.

    Sealed text is compared and replaced by its mark, whether *target* has it or not:
    what a mark stands for is kept.

    Raises: CorrectionMisshapen, OldValueDiffers.
    """
    pointer = canonical(correction.field)
    sealed = is_sealed(type(target), pointer)
    whole, texts = withhold(target)
    try:
        _is_in_its_place(correction, sealed=sealed)
        if not whatever_it_held:
            _may_replace(target, correction, sealed=sealed)
        new = correction.new_text if sealed else deepcopy(correction.new)
        _set(whole, pointer, new)
        _keep_one_time(whole, pointer)
        if sealed:
            texts.pop(pointer, None)
        put_back(whole, texts)
        return msgspec.convert(whole, type(target))
    except (LookupError, TypeError, ValueError) as fault:
        named = kind(target)
        raise CorrectionMisshapen(field=pointer, kind=named, fault=fault) from fault


def _resolve(whole: Any, pointer: str) -> tuple[Any, str | int]:
    """Return the container that *pointer* (RFC 6901) leads to, and the key in it."""
    if not pointer.startswith("/"):
        raise LookupError("a JSON pointer starts with /")
    *path, last = parts(pointer)
    for part in path:
        whole = whole[_index(part)] if isinstance(whole, list) else whole[part]
    if isinstance(whole, list):
        return whole, _index(last)
    return whole, last


def _set(whole: Any, pointer: str, value: Any) -> Any:
    """Put *value* in its place; return what was there, None where nothing was."""
    parent, key = _resolve(whole, pointer)
    was = parent.get(key) if isinstance(parent, dict) else parent[key]
    parent[key] = value
    return was


def _index(part: str) -> int:
    """Return a place in a list, as RFC 6901 writes it: digits, no sign."""
    if not (part.isascii() and part.isdigit()):
        raise LookupError(f"{part} is no place in a list")
    return int(part)


def _is_in_its_place(correction: EventCorrected, *, sealed: bool) -> None:
    """Return if text is stated as text, and facts as facts. Raises: ValueError."""
    in_the_open = correction.old is not None or correction.new is not None
    if sealed and (correction.new_text is None or in_the_open):
        raise ValueError("it is sealed text")
    if not sealed and (correction.old_text or correction.new_text) is not None:
        raise ValueError("it is not sealed text")


def _may_replace(target: Event, correction: EventCorrected, *, sealed: bool) -> None:
    """Return if the place is well named and holds `old`, and a mark stands where and
    as it stood, and no text.

    Raises: OldValueDiffers; LookupError, TypeError, ValueError.
    """
    pointer = canonical(correction.field)
    if pointer != correction.field:
        raise LookupError(f"a place in a list is written without zeros, {pointer}")
    whole, texts = withhold(target)
    found = _set(whole, pointer, correction.old)
    if sealed:
        return
    old = texts_in(type(target), whole)
    _set(whole, pointer, correction.new)
    new = texts_in(type(target), whole)
    for where, text in (*old.items(), *new.items()):
        if text != WITHHELD:
            raise ValueError(f"it would put the sealed text {where} in the open")
    if found != correction.old:
        raise OldValueDiffers(field=pointer, found=found, old=correction.old)
    before = withhold(target)[0]
    for where in new:
        if where not in texts:
            raise ValueError(f"there is no sealed text to keep in {where}")
        row = where.rpartition("/")[0]
        if row.startswith(f"{pointer}/") and _at(whole, row) != _at(before, row):
            raise ValueError(f"{row} has sealed text and is to be corrected by itself")


def _at(whole: Any, pointer: str) -> Any:
    parent, key = _resolve(whole, pointer)
    return parent[key]


def _keep_one_time(whole: dict[str, Any], pointer: str) -> None:
    """Drop the other spelling of the time when one of them was corrected."""
    if pointer == "/occurredAt":
        whole.pop("occurredOn", None)
    elif pointer == "/occurredOn":
        whole.pop("occurredAt", None)
