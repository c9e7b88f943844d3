"""The hall's folder that is in force, in every form in which the hub hands it out, and the folder as it is on the disk.

`core` lets another one come into force, once the day has agreed to it and that is durable, and tells everybody.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from config.catalogues import load_words
from config.errors import HallFolderError
from config.loader import HallFolder, load_hall
from display.pages import SECTIONS, Asset, assets, words_script
from hall.model import Hall
from hall.refusals import Code, Refused
from kiosk.hub.clock import Clock

JAVASCRIPT = "text/javascript; charset=utf-8"


class InForce:
    """What clients are told of the hall. `release` is Antrean's own version, `base_url` what phones open."""

    def __init__(self, folder: HallFolder, *, release: str, base_url: str, clock: Clock) -> None:
        self._release = release
        self._base_url = base_url
        self._clock = clock
        self.pages: dict[str, Asset] = dict(assets())
        """Every file a browser may load; the same mapping, whatever folder is in force."""
        self.version = ""
        """Changes with whatever a page was loaded with, and with nothing else of the folder."""
        self.enter(folder)

    @property
    def hall(self) -> Hall:
        """The hall as the queue knows it."""
        return self._folder.hall

    @property
    def calls_shown(self) -> int:
        """How many calls a board shows, the large one included."""
        return 1 + self._folder.calling.recent_calls_shown

    def enter(self, folder: HallFolder) -> None:
        """Hand this one out from now on."""
        self._folder = folder
        self.catalogue: Mapping[str, Any] = {**folder.catalogue(), "base_url": self._base_url}
        unversioned = b"".join(self._words_script(page, "") for page in SECTIONS)
        self.version = f"{self._release}+{sha256(unversioned).hexdigest()[:12]}"
        for page in SECTIONS:
            self.pages[f"/{page}/words.js"] = Asset(self._words_script(page, self.version), JAVASCRIPT)

    def read(self) -> HallFolder:
        """The folder as it is on the disk now; raises `Refused` with every mistake, or when it is another hall's."""
        try:
            folder = load_hall(self._folder.path)
        except HallFolderError as exc:
            raise Refused(Code.HALL_MISTAKES, mistakes="\n".join(map(str, exc.mistakes))) from exc
        if folder.identity.id != self._folder.identity.id:
            raise Refused(Code.OTHER_HALL, hall=folder.identity.id)
        return folder

    def _words_script(self, page: str, version: str) -> bytes:
        identity = self._folder.identity
        offset = datetime.fromtimestamp(self._clock.now_ms() / 1000, ZoneInfo(identity.time_zone)).utcoffset()
        return words_script(
            page,
            version=version,
            texts={language: load_words(language).texts for language in identity.languages},
            hall={"name": identity.name, "short": identity.short},
            time_zone_label=identity.time_zone_label,
            utc_offset_min=int(offset.total_seconds() // 60) if offset else 0,
        )
