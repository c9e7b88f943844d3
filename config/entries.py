"""From the keys of a TOML file to models, and from pydantic's findings to mistakes in the operator's words.

Each entry of a list is judged by itself, so that one mistake in one service hides no other. `loader` calls this.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.errors import Mistake, nearest, plain, quoted, visible
from config.schema import Entry

_E = TypeVar("_E", bound=Entry)

_WRONG_TYPES = {
    "string_type": 'must be a text in quotes, such as "A01"',
    "int_type": "must be a whole number without quotes",
    "bool_type": "must be true or false without quotes",
    "tuple_type": 'must be a list, such as ["A", "B"]',
    "dict_type": 'must have one text for each language, such as name.id = "..."',
}


@dataclass(frozen=True, slots=True)
class Entries(Generic[_E]):
    """What one file of `[[entries]]` gave."""

    file: str
    kind: str
    """The word in the double brackets."""
    valid: tuple[_E, ...]
    """The entries that are right by themselves, in the order of the file."""
    declared: frozenset[str] | None
    """Every code the file declares, valid entries or not; `None` when the file itself cannot be read."""
    mistakes: tuple[Mistake, ...]


def read_entries(file: str, kind: str, data: Mapping[str, Any] | None, model: type[_E]) -> Entries[_E]:
    """Judge each `[[kind]]` of a file; `data` is `None` when the file could not be read and was reported already."""
    if data is None:
        return Entries(file, kind, (), None, ())
    mistakes = [_unknown_key(file, "", key, data[key], [kind]) for key in data if key != kind]
    rows = data.get(kind)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        mistakes.append(Mistake(file, kind, "", f"at least one entry headed [[{kind}]] is needed"))
        return Entries(file, kind, (), None, tuple(mistakes))
    name_key = next(iter(model.model_fields))
    valid: list[_E] = []
    declared: set[str] = set()
    for position, row in enumerate(rows, start=1):
        code = row.get(name_key)
        where = f"{kind} {visible(code)}" if isinstance(code, str) and code else f"{kind} number {position}"
        entry, found = read_entry(file, where, row, model)
        if isinstance(code, str):
            if code in declared:
                found.append(Mistake(file, f"{where}: {name_key}", code, f"{quoted(code)} is used more than once"))
            declared.add(code)
        if entry is not None and not found:
            valid.append(entry)
        mistakes.extend(found)
    return Entries(file, kind, tuple(valid), frozenset(declared), tuple(mistakes))


def read_entry(file: str, where: str, data: Mapping[str, Any], model: type[_E]) -> tuple[_E | None, list[Mistake]]:
    """One model and no mistakes, or no model and all its mistakes. `where` names the entry, or is empty."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        findings = error.errors(include_url=False)
        return None, [_mistake(file, where, finding, model) for finding in findings]


def _mistake(file: str, where: str, finding: ErrorDetails, model: type[Entry]) -> Mistake:
    path = finding["loc"]
    if finding["type"] == "extra_forbidden":
        return _unknown_key(file, where, str(path[0]), finding["input"], model.model_fields)
    key = _joined(where, _key(path))
    if finding["type"] == "missing":
        meaning = model.model_fields[str(path[0])].description or ""
        return Mistake(file, key, "", f"missing. {meaning}")
    value = finding["input"]
    return Mistake(file, key, plain(value), f"{quoted(value)} {_said(finding)}")


def _unknown_key(file: str, where: str, key: str, value: object, known: Mapping[str, object] | list[str]) -> Mistake:
    hint = nearest(key, known) or f"; known keys: {', '.join(known)}"
    return Mistake(file, _joined(where, visible(key)), plain(value), f"unknown key{hint}")


def _said(finding: ErrorDetails) -> str:
    kind, context = finding["type"], finding.get("ctx", {})
    match kind:
        case "value_error":
            return str(context["error"])
        case "greater_than_equal":
            return f"is too small; at least {context['ge']} is needed"
        case "less_than_equal":
            return f"is too large; at most {context['le']} is allowed"
        case "too_short":
            return f"needs at least {context['min_length']} item"
        case _:
            return _WRONG_TYPES.get(kind, "is not allowed here")


def _key(path: tuple[int | str, ...]) -> str:
    return "".join(_steps(path)).lstrip(".")


def _steps(path: tuple[int | str, ...]) -> Iterator[str]:
    for step in path:
        yield f" (item {step + 1})" if isinstance(step, int) else f".{visible(step)}"


def _joined(where: str, key: str) -> str:
    return f"{where}: {key}" if where else key
