"""A hall's folder, read whole: `load_hall` gives the hall the queue decides with and the catalogue its clients show.

Only the hub calls this. All mistakes of all files are collected before any is reported. Which rules the folder must
keep is said in `schema` (one entry) and `checks` (between entries).
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from config.catalogues import languages_available
from config.checks import (
    Parts,
    agency_mistakes,
    counter_mistakes,
    language_mistakes,
    name_mistakes,
    problem_mistakes,
    time_zone_mistakes,
    translation_mistakes,
)
from config.entries import read_entries, read_entry
from config.errors import HallFolderError, Mistake
from config.files import Files, read_files
from config.logo import logo_mistakes
from config.schema import Agency, Calling, Counter, Entry, HallIdentity, Printing, Series, Service, Zone
from hall import model
from hall.model import Hall, ServiceCode

_E = TypeVar("_E", bound=Entry)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class HallFolder:
    """A hall's folder that is right in all its parts."""

    identity: HallIdentity
    agencies: tuple[Agency, ...]
    services: tuple[Service, ...]
    counters: tuple[Counter, ...]
    zones: tuple[Zone, ...]
    series: tuple[Series, ...]
    printing: Printing
    calling: Calling
    logo: bytes
    """A PNG file for the ticket; empty where the hall prints none."""
    hall: Hall
    """The hall as the queue knows it."""
    path: Path
    """Where it was read."""

    def catalogue(self) -> dict[str, Any]:
        """What clients show and print, as plain JSON data; the hub gives each audience what it needs of it.

        Usual minutes stay behind: a client cannot promise what it is never told.
        """
        about = self.identity
        return {
            "id": about.id,
            "name": self._spoken(about.name),
            "short": self._spoken(about.short),
            "address": about.address,
            "timezone": about.time_zone,
            "time_zone_label": about.time_zone_label,
            "languages": list(about.languages),
            "where_to_wait": self._spoken(about.where_to_wait),
            "ticker": self._spoken(about.ticker),
            "digest": self.hall.digest,
            "agencies": [self._agency(agency) for agency in self.agencies],
            "services": [self._service(service) for service in self.services],
            "counters": [self._counter(counter) for counter in self.counters],
            "zones": [{"id": zone.id, "name": self._spoken(zone.name)} for zone in self.zones],
            "printing": self.printing.model_dump(),
            "logo": b64encode(self.logo).decode(),
            "calling": self.calling.model_dump(),
        }

    def _agency(self, agency: Agency) -> dict[str, Any]:
        return {
            "code": agency.code,
            "name": self._spoken(agency.name),
            "short": self._spoken(agency.short),
            "about": self._spoken(agency.about),
            "icon": agency.icon,
            "colour": agency.colour,
            "letters": self._letters(agency),
        }

    def _letters(self, agency: Agency) -> list[str]:
        """What the numbers of an agency begin with, in the order of its services."""
        own = (service for service in self.hall.services.values() if service.agency == agency.code)
        return list(dict.fromkeys(self.hall.series[service.series].letters for service in own))

    def _service(self, service: Service) -> dict[str, Any]:
        return {
            "code": service.code,
            "agency": service.agency,
            "name": self._spoken(service.name),
            "words": {language: list(words) for language, words in self._spoken(service.words).items()},
            "sensitive": service.sensitive,
        }

    def _counter(self, counter: Counter) -> dict[str, Any]:
        served = self.hall.counters[counter.id].services
        return {
            "id": counter.id,
            "name": self._spoken(counter.name),
            "zone": counter.zone,
            "services": [service.code for service in self.services if service.code in served],
        }

    def _spoken(self, texts: Mapping[str, _T]) -> dict[str, _T]:
        """The texts in the hall's languages, in their order; languages that are switched off stay behind."""
        return {language: texts[language] for language in self.identity.languages if language in texts}


def load_hall(folder: Path) -> HallFolder:
    """Read a hall's folder.

    Raises `HallFolderError` with every mistake of every file. Reads the disk once and keeps no file open.
    """
    files = read_files(folder)
    parts, mistakes = _parts(files)
    hall = _hall(parts, files.digest)
    mistakes.extend(_between(parts, hall))
    if parts.printing is not None:
        mistakes.extend(logo_mistakes(parts.printing, files.logo))
    if mistakes:
        raise HallFolderError(mistakes)
    assert parts.identity is not None, "what is missing has its mistake"
    assert parts.printing is not None, "the same"
    assert parts.calling is not None, "the same"
    return HallFolder(
        identity=parts.identity,
        agencies=parts.agencies.valid,
        services=parts.services.valid,
        counters=parts.counters.valid,
        zones=parts.zones.valid,
        series=parts.series.valid,
        printing=parts.printing,
        calling=parts.calling,
        logo=(files.logo or b"") if parts.printing.logo else b"",
        hall=hall,
        path=folder,
    )


def _parts(files: Files) -> tuple[Parts, list[Mistake]]:
    mistakes = list(files.mistakes)

    def single(file: str, kind: type[_E]) -> _E | None:
        data = files.data[file]
        if data is None:
            return None
        entry, found = read_entry(file, "", data, kind)
        mistakes.extend(found)
        return entry

    parts = Parts(
        identity=single("hall.toml", HallIdentity),
        agencies=read_entries("agencies.toml", "agency", files.data["agencies.toml"], Agency),
        services=read_entries("services.toml", "service", files.data["services.toml"], Service),
        counters=read_entries("counters.toml", "counter", files.data["counters.toml"], Counter),
        zones=read_entries("zones.toml", "zone", files.data["zones.toml"], Zone),
        series=read_entries("series.toml", "series", files.data["series.toml"], Series),
        printing=single("printing.toml", Printing),
        calling=single("calling.toml", Calling),
    )
    for table in parts.tables():
        mistakes.extend(table.mistakes)
    return parts, mistakes


def _between(parts: Parts, hall: Hall) -> list[Mistake]:
    mistakes: list[Mistake] = []
    if parts.identity is not None:
        mistakes.extend(time_zone_mistakes(parts.identity))
        available = languages_available()
        mistakes.extend(language_mistakes(parts.identity, available))
        mistakes.extend(translation_mistakes(parts, parts.identity.languages, available))
    found = chain(agency_mistakes(parts), counter_mistakes(parts), name_mistakes(parts), problem_mistakes(hall, parts))
    return [*mistakes, *found]


def _hall(parts: Parts, digest: str) -> Hall:
    """The hall of the entries that are right; of a folder with mistakes it serves only to find more of them."""
    about = parts.identity
    known_zone = about is not None and not any(time_zone_mistakes(about))
    services = {service.code: service for service in parts.services.valid}
    return Hall(
        timezone=ZoneInfo(about.time_zone) if about is not None and known_zone else UTC,
        languages=about.languages if about is not None else (),
        series={
            series.id: model.Series(series.id, series.letters, series.digits, series.first)
            for series in parts.series.valid
        },
        services={
            code: model.Service(code, service.agency, service.series or model.SeriesId(service.agency))
            for code, service in services.items()
        },
        counters={
            counter.id: model.Counter(counter.id, counter.zone, _served(counter.serves, services))
            for counter in parts.counters.valid
        },
        zones=tuple(zone.id for zone in parts.zones.valid),
        digest=digest,
    )


def _served(serves: Sequence[str], services: Mapping[ServiceCode, Service]) -> frozenset[ServiceCode]:
    return frozenset(code for code, service in services.items() if code in serves or service.agency in serves)
