"""The simulated printer's paper through the hub: only where there is such a printer, and only its own files."""

from http import HTTPStatus
from pathlib import Path

import pytest

from display.pages import assets
from kiosk.hub.pages import Response, Site, respond
from kiosk.hub.paper import MOST_BYTES, PaperFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    paper = tmp_path / "paper"
    paper.mkdir()
    for name in ("state.json", "strip.png", "ticket-1.png", "secret.json", ".strip.png.new"):
        (paper / name).write_bytes(f"this is {name}".encode())
    (tmp_path / "state.json").write_bytes(b"not the printer's")
    return paper


def get(path: str, folder: Path | None, **headers: str) -> Response:
    site = Site(assets(), lambda: "", lambda: b"", paper=PaperFolder(folder).read if folder else None)
    return respond(site, "GET", path, headers, local=False)


@pytest.mark.parametrize("path", ["/paper/", "/paper/paper.js", "/paper/state.json", "/paper/strip.png"])
def test_there_is_no_page_without_a_printer(path: str, folder: Path) -> None:
    """A hub of a real hall has nothing under this path."""
    assert get(path, None).status == HTTPStatus.NOT_FOUND
    assert get(path, folder).status == HTTPStatus.OK


@pytest.mark.parametrize("name", ["state.json", "strip.png", "ticket-1.png"])
def test_the_printers_files(name: str, folder: Path) -> None:
    """As they are now, asked for anew each time, under the policy of every page."""
    answer = get(f"/paper/{name}", folder)
    assert answer.body == f"this is {name}".encode()
    assert answer.headers["Content-Type"] == {"json": "application/json", "png": "image/png"}[name[-4:].strip(".")]
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    (folder / name).write_bytes(b"new")
    assert get(f"/paper/{name}?v=2", folder).body == b"new"


@pytest.mark.parametrize(
    "path",
    [
        "/paper/secret.json",
        "/paper/.strip.png.new",
        "/paper/../state.json",
        "/paper/%2e%2e/state.json",
        "/paper//state.json",
        "/paper/x/../state.json",
        "/paper/ticket-1.png/",
        "/paper/ticket-١.png",
        "/paper/ticket-99999999999.png",
        "/paper/ticket-2.png",
        "/paper/state.json%00",
        "/paper",
    ],
)
def test_nothing_else_is_read(path: str, folder: Path) -> None:
    """A name is one of three kinds, never a path."""
    assert get(path, folder).status == HTTPStatus.NOT_FOUND


def test_what_is_too_large_is_no_paper(folder: Path) -> None:
    (folder / "strip.png").write_bytes(bytes(MOST_BYTES + 1))
    assert get("/paper/strip.png", folder).status == HTTPStatus.NOT_FOUND


def test_a_printer_that_has_gone(folder: Path) -> None:
    """Its folder may be taken away at any moment."""
    assert get("/paper/state.json", folder / "gone").status == HTTPStatus.NOT_FOUND


def test_a_picture_that_a_browser_has_is_not_sent_again(folder: Path) -> None:
    tag = get("/paper/strip.png", folder).headers["ETag"]
    assert get("/paper/strip.png", folder, **{"If-None-Match": tag}).status == HTTPStatus.NOT_MODIFIED
