"""The simulated printer from the command line, and in the demonstration: as an operator meets it."""

import json
import re
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from printer.driver import Driver
from printer.job import Failed, Printed
from printer.patience import Patience
from printer.status import Trouble
from tests.fakes.commands import PROGRAM, antrean, started, wait_until
from tests.fakes.running_hall import PATIENCE_S, ROOT, free_port
from tests.fakes.slips import BANYUWANGI

PATIENCE = Patience(status_s=10.0, print_s=10.0)
STOP_S = 4.0


def url_of(said: str) -> str:
    found = re.search(r"antrean printer is ready: (\S+)", said)
    assert found is not None, said
    return found[1]


@pytest.mark.parametrize("line", [["--tcp", "0"], ["--pty", "tty", "--baud", "115200"]])
def test_it_prints_and_is_told_what_goes_wrong(tmp_path: Path, line: list[str]) -> None:
    """Over TCP and over a serial line; its faults are another command's; it ends when it is told to."""
    line = [str(tmp_path / part) if part == "tty" else part for part in line]
    control = ["--control", tmp_path / "control"]
    with started("printer", "simulate", *line, *control, "--paper", tmp_path / "paper") as printer:
        printer.wait_for("antrean printer is ready")
        driver = Driver(url_of(printer.said), patience=PATIENCE)
        assert driver.print_slip(BANYUWANGI) == Printed()
        wait_until((tmp_path / "paper" / "ticket-1.png").exists, "the ticket is shown")
        assert antrean("printer", "fault", "paper-out", *control).returncode == 0
        assert driver.print_slip(BANYUWANGI) == Failed(Trouble.PAPER_OUT)
        assert antrean("printer", "fault", "paper-out", "off", *control).returncode == 0
        assert driver.print_slip(BANYUWANGI) == Printed()
        assert printer.end(signal.SIGTERM, STOP_S) == 0
    assert not (tmp_path / "control").exists()
    assert not (tmp_path / "tty").is_symlink()


def test_it_obeys_its_standard_input(tmp_path: Path) -> None:
    """An order a line; what is none is refused, and the end of the orders is not the end of the printer."""
    program = [*PROGRAM, "printer", "simulate", "--tcp", "0", "--control", str(tmp_path / "control")]
    with subprocess.Popen(
        program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        process.stdin.write("cover-open on\npaper-fire on\nstate\n")
        process.stdin.close()
        assert process.stdout.readline() == "done\n"
        assert json.loads(process.stdout.readline())["faults"] == ["cover-open"]
        assert antrean("printer", "fault", "cover-open", "off", "--control", tmp_path / "control").returncode == 0
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr is not None
        assert "paper-fire" in process.stderr.read()


def test_a_script_makes_things_happen(tmp_path: Path) -> None:
    """The plug is pulled in the middle of the first ticket."""
    (tmp_path / "script.toml").write_text('[[fault]]\nname = "power-off"\nbytes = 300\n')
    options = ["--script", tmp_path / "script.toml", "--control", tmp_path / "control"]
    with started("printer", "simulate", "--tcp", "0", *options) as printer:
        printer.wait_for("antrean printer is ready")
        outcome = Driver(url_of(printer.said), patience=PATIENCE).print_slip(BANYUWANGI)
        assert outcome.why is Trouble.LOST  # type: ignore[union-attr]  # it was not printed


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[fault]]\nname = "paper-fire"\n', "paper-fire"),
        ("[[fault]]\n", "name"),
        ('[[fault]]\nname = "hang"\nmillimetres = 3\n', "millimetres"),
        ("[[fault", "script.toml"),
    ],
)
def test_a_script_with_a_mistake_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    """By file, with what is wrong."""
    script = tmp_path / "script.toml"
    script.write_text(text)
    ended = antrean("printer", "simulate", "--tcp", "0", "--script", script, "--control", tmp_path / "control")
    assert ended.returncode == 1
    assert str(script) in ended.stderr
    assert complaint in ended.stderr


def test_what_cannot_be_had_is_named(tmp_path: Path) -> None:
    """A taken port, a path where no line can be, a folder that is a file, and a printer that does not run."""
    control = ["--control", tmp_path / "control"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = antrean("printer", "simulate", "--tcp", port, *control)
        assert (ended.returncode, str(port) in ended.stderr) == (3, True)
    ended = antrean("printer", "simulate", "--pty", tmp_path / "missing" / "tty", *control)
    assert (ended.returncode, "missing" in ended.stderr) == (3, True)
    (tmp_path / "file").write_text("")
    ended = antrean("printer", "simulate", "--tcp", "0", "--paper", tmp_path / "file", *control)
    assert (ended.returncode, str(tmp_path / "file") in ended.stderr) == (3, True)
    ended = antrean("printer", "fault", "hang", *control)
    assert (ended.returncode, "antrean printer simulate" in ended.stderr) == (3, True)


def test_two_printers_cannot_have_one_port(tmp_path: Path) -> None:
    with started("printer", "simulate", "--tcp", "0", "--control", tmp_path / "one") as printer:
        printer.wait_for("antrean printer is ready")
        port = url_of(printer.said).rpartition(":")[2]
        ended = antrean("printer", "simulate", "--tcp", port, "--control", tmp_path / "two")
        assert ended.returncode == 3
        assert port in ended.stderr


def test_the_demonstration_has_a_printer_with_a_page(tmp_path: Path) -> None:
    """Its address is said; the printer obeys the same commands; both end with the demonstration."""
    with started("demo", "--data", tmp_path, "--host", "127.0.0.1", "--port", free_port()) as demo:
        demo.wait_for("No terminal here")
        page = re.search(r"printer: +(http://\S+/paper/)", demo.said)
        assert page is not None
        control = ["--control", tmp_path / "printer.control"]
        assert antrean("printer", "fault", "cover-open", *control).returncode == 0

        def state() -> dict[str, object]:
            with urllib.request.urlopen(f"{page[1]}state.json", timeout=5) as response:
                found: dict[str, object] = json.load(response)
                return found

        wait_until(lambda: state()["faults"] == ["cover-open"], "the page shows the fault")
        assert demo.end(signal.SIGTERM, STOP_S) == 0
        assert antrean("printer", "fault", "cover-open", *control).returncode == 3


def test_a_demonstration_with_a_real_printer_has_no_page(tmp_path: Path) -> None:
    """Then there is no paper to be seen on a screen."""
    options = ["--data", tmp_path, "--host", "127.0.0.1", "--port", free_port(), "--printer", "tcp://127.0.0.1:9"]
    with started("demo", *options) as demo:
        demo.wait_for("No terminal here")
        assert "printer:  tcp://127.0.0.1:9\n" in demo.said
        assert not (tmp_path / "printer.control").exists()
