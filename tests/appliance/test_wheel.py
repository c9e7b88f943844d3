"""The built wheel, in an environment of its own far from the checkout, is the same hall.

Its libraries are those of the environment that runs the tests: what is tried is that nothing of ours is left behind.
"""

import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from display.pages import assets
from kiosk.cli.halls import load
from kiosk.demo import READY
from kiosk.hub.pages import PAPER_PAGE
from tests.appliance.conftest import CHECKOUT

ROOMS = ("hall", "kiosk", "display", "printer", "config")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("dist")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(place), str(CHECKOUT)], check=True)
    (made,) = place.iterdir()
    return made


@pytest.fixture(scope="module")
def antrean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `antrean` of an environment that has the wheel, and of ours the libraries alone."""
    environment = tmp_path_factory.mktemp("opt") / "antrean"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True)
    (packages,) = environment.glob("lib/python3*/site-packages")
    # A path that is named in a .pth file is not searched for more of them: the checkout itself stays out of reach.
    (packages / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return environment / "bin" / "antrean"


@contextmanager
def running_hub(antrean: Path, place: Path) -> Iterator[int]:
    """A hub that was started in `place` and keeps its data there; its port."""
    command = [str(antrean), "hub", "banyuwangi", "--data", "var", "--host", "127.0.0.1", "--port", "0"]
    with subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, text=True) as hub:
        assert hub.stdout is not None  # it is a pipe
        try:
            said = hub.stdout.readline()
            assert said.startswith(READY)
            yield int(said.split()[-1])
        finally:
            hub.terminate()


def told(antrean: Path, place: Path, *arguments: str) -> str:
    """What a command says."""
    return subprocess.run([antrean, *arguments], cwd=place, capture_output=True, text=True, check=True).stdout


def test_the_wheel_has_every_file_of_every_room(wheel: Path) -> None:
    """Pages, fonts, halls, words, profiles, units and the installer, and nothing besides."""
    there = {
        path.relative_to(CHECKOUT).as_posix()
        for room in ROOMS
        for path in (CHECKOUT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == there


def test_nothing_comes_from_the_checkout(antrean: Path, tmp_path: Path) -> None:
    """The modules that run are those of the wheel."""
    places = subprocess.run(
        [antrean.with_name("python"), "-c", f"import {', '.join(ROOMS)}; print({', '.join(ROOMS)})"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert places.count(str(antrean.parents[1])) == len(ROOMS)


def test_its_hall_is_the_same_hall(antrean: Path, tmp_path: Path) -> None:
    """The digest is over every file of the hall's folder."""
    assert load("banyuwangi").hall.digest in told(antrean, tmp_path, "check", "banyuwangi")


def test_its_hub_serves_every_page_and_gives_numbers(antrean: Path, tmp_path: Path) -> None:
    """What a browser gets is what it gets from the checkout's hub, byte by byte, and a visitor gets a number."""
    with running_hub(antrean, tmp_path) as port:
        of_every_hall = {path: asset for path, asset in assets().items() if not path.startswith(PAPER_PAGE)}
        for path, asset in of_every_hall.items():
            with urlopen(f"http://127.0.0.1:{port}{path}") as page:
                assert page.read() == asset.body, path
        assert told(antrean, tmp_path, "take", "A01", "--data", "var").startswith("A001")
