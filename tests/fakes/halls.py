"""Small ready halls: one agency; three agencies whose counters overlap; other time zones; a series that runs out.

The ids of what is in them, and of the first tickets of `TODAY`, stand here once for all transcripts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from hall.model import (
    AgencyCode,
    Counter,
    CounterId,
    Hall,
    KioskId,
    Series,
    SeriesId,
    Service,
    ServiceCode,
    TicketId,
    ZoneId,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
BERLIN = ZoneInfo("Europe/Berlin")

TODAY = date(2026, 11, 24)
"""The business date of transcripts that do not care."""
TOMORROW = TODAY + timedelta(days=1)

ONE, TWO, THREE, FOUR = (CounterId(code) for code in "1234")
KIOSK, OTHER_KIOSK = KioskId("kiosk-1"), KioskId("kiosk-2")
BOTH_THERE = {KIOSK: True, OTHER_KIOSK: True}
A, T = SeriesId("A"), SeriesId("T")
A01, A02, B01, C01, T01 = (ServiceCode(code) for code in ("A01", "A02", "B01", "C01", "T01"))
A001, A002, A003 = (TicketId(f"{TODAY}/A00{count}") for count in (1, 2, 3))


def hall(
    services: Mapping[str, str],
    counters: Mapping[str, Iterable[str]],
    *,
    series: Mapping[str, Series] | None = None,
    zones: Mapping[str, str] | None = None,
    timezone: tzinfo = JAKARTA,
    digest: str = "d1",
) -> Hall:
    """A hall from codes: service -> agency, counter -> services; by default each agency is a series `X001` to `X999`.

    `zones` says where a counter is, if not in `main`.
    """
    zones = zones or {}
    agencies = dict.fromkeys(services.values())
    series = series or {agency: Series(SeriesId(agency), agency, 3) for agency in agencies}
    return Hall(
        timezone=timezone,
        languages=("id", "en"),
        series={SeriesId(key): value for key, value in series.items()},
        services={
            ServiceCode(code): Service(ServiceCode(code), AgencyCode(agency), SeriesId(agency))
            for code, agency in services.items()
        },
        counters={
            CounterId(key): Counter(
                CounterId(key), ZoneId(zones.get(key, "main")), frozenset(ServiceCode(code) for code in served)
            )
            for key, served in counters.items()
        },
        zones=tuple(ZoneId(zone) for zone in dict.fromkeys(["main", *zones.values()])),
        digest=digest,
    )


ONE_AGENCY = hall({"A01": "A", "A02": "A"}, {"1": ["A01", "A02"], "2": ["A01", "A02"]})
"""Two services in one series, two counters that serve both."""

THREE_AGENCIES = hall(
    {"A01": "A", "A02": "A", "B01": "B", "C01": "C"},
    {"1": ["A01", "A02"], "2": ["A02", "B01"], "3": ["B01", "C01"], "4": ["A01", "A02", "B01", "C01"]},
    zones={"3": "upstairs", "4": "upstairs"},
)
"""Counter 2 shares A02 with 1 and B01 with 3, and counter 4 serves everything."""

SUMMER_TIME = replace(ONE_AGENCY, timezone=BERLIN)
"""A zone with days of 23 and 25 hours."""

RUNS_OUT = hall(
    {"T01": "T", "A01": "A"},
    {"1": ["T01", "A01"]},
    series={"T": Series(SeriesId("T"), "T", 2, first=97), "A": Series(SeriesId("A"), "A", 3)},
)
"""T97, T98 and T99 are all there is of one series."""

CROSSED = hall(
    {"A01": "A", "A02": "A", "B01": "B", "T01": "T"},
    {"1": ["A01", "A02"], "2": ["A02", "B01"], "3": ["A01", "B01", "T01"]},
    series={
        "A": Series(SeriesId("A"), "A", 3),
        "B": Series(SeriesId("B"), "B", 3, first=0),
        "T": Series(SeriesId("T"), "T", 2, first=97),
    },
)
"""Three counters that overlap pairwise, a series that starts at nought and one that runs out after three numbers."""


def at_ms(where: Hall, day: date, hour: int = 8, minute: int = 0, second: int = 0) -> int:
    """That time on that day in the hall, in milliseconds since 1970 UTC."""
    return int(datetime.combine(day, time(hour, minute, second), where.timezone).timestamp() * 1000)
