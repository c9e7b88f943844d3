"""The hall as the hub's welcome describes it, with types: agencies, services, languages, what stands on the slip.

Read once a welcome; unknown keys are ignored, so that an older kiosk can listen to a newer hub. Texts come in the
languages of the hall, and `said` picks one.
"""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

Texts = Mapping[str, str]
"""One text for each language, by language code."""


class Agency(msgspec.Struct, frozen=True):
    code: str
    name: Texts
    short: Texts
    about: Texts = {}
    icon: str = ""
    colour: str = "#00325f"
    letters: tuple[str, ...] = ()

    @property
    def badge(self) -> str:
        """The letters on the agency's tile: those its numbers begin with."""
        return next(iter(self.letters), self.code)[:3]


class Service(msgspec.Struct, frozen=True):
    code: str
    agency: str
    name: Texts
    sensitive: bool = False


class Counter(msgspec.Struct, frozen=True):
    id: str
    name: Texts


class Hall(msgspec.Struct, frozen=True):
    """What there is to choose from, in the order of the hall's folder."""

    languages: tuple[str, ...]
    """The hall's own first."""
    short: Texts
    timezone: str
    name: Texts = {}
    address: str = ""
    time_zone_label: str = ""
    where_to_wait: Texts = {}
    agencies: tuple[Agency, ...] = ()
    services: tuple[Service, ...] = ()
    counters: tuple[Counter, ...] = ()
    printing: Mapping[str, bool] = {}
    """Which lines stand on the slip; a line that is not named does."""
    logo: bytes = b""
    """The picture above them, a PNG file; empty where there is none."""
    base_url: str = ""
    """Where phones find the ticket's page; empty where they cannot."""

    def agency(self, code: str) -> Agency | None:
        return next((agency for agency in self.agencies if agency.code == code), None)

    def service(self, code: str) -> Service | None:
        return next((service for service in self.services if service.code == code), None)

    def counter(self, id: str) -> Counter | None:
        return next((counter for counter in self.counters if counter.id == id), None)

    def services_of(self, agency: str) -> tuple[Service, ...]:
        return tuple(service for service in self.services if service.agency == agency)


class Unreadable(Exception):
    """The hub describes a hall that this client cannot show; the text says what is wrong."""


def read_hall(welcome: Mapping[str, Any]) -> Hall:
    """The hall of a welcome; raises `Unreadable`."""
    try:
        hall = msgspec.convert(welcome, Hall, strict=False)
        ZoneInfo(hall.timezone)
    except (msgspec.ValidationError, ZoneInfoNotFoundError, ValueError) as exc:
        raise Unreadable(str(exc)) from exc
    if not hall.languages:
        raise Unreadable("no languages")
    return hall


def said(texts: Texts, language: str) -> str:
    """The text in `language`, else the first there is, else nothing."""
    return texts.get(language) or next(iter(texts.values()), "")
