"""HTTP as one pure function: what is there, what is not, and what is said with it."""

from http import HTTPStatus

import pytest

from display.pages import Asset, assets
from kiosk.hub.pages import Response, Site, foreign, respond

SITE = Site(
    {**assets(), "/board/words.js": Asset(b"var ANTREAN;", "text/javascript")}, lambda: "", lambda: b"antrean 1"
)


def get(path: str, *, method: str = "GET", local: bool = True, **headers: str) -> Response:
    return respond(SITE, method, path, {name.replace("_", "-"): value for name, value in headers.items()}, local=local)


@pytest.mark.parametrize("path", ["/board/", "/counter/", "/t/anything", "/board/board.js", "/fonts/antrean-bold.woff"])
def test_every_page_comes_with_the_strict_policy(path: str) -> None:
    """No inline script, no foreign source, no frame around it."""
    response = get(path)

    assert response.status == HTTPStatus.OK
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nope",
        "/board/../../etc/passwd",
        "/board/%2e%2e/counter/",
        "//board/",
        "/t",
        "/pages.py",
        "/board/index.html",
    ],
)
def test_what_is_not_in_memory_is_not_found(path: str) -> None:
    """A path is a key, never a file name."""
    assert get(path).status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_is_done_over_http(method: str) -> None:
    """Only GET and HEAD."""
    response = get("/board/", method=method)

    assert response.status == HTTPStatus.METHOD_NOT_ALLOWED
    assert response.headers["Allow"] == "GET, HEAD"


def test_head_has_the_length_and_no_body() -> None:
    """As GET, without the body."""
    assert get("/board/", method="HEAD").body == b""
    assert get("/board/", method="HEAD").headers["Content-Length"] == str(len(get("/board/").body))


def test_a_page_the_browser_has_is_not_sent_again() -> None:
    """The tag follows the content."""
    tag = get("/board/").headers["ETag"]

    assert get("/board/", If_None_Match=tag).status == HTTPStatus.NOT_MODIFIED
    assert get("/counter/", If_None_Match=tag).status == HTTPStatus.OK


def test_metrics_are_for_this_machine() -> None:
    """Nobody on the network reads them."""
    assert get("/metrics").body == b"antrean 1"
    assert get("/metrics", local=False).status == HTTPStatus.FORBIDDEN


def test_health_says_what_is_wrong() -> None:
    """200 while all is well, else 503 with the reason."""
    ill = Site({}, lambda: "no space left", lambda: b"")

    assert get("/healthz").status == HTTPStatus.OK
    response = respond(ill, "GET", "/healthz", {}, local=False)
    assert (response.status, response.body) == (HTTPStatus.SERVICE_UNAVAILABLE, b"no space left\n")


def test_a_page_without_its_slash_is_sent_to_it() -> None:
    """What a clerk types works."""
    assert get("/board").headers["Location"] == "/board/"


@pytest.mark.parametrize(
    ("origin", "host", "is_foreign"),
    [
        ("http://hall:8710", "hall:8710", False),
        ("https://HALL:8710", "hall:8710", False),
        ("http://evil", "hall:8710", True),
        ("http://hall:80", "hall:8710", True),
        ("null", "hall:8710", True),
    ],
)
def test_a_websocket_is_opened_by_our_own_pages_only(origin: str, host: str, is_foreign: bool) -> None:
    """Origin and Host must agree; a client that is no browser sends no Origin."""
    assert foreign({"Origin": origin, "Host": host}) is is_foreign
    assert not foreign({"Host": host})
