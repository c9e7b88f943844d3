"""Everything the screens paint from, as one value: the visit, the hall, the counts, the link, the printer, the time.

The app makes a new one after every change and hands it to the screen. `scene` says which screen that is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from config.catalogues import Words
from kiosk.cells.catalogue import Hall, Texts, said
from kiosk.client import Link
from kiosk.terminal.visit import Step, Visit


class Scene(StrEnum):
    """The screens there are, by the name they are installed under."""

    AGENCIES = "agencies"
    SERVICES = "services"
    CONFIRM = "confirm"
    TICKET = "ticket"
    NOTICE = "notice"
    """Words instead of a choice: wait, ask the staff, not possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What is true now, as far as this kiosk knows."""

    visit: Visit
    words: Words
    """The catalogue of the visitor's language."""
    hall: Hall | None = None
    language_names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Full and short name of each language there are words for, each in itself."""
    link: Link = Link.CONNECTING
    open: bool = True
    waiting: Mapping[str, int] = field(default_factory=dict)
    """How many wait, by service; services with nobody waiting are left out."""
    paper_expected: bool = True
    """Whether the printer, when last asked, would have printed."""
    clock: str = ""
    demonstration: bool = False
    """On somebody's own terminal: there is a way out, and it is shown."""

    def said(self, texts: Texts) -> str:
        """A hall's text in the visitor's language."""
        return said(texts, self.visit.language)

    def waiting_at(self, agency: str) -> int:
        """How many wait for any service of an agency."""
        hall = self.hall
        return 0 if hall is None else sum(self.waiting.get(service.code, 0) for service in hall.services_of(agency))


def scene(showing: Showing) -> Scene:
    """Which screen is due. A number that was given stays whatever the link does."""
    step = showing.visit.step
    if step is Step.TICKET:
        return Scene.TICKET
    if showing.hall is None or showing.link is not Link.UP or step is Step.REFUSED:
        return Scene.NOTICE
    if step is Step.TAKING:
        return Scene.CONFIRM
    return Scene(step.value)
