"""The settings of one machine."""

from pathlib import Path

import pytest

from kiosk.box import BoxError, load_box


def written(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_token_is_all_a_kiosk_on_the_hubs_machine_needs(tmp_path: Path) -> None:
    """Everything else has a default."""
    box = load_box(written(tmp_path, 'token = "abc"\n'))

    assert (box.token, box.hub, box.profile) == ("abc", "ws://127.0.0.1:8710/ws", "epson80")


@pytest.mark.parametrize(
    "printer",
    ["tcp://192.168.1.50:9100", "usb:/dev/usb/lp0", "serial:/dev/ttyUSB0?baud=38400&flow=rtscts", "file:x.txt", "none"],
)
def test_a_printer_may_hang_anywhere_or_nowhere(tmp_path: Path, printer: str) -> None:
    """Every kind of address is taken as it is."""
    assert load_box(written(tmp_path, f'token = "abc"\nprinter = "{printer}"\n')).printer == printer


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "token"),
        ('token = "a"\nprnter = "file:x"\n', "prnter"),
        ("token = 5\n", "$.token"),
        ("token = \n", "line 1"),
        ('token = ""\n', "device add"),
        ('token = "a"\nhub = "192.168.1.10:8710"\n', "ws://"),
        ('token = "a"\nhub = "ws://hall:99999/ws"\n', "ws://"),
        ('token = "a"\nbase_url = "hall.example"\n', "http://"),
        ('token = "a"\nlanguage = "xx"\n', "available: de, en, id"),
        ('token = "a"\nprofile = "star"\n', "profile: there is no"),
        ('token = "a"\nprinter = "lpt1"\n', "printer: 'lpt1' is no printer address"),
        ('token = "a"\nprinter = "serial:/dev/ttyUSB0?baud=9601"\n', "printer: "),
    ],
)
def test_a_mistake_is_named_with_its_file(tmp_path: Path, text: str, named: str) -> None:
    """Missing, misspelt, of a wrong type, or no TOML at all."""
    path = written(tmp_path, text)

    with pytest.raises(BoxError, match=r"kiosk\.toml") as error:
        load_box(path)

    assert named in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The path, and why."""
    with pytest.raises(BoxError, match="No such file"):
        load_box(tmp_path / "none.toml")
