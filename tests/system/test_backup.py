"""`antrean backup` and `antrean purge` from outside: with the hub running, without it, and on places that are none."""

from pathlib import Path

from config.copy import hall_folder
from config.loader import load_hall
from kiosk.store import backup
from kiosk.store.connection import FILE_NAME
from tests.bench import old_log
from tests.fakes.commands import antrean
from tests.fakes.running_hall import running_hall


def test_a_running_hub_makes_the_copy_that_is_asked_for(tmp_path: Path) -> None:
    """In the folder that is named, or in its own; the copy is whole and the hub goes on."""
    stick, own = tmp_path / "stick", tmp_path / "own"
    backup.prepare(own)
    with running_hall(tmp_path / "data", options=("--backup", str(own))) as hall:
        assert antrean("take", "A01", "--data", hall.data).returncode == 0
        for made in (antrean("backup", stick, "--data", hall.data), antrean("backup", "--data", hall.data)):
            assert made.returncode == 0, made.stderr
            path = Path(made.stdout.strip())
            assert path.parent in (stick, own)
            assert backup.check(path).seq == 2
        assert antrean("take", "A01", "--data", hall.data).returncode == 0
        hall.kill()
    assert len(list(stick.glob("*.db"))) == len(list(own.glob("*.db"))) == 1


def test_what_speaks_against_a_copy_is_said(tmp_path: Path) -> None:
    """A hub without folders of its own, and a folder that cannot be."""
    (tmp_path / "file").touch()
    with running_hall(tmp_path / "data") as hall:
        nowhere = antrean("backup", "--data", hall.data)
        assert nowhere.returncode == 1
        assert "antrean hub --backup DIR" in nowhere.stderr
        assert antrean("backup", tmp_path / "file", "--data", hall.data).returncode == 3
        hall.kill()
    assert antrean("backup", "--data", tmp_path / "data").returncode == 1
    assert antrean("backup", tmp_path / "stick", "--data", tmp_path / "empty").returncode == 3


def test_without_a_hub_the_file_is_copied_as_it_was_left(tmp_path: Path) -> None:
    """Even after a kill: its WAL is in the copy, and the folder is as before."""
    with running_hall(tmp_path / "data") as hall:
        assert antrean("take", "A01", "--data", hall.data).returncode == 0
        hall.kill()
    before = {path.name: path.read_bytes() for path in hall.data.glob(f"{FILE_NAME}*")}
    assert f"{FILE_NAME}-wal" in before
    made = antrean("backup", tmp_path / "stick", "--data", hall.data)
    assert made.returncode == 0, made.stderr
    assert backup.check(Path(made.stdout.strip())).seq == 2
    assert {path.name: path.read_bytes() for path in hall.data.glob(f"{FILE_NAME}*")} == before


def test_a_purge_is_refused_while_the_hub_runs_and_takes_no_young_date(tmp_path: Path) -> None:
    """Stop the hub first; a month is the least age; and a log that was purged says from where it is verified."""
    with running_hall(tmp_path / "data") as hall:
        running = antrean("purge", "--older-than", "5y", "--data", hall.data)
        assert running.returncode == 3
        assert "stop it first" in running.stderr
        hall.kill()
    nothing = antrean("purge", "--older-than", "90d", "--data", hall.data)
    assert nothing.returncode == 0, nothing.stderr
    assert "nothing to forget" in nothing.stdout
    for age in ("5", "5m", "30d", "-1y"):
        assert antrean("purge", f"--older-than={age}", "--data", hall.data).returncode == 2


def test_a_purged_log_says_from_where_it_is_verified(tmp_path: Path) -> None:
    """With the hub running and without it, from a head on paper too."""
    folder = load_hall(hall_folder("banyuwangi"))
    old_log.fill(tmp_path / "data", folder.hall, old=100, new=5, dates=50)
    purged = antrean("purge", "--older-than", "35d", "--data", tmp_path / "data")
    assert purged.returncode == 0, purged.stderr
    head = purged.stdout.split()[-1]
    alone = antrean("log", "verify", "--head", head, "--data", tmp_path / "data")
    assert alone.returncode == 0, alone.stdout
    assert alone.stdout.startswith("verified from anchor ")
    with running_hall(tmp_path / "data") as hall:
        running = antrean("log", "verify", "--head", head, "--data", hall.data)
        assert running.returncode == 0, running.stdout
        assert running.stdout.splitlines()[0] == alone.stdout.splitlines()[0]
        assert antrean("take", "A01", "--data", hall.data).returncode == 0
        hall.kill()
