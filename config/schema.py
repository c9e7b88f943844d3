"""The files of a hall's folder as pydantic models: which keys there are, and what each may hold by itself.

What depends on a second entry or a second file (an unknown agency, a missing translation) is judged in `checks`. Every
field has a line under it: it is the sentence an operator reads when the key is missing. Ports, secrets and addresses of
machines are never here: they belong to the box.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict

from config.looks import LEAST_CONTRAST, cells, contrast, invisible_characters, is_colour, is_pictogram
from hall.model import AgencyCode, CounterId, SeriesId, ServiceCode, ZoneId

_T = TypeVar("_T")

Several = Annotated[tuple[_T, ...], Strict(False)]
"""A list in the file; only the list itself is taken leniently, its items stay strict."""

SmallNumber = Annotated[int, Field(ge=0, le=9999)]
Minutes = Annotated[int, Field(ge=1, le=480)]


def _visible(value: str) -> str:
    if hidden := invisible_characters(value):
        raise ValueError(f"holds invisible characters ({', '.join(hidden[:3])}); write plain text on one line")
    return value


def _text(value: str) -> str:
    _visible(value)
    if not value.strip():
        raise ValueError("is empty; write a text")
    if value != value.strip():
        raise ValueError("begins or ends with a space; remove it")
    return value


def _at_most(width: int) -> Callable[[str], str]:
    def fits(value: str) -> str:
        if cells(value) > width:
            raise ValueError(f"has {cells(value)} characters; at most {width} fit")
        return value

    return fits


def _code(value: str) -> str:
    plain = value.isascii() and value.replace("-", "").replace(".", "").isalnum()
    if not plain or not 1 <= len(value) <= 24 or not value[0].isalnum():
        raise ValueError("must be 1 to 24 letters A to Z, digits, dots and hyphens, beginning with a letter or digit")
    return value


def _hall_id(value: str) -> str:
    if value != value.lower():
        raise ValueError("must be in small letters")
    return _code(value)


def _letters(value: str) -> str:
    if not 1 <= len(value) <= 3:
        raise ValueError("must be 1 to 3 letters")
    return value


def _icon(value: str) -> str:
    if not is_pictogram(value):
        raise ValueError("must be one emoji of a single code point, without joiners or variation selectors")
    return value


def _colour(value: str) -> str:
    if not is_colour(value):
        raise ValueError("must be a colour such as #332288")
    if (ratio := contrast(value, "#ffffff")) < LEAST_CONTRAST:
        raise ValueError(
            f"is too light: white text on it has a contrast of {ratio:.1f}; at least {LEAST_CONTRAST} is needed"
        )
    return value


Text = Annotated[str, AfterValidator(_text)]
Translated = Mapping[str, Text]
"""One text for each language of the hall, by language code."""
ShortName = Annotated[Text, AfterValidator(_at_most(18))]
OneLine = Annotated[Text, AfterValidator(_at_most(28))]
HallShortName = Annotated[Text, AfterValidator(_at_most(24))]
CounterName = Annotated[Text, AfterValidator(_at_most(14))]


class Entry(BaseModel):
    """What every file's entries have in common: known keys only, exact types, unchangeable once read."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class HallIdentity(Entry):
    """`hall.toml`: which hall this is and what it says of itself."""

    id: Annotated[str, AfterValidator(_hall_id)]
    """A short name of the hall for files and machines, such as banyuwangi."""
    name: Translated
    """The full name of the hall, in each language."""
    short: Mapping[str, HallShortName]
    """The name people use, in each language, at most 24 characters."""
    address: Text
    """Street and town, on one line."""
    time_zone: Text
    """The hall's time zone by its IANA name, such as Asia/Jakarta."""
    time_zone_label: Annotated[str, AfterValidator(_visible), AfterValidator(_at_most(6))]
    """What stands after a time of day, such as WIB or Uhr; may be empty."""
    languages: Annotated[Several[str], Field(min_length=1)]
    """Language codes in the order of the buttons; the first is the hall's own."""
    where_to_wait: Mapping[str, Annotated[Text, AfterValidator(_at_most(40))]]
    """The place where visitors wait, in each language, as it follows "Please wait here:"."""
    ticker: Mapping[str, Annotated[Text, AfterValidator(_at_most(160))]]
    """The line at the foot of the board, in each language."""


class Agency(Entry):
    """`agencies.toml`: who offers services in the hall. Their order is the order of the tiles."""

    code: Annotated[AgencyCode, AfterValidator(_code)]
    """A short code, such as A; also the default series of its services."""
    name: Translated
    """The full name, in each language."""
    short: Mapping[str, ShortName]
    """The name people use, in each language, at most 18 characters so that it fits a tile."""
    about: Mapping[str, OneLine]
    """One line of what the agency does, in each language, at most 28 characters."""
    icon: Annotated[str, AfterValidator(_icon)]
    """One emoji, a single code point."""
    colour: Annotated[str, AfterValidator(_colour)]
    """The agency's colour as #rrggbb, dark enough for white text."""


class Service(Entry):
    """`services.toml`: what a visitor can take a number for."""

    code: Annotated[ServiceCode, AfterValidator(_code)]
    """A short code, such as A01, unique in the hall."""
    agency: AgencyCode
    """Code of the agency that offers it."""
    series: SeriesId | None = None
    """The series its numbers come from; without it, the series with the agency's code."""
    name: Translated
    """The name of the service, in each language."""
    words: Mapping[str, Several[Text]] = Field(default_factory=dict)
    """Everyday words people say for it, a list in each language; for searching only."""
    usual_minutes: Minutes | None = None
    """How long it usually takes at the counter, 1 to 480 minutes; never shown as a promise."""
    sensitive: bool = False
    """Whether the service itself is private: boards and voice then never name it."""


class Counter(Entry):
    """`counters.toml`: where visitors are served."""

    id: Annotated[CounterId, AfterValidator(_code)]
    """A short code of the counter, such as 3."""
    name: Mapping[str, CounterName]
    """The name on the sign, in each language, such as Loket 3; at most 14 characters."""
    zone: ZoneId
    """Id of the zone whose boards and speakers announce its calls."""
    serves: Several[str]
    """Codes of agencies (all their services) and of single services."""


class Zone(Entry):
    """`zones.toml`: an area of the hall that sees and hears the same calls."""

    id: Annotated[ZoneId, AfterValidator(_code)]
    """A short code of the zone."""
    name: Translated
    """The name on the sign, in each language."""


class Series(Entry):
    """`series.toml`: the letters and the count that numbers come from. The hall itself judges letters and ranges."""

    id: Annotated[SeriesId, AfterValidator(_code)]
    """A short code; a series with an agency's code is the default of its services."""
    letters: Annotated[str, AfterValidator(_letters)]
    """The capital letters before the count, without I, O and Q."""
    digits: SmallNumber
    """How many digits the count has: 3 gives A001 to A999."""
    first: SmallNumber = 1
    """The first number of the day."""


class Printing(Entry):
    """`printing.toml`: which lines stand on the slip. The number itself always does."""

    logo: bool = False
    """The picture in logo.png, above all else."""
    hall: bool = True
    """The hall's name."""
    address: bool = True
    """The hall's address."""
    agency: bool = True
    """The agency's name."""
    service: bool = True
    """The service's name."""
    date: bool = True
    """Date and time of the issue."""
    ahead: bool = True
    """How many people are ahead."""
    where_to_wait: bool = True
    """Where to wait."""
    qr: bool = True
    """A QR code that opens the ticket's page on a phone."""
    qr_caption: bool = True
    """A line of what the QR code does."""
    thanks: bool = True
    """A line of thanks."""
    ticket_id: bool = True
    """The ticket's id in small print, for staff who ask which print this was."""
    beep: bool = False
    """Whether a printer that can beep does when the slip is out."""


class Calling(Entry):
    """`calling.toml`: how calls are shown and spoken."""

    recent_calls_shown: Annotated[int, Field(ge=0, le=5)] = 5
    """How many earlier calls a board shows beside the current one, 0 to 5."""
    speak_within_s: Annotated[int, Field(ge=5, le=300)] = 30
    """A call older than this many seconds is shown and no longer spoken, 5 to 300."""
