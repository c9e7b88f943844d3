"""What one entry alone cannot show: references between files, translations, codes, and what the hall itself refuses.

Entries that failed by themselves still count as declared, so that one mistake is reported once and not again wherever
its code is used. `loader` collects what these functions yield.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from config.entries import Entries
from config.errors import Mistake, nearest, quoted, visible
from config.schema import Agency, Calling, Counter, HallIdentity, Printing, Series, Service, Zone
from hall.model import AgencyCode, Hall, Problem


@dataclass(frozen=True, slots=True)
class Parts:
    """A hall's folder, each file by itself; `None` stands for a file of single keys that is not right."""

    identity: HallIdentity | None
    agencies: Entries[Agency]
    services: Entries[Service]
    counters: Entries[Counter]
    zones: Entries[Zone]
    series: Entries[Series]
    printing: Printing | None
    calling: Calling | None

    def tables(self) -> tuple[Entries[Any], ...]:
        """The files of `[[entries]]`."""
        return (self.agencies, self.services, self.counters, self.zones, self.series)


def time_zone_mistakes(identity: HallIdentity) -> Iterator[Mistake]:
    """The time zone is one that the IANA data knows."""
    name = identity.time_zone
    known = available_timezones()
    if name not in known:
        hint = nearest(name, known) or "; use an IANA name such as Asia/Jakarta"
        yield Mistake("hall.toml", "time_zone", name, f"{quoted(name)} is not a time zone{hint}")


def language_mistakes(identity: HallIdentity, available: Sequence[str]) -> Iterator[Mistake]:
    """Each language of the hall is listed once and has a catalogue of words."""
    for position, language in enumerate(identity.languages, start=1):
        key = f"languages (item {position})"
        if language not in available:
            said = f"{quoted(language)} has no words; languages with words: {', '.join(available)}"
            yield Mistake("hall.toml", key, visible(language), said)
        elif language in identity.languages[: position - 1]:
            yield Mistake("hall.toml", key, language, f"{quoted(language)} is listed more than once")


def translation_mistakes(parts: Parts, languages: Sequence[str], available: Sequence[str]) -> Iterator[Mistake]:
    """Each name is there in every language of the hall, and in no language that nobody knows.

    Texts in a language that has words but is switched off in this hall are kept for another day.
    """
    needed = [language for language in languages if language in available]
    allowed = [*languages, *(language for language in available if language not in languages)]
    if parts.identity is not None:
        identity = parts.identity
        for key in ("name", "short", "where_to_wait", "ticker"):
            yield from _translations("hall.toml", key, getattr(identity, key), needed, allowed)
    for agency in parts.agencies.valid:
        for key in ("name", "short", "about"):
            where = f"agency {agency.code}: {key}"
            yield from _translations("agencies.toml", where, getattr(agency, key), needed, allowed)
    for service in parts.services.valid:
        yield from _translations("services.toml", f"service {service.code}: name", service.name, needed, allowed)
        yield from _translations("services.toml", f"service {service.code}: words", service.words, (), allowed)
    for counter in parts.counters.valid:
        yield from _translations("counters.toml", f"counter {counter.id}: name", counter.name, needed, allowed)
    for zone in parts.zones.valid:
        yield from _translations("zones.toml", f"zone {zone.id}: name", zone.name, needed, allowed)


def _translations(
    file: str, key: str, texts: Mapping[str, object], needed: Sequence[str], allowed: Sequence[str]
) -> Iterator[Mistake]:
    for language in needed:
        if language not in texts:
            yield Mistake(file, f"{key}.{language}", "", f"missing; the hall's languages are {', '.join(needed)}")
    for language in texts:
        if language not in allowed:
            hint = nearest(language, allowed) or f"; languages: {', '.join(allowed)}"
            said = f"{quoted(language)} is not a language here{hint}"
            yield Mistake(file, f"{key}.{visible(language)}", visible(language), said)


def agency_mistakes(parts: Parts) -> Iterator[Mistake]:
    """Every service has an agency that exists, every agency has a service, and no code means two things."""
    agencies, services = parts.agencies.declared, parts.services.declared
    if agencies is None or services is None:
        return
    for service in parts.services.valid:
        if service.agency not in agencies:
            key = f"service {service.code}: agency"
            yield _unknown("services.toml", key, service.agency, "no agency", agencies)
    used = {service.agency for service in parts.services.valid}
    complete = len(parts.services.valid) == len(services)
    for agency in parts.agencies.valid:
        if agency.code in services:
            said = f"{quoted(agency.code)} is also the code of a service; counters could not tell them apart"
            yield Mistake("agencies.toml", f"agency {agency.code}: code", agency.code, said)
        if complete and agency.code not in used:
            said = f"no service in services.toml has agency = {quoted(agency.code)}; add one or remove the agency"
            yield Mistake("agencies.toml", f"agency {agency.code}", agency.code, said)


def counter_mistakes(parts: Parts) -> Iterator[Mistake]:
    """What counters serve exists, and every service is served somewhere: else its number could never be called."""
    agencies, services, counters = parts.agencies.declared, parts.services.declared, parts.counters.declared
    if agencies is None or services is None or counters is None:
        return
    certain = len(parts.counters.valid) == len(counters) and not parts.counters.mistakes
    for counter in parts.counters.valid:
        certain = certain and bool(counter.serves) and agencies | services >= set(counter.serves)
        for position, code in enumerate(counter.serves, start=1):
            key = f"counter {counter.id}: serves (item {position})"
            if code not in agencies and code not in services:
                yield _unknown("counters.toml", key, code, "neither an agency nor a service", agencies | services)
            elif code in counter.serves[: position - 1]:
                yield Mistake("counters.toml", key, code, f"{quoted(code)} is listed more than once")
    served = {code for counter in parts.counters.valid for code in counter.serves}
    for service in parts.services.valid if certain else ():
        if not served & {service.code, service.agency} and service.agency in agencies:
            said = f"no counter serves it; add {quoted(service.code)} or {quoted(service.agency)} to a counter's serves"
            yield Mistake("services.toml", f"service {service.code}", service.code, said)


def name_mistakes(parts: Parts) -> Iterator[Mistake]:
    """No two counters have the same name in a language: a visitor who is called could not tell where to go."""
    owner: dict[tuple[str, str], str] = {}
    for counter in parts.counters.valid:
        for language, name in counter.name.items():
            other = owner.setdefault((language, name.casefold()), counter.id)
            if other != counter.id:
                said = f"{quoted(name)} is also the name of counter {other}; use another name"
                yield Mistake("counters.toml", f"counter {counter.id}: name.{visible(language)}", name, said)


def problem_mistakes(hall: Hall, parts: Parts) -> Iterator[Mistake]:
    """What the hall itself calls impossible, with file and key; what other mistakes already explain is left out."""
    tables = {table.kind: table for table in parts.tables()}
    for problem in hall.problems():
        if not _explained(problem, parts):
            file = tables[problem.kind].file if problem.kind in tables else ""
            value = problem.data.get("value", "")
            key = f"{problem.kind} {problem.id}: {problem.key}"
            yield Mistake(file, key, visible(value), _problem_words(problem, parts))


def _explained(problem: Problem, parts: Parts) -> bool:
    value = problem.data.get("value", "")
    match problem.code:
        case "unknown_series":
            lost = value in _agencies_named_wrongly(parts)
            return lost or parts.series.declared is None or value in parts.series.declared
        case "unknown_zone":
            return parts.zones.declared is None or value in parts.zones.declared
        case "counter_serves_nothing":
            return any(counter.id == problem.id and counter.serves for counter in parts.counters.valid)
        case _:
            return False


def _agencies_named_wrongly(parts: Parts) -> set[AgencyCode]:
    agencies = parts.agencies.declared
    if agencies is None:
        return {service.agency for service in parts.services.valid}
    return {service.agency for service in parts.services.valid} - agencies


def _problem_words(problem: Problem, parts: Parts) -> str:
    data = {key: visible(value) for key, value in problem.data.items()}
    value = problem.data.get("value", "")
    if problem.code == "unknown_series":
        return f"{quoted(value)} is no series{nearest(value, parts.series.declared or ()) or '; add it to series.toml'}"
    if problem.code == "unknown_zone":
        return f"{quoted(value)} is no zone{nearest(value, parts.zones.declared or ()) or '; add it to zones.toml'}"
    words = _PROBLEM_WORDS.get(problem.code)
    return words(data) if words else f"{problem.code.replace('_', ' ')} {data}"


_PROBLEM_WORDS: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "letters_not_capitals": lambda data: f'"{data["value"]}" must be capital letters A to Z',
    "letters_confusing": lambda data: f"may not have {data['value']}: read as 1 or 0; use other capital letters",
    "letters_taken": lambda data: f'"{data["value"]}" already belongs to series {data["other"]}; use other letters',
    "digits_out_of_range": lambda data: f"{data['value']} is not allowed; use 2, 3 or 4",
    "first_out_of_range": lambda data: f"{data['value']} is not allowed; use 0 to {data['last']}",
    "counter_serves_nothing": lambda _: "is empty; list the codes of agencies or services",
}


def _unknown(file: str, key: str, value: str, what: str, known: frozenset[str]) -> Mistake:
    hint = nearest(value, sorted(known))
    if not hint and len(known) <= 12:
        hint = f"; known: {', '.join(map(visible, sorted(known)))}"
    return Mistake(file, key, visible(value), f"{quoted(value)} is {what}{hint}")
