"""`antrean printer doctor`, `test`, `store-logo`, `profiles`: for whoever installs a ticket printer."""

import argparse
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

from kiosk.cli.exits import Exit, Stop
from printer.doctor import Diagnosis, diagnose, examine, shortcomings
from printer.driver import Driver
from printer.errors import BadAddress, BadLogo, BadProfile
from printer.examination import Ending, Finding
from printer.job import Failed, Outcome, Printed, Unconfirmed
from printer.ports import DevicePort, FilePort, port_from_url
from printer.profile import Profile, load_profile, profile_names
from printer.status import Trouble
from printer.testpage import lay_out_test_page


def add_commands(acts: Any) -> None:
    """Add the commands of this module to those of `antrean printer`."""
    about = "ask a printer what it answers, which family it is of, and what a hall gives up with it; prints nothing"
    doctor = acts.add_parser("doctor", help=about, description=about)
    _add_url(doctor)
    _add_profile(doctor, default="")
    doctor.add_argument("--json", action="store_true", help="answer in JSON, for scripts")
    doctor.add_argument("--print", action="store_true", help="print a test page too, and time its confirmation")
    doctor.set_defaults(run=_doctor)

    about = "print a page with all that may look wrong: widths, code pages, drawn letters, QR codes, logo, cut"
    test = acts.add_parser("test", help=about, description=about)
    _add_url(test)
    _add_profile(test)
    test.add_argument("--logo", type=Path, metavar="PNG", help="a logo, sent with the page")
    test.add_argument("--logo-stored", action="store_true", help="print the logo that the printer keeps, too")
    test.add_argument("--beep", action="store_true", help="beep at the end, where the printer can")
    test.set_defaults(run=_test)

    about = "have the printer keep a logo; its memory takes some thousand writes, so do it only when the logo changes"
    store = acts.add_parser("store-logo", help=about, description=about)
    _add_url(store)
    _add_profile(store)
    store.add_argument("logo", type=Path, metavar="PNG", help="the picture, black on white, a pixel a dot")
    store.set_defaults(run=_store_logo)

    about = "list the families of printers, what they do, and what a hall gives up with them"
    acts.add_parser("profiles", help=about, description=about).set_defaults(run=_profiles)


def _add_url(command: argparse.ArgumentParser) -> None:
    command.add_argument("url", metavar="URL", help="where it is, as in the box's settings: tcp://192.168.1.50:9100")


def _add_profile(command: argparse.ArgumentParser, default: str = "epson80") -> None:
    families = ", ".join(profile_names())
    command.add_argument(
        "--profile",
        default=default,
        metavar="NAME",
        help=f"the printer's family: {families}, or a .toml file (default: {default or 'the one that fits best'})",
    )


# ---- doctor


@dataclass(frozen=True, slots=True)
class _Consultation:
    """All that a doctor has to say."""

    url: str
    finding: Finding
    diagnosis: Diagnosis
    judged: Profile | None
    page: tuple[Outcome, float] | None
    """What became of the test page, and after how many seconds."""


def _doctor(arguments: argparse.Namespace) -> int:
    port = _port(arguments.url)
    if isinstance(port, FilePort):
        raise Stop("a file answers nothing, and takes every ticket: there is nothing to find out", Exit.USAGE)
    profile = _profile(arguments.profile) if arguments.profile else None
    finding = examine(port)
    diagnosis = diagnose(finding, profile, can_be_stopped=port.can_be_stopped)
    judged = profile or (load_profile(diagnosis.fitting) if diagnosis.fitting else None)
    page = _timed_page(arguments.url, judged) if arguments.print and judged and diagnosis.is_ready else None
    consultation = _Consultation(arguments.url, finding, diagnosis, judged, page)
    if arguments.json:
        print(json.dumps(_as_json(consultation), indent=2))
    else:
        _tell(consultation)
    if finding.ending is Ending.UNREACHABLE:
        return Exit.UNAVAILABLE
    return Exit.OK if diagnosis.is_ready and not diagnosis.misfits else Exit.WRONG


def _timed_page(url: str, profile: Profile) -> tuple[Outcome, float]:
    driver = _driver(url, profile)
    began = time.monotonic()
    return driver.print_blocks(lay_out_test_page(profile)), time.monotonic() - began


def _tell(told: _Consultation) -> None:
    print(told.url)
    for question in told.finding.asked:
        answer = told.finding.answers.get(question)
        said = f"{answer.text:<24} {answer.after_s * 1000:6.0f} ms" if answer else "no answer"
        print(f"  {question.value:<10}  {said}")
    if told.finding.confirmation_s is not None:
        print(f"  confirms, with nothing to print, after {told.finding.confirmation_s * 1000:.0f} ms")
    if told.page:
        outcome, seconds = told.page
        print(f"  test page: {_told(outcome)}, after {seconds:.1f} s")
    _list("what was seen:", told.diagnosis.remarks)
    print(f"profile that fits: {told.diagnosis.fitting or 'cannot be said yet'}")
    if told.judged:
        _list(f"what {told.judged.name} promises and it does not do:", told.diagnosis.misfits)
        _list(f"what the hall gives up with {told.judged.name}:", told.diagnosis.gives_up)


def _as_json(told: _Consultation) -> dict[str, Any]:
    finding, diagnosis = told.finding, told.diagnosis
    return {
        "url": told.url,
        "ending": finding.ending,
        "ready": diagnosis.is_ready,
        "asked": [question.value for question in finding.asked],
        "answers": {
            question.value: {"hex": answer.said.hex(), "text": answer.text, "after_s": round(answer.after_s, 4)}
            for question, answer in finding.answers.items()
        },
        "unasked_bytes": finding.unasked_bytes,
        "fitting": diagnosis.fitting,
        "judged_as": told.judged.name if told.judged else None,
        "remarks": diagnosis.remarks,
        "misfits": diagnosis.misfits,
        "gives_up": diagnosis.gives_up,
        "test_page": {"outcome": _told(told.page[0]), "after_s": round(told.page[1], 2)} if told.page else None,
    }


def _list(title: str, sentences: Iterable[str]) -> None:
    lines = [f"  - {sentence}" for sentence in sentences]
    if lines:
        print("\n".join([title, *lines]))


# ---- test, store-logo, profiles


def _test(arguments: argparse.Namespace) -> int:
    profile = _profile(arguments.profile)
    logo = _read(arguments.logo) if arguments.logo else b""
    try:
        page = lay_out_test_page(profile, logo=logo, logo_stored=arguments.logo_stored, beep=arguments.beep)
    except BadLogo as exc:
        raise Stop(f"{arguments.logo}: {exc}") from exc
    return _ended(_driver(arguments.url, profile).print_blocks(page))


def _store_logo(arguments: argparse.Namespace) -> int:
    profile = _profile(arguments.profile)
    logo = _read(arguments.logo)
    try:
        outcome = _driver(arguments.url, profile).store_logo(logo)
    except BadLogo as exc:
        raise Stop(f"{arguments.logo}: {exc}") from exc
    code = _ended(outcome)
    if not isinstance(outcome, Failed):
        print("see it with `antrean printer test --logo-stored`, then write logo_stored = true in the box's settings")
        print("store a logo again only when it has changed: the memory takes some thousand writes")
    return code


def _profiles(_arguments: argparse.Namespace) -> int:
    for name in profile_names():
        profile = load_profile(name)
        print(f"{name}: {profile.description}")
        print(
            f"  {profile.dots} dots at {profile.dpi} dpi, {profile.columns} columns ({profile.small_columns} small), "
            f"{profile.mm_per_s:g} mm/s, roll of {profile.roll_mm / 1000:g} m"
        )
        print(f"  cut {profile.cut}, buzzer {profile.buzzer}, logo {profile.logo}, confirmed by {profile.confirmation}")
        for sentence in shortcomings(profile):
            print(f"  - {sentence}")
    return Exit.OK


def _ended(outcome: Outcome) -> int:
    print(_told(outcome))
    match outcome:
        case Printed() | Unconfirmed(Trouble.CANNOT_SAY):
            return Exit.OK
        case Unconfirmed():
            return Exit.WRONG
        case Failed(why):
            return Exit.UNAVAILABLE if why is Trouble.UNREACHABLE else Exit.WRONG
        case _:
            assert_never(outcome)


def _told(outcome: Outcome) -> str:
    match outcome:
        case Printed():
            return "confirmed: the printer says that it is done"
        case Unconfirmed(Trouble.CANNOT_SAY):
            return "sent; printers of this family cannot say whether it is done: look at the paper"
        case Unconfirmed(why, held):
            held_too = "; the printer may still hold it, and print it when it is mended" if held else ""
            return f"not confirmed: {_words(why)}{held_too}"
        case Failed(why):
            return f"nothing was sent: {_words(why)}"
        case _:
            assert_never(outcome)


def _words(trouble: Trouble) -> str:
    return trouble.replace("_", " ")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise Stop(f"{path}: {exc.strerror}") from exc


def _profile(name: str) -> Profile:
    try:
        return load_profile(name)
    except BadProfile as exc:
        raise Stop(str(exc), Exit.USAGE) from exc


def _port(url: str) -> DevicePort | FilePort:
    try:
        return port_from_url(url)
    except BadAddress as exc:
        raise Stop(str(exc), Exit.USAGE) from exc


def _driver(url: str, profile: Profile) -> Driver:
    _port(url)
    return Driver(url, profile, first_number=int(time.monotonic() * 1000))
