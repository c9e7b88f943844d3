"""Documents that cannot rot: what they say of the code is held against the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import schema
from config.catalogues import languages_available, load_words
from hall.lifecycle import diagram
from hall.refusals import Code
from kiosk.cli.main import parser

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_diagram_is_drawn_from_the_table() -> None:
    """The life of a ticket in the architecture is the lifecycle's own drawing."""
    assert diagram() in text("architecture.md")


def test_every_part_that_the_architecture_names_is_there() -> None:
    """A file or folder in backquotes with a slash exists."""
    named = set(re.findall(r"`((?:hall|kiosk|config|display|printer|docs|tests)/[\w./]*)`", text("architecture.md")))

    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def settings() -> Iterator[str]:
    for model in vars(schema).values():
        if isinstance(model, type) and issubclass(model, schema.Entry) and model is not schema.Entry:
            for name, field in model.model_fields.items():
                yield field.alias or name


@pytest.mark.parametrize("setting", sorted(set(settings())))
def test_every_setting_of_a_hall_is_explained(setting: str) -> None:
    """Whoever edits a hall's folder finds each key in the operator's manual."""
    assert f"`{setting}`" in text("operations.md")


COMMANDS = [
    "demo",
    "hub",
    "kiosk",
    "counter",
    "check",
    "hall copy",
    "hall list",
    "take",
    "call",
    "device add",
    "day set",
    "day close",
    "reload",
    "ready",
    "log",
    "log verify",
    "backup",
    "restore",
    "purge",
    "printer simulate",
    "printer fault",
    "printer doctor",
    "printer test",
    "printer store-logo",
    "printer profiles",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_manual_and_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The manual names it, and its help says more than its usage."""
    assert f"antrean {command}" in text("operations.md")
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([*command.split(), "--help"])
    assert ended.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) > 3


@pytest.mark.parametrize(
    "document", sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
)
def test_every_link_leads_somewhere(document: str) -> None:
    """Pictures and pages that a document points to are in the repository."""
    path = ROOT / document
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))

    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_every_refusal_has_a_sentence_in_every_language() -> None:
    """A legal no is never shown as a code."""
    for language in languages_available():
        known = load_words(language).texts
        assert {f"refusal.{code}" for code in (*Code, "not_allowed", "no_counter", "backup_failed")} <= known.keys()


def test_every_notice_to_staff_has_a_sentence_in_every_language() -> None:
    """A console leaves out a code that it has no words for, and nobody would hear of that trouble."""
    codes = re.findall(r"`(\w+)`", text("protocol.md").partition("### `notice`")[2].partition("```json")[0])
    assert "disk_full" in codes
    for language in languages_available():
        assert {f"counter.notice_{code}" for code in codes} <= load_words(language).texts.keys()
