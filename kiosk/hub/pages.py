"""HTTP, as far as a hub speaks it: GET and HEAD of what is in memory, in one pure function.

Commands never come this way. What a page may load and do is said in the headers here; whoever wants TLS, uploads or
video puts a reverse proxy in front.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import urlsplit

from display.pages import Asset

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "media-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PLAIN = "text/plain; charset=utf-8"
TICKET_PAGE = "/t/"
PAPER_PAGE = "/paper/"


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer; `body` is empty for HEAD."""

    status: HTTPStatus
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything there is to get."""

    assets: Mapping[str, Asset]
    health: Callable[[], str]
    """Empty while all is well, else what is wrong."""
    metrics: Callable[[], bytes]
    paper: Callable[[str], Asset | None] | None = None
    """Files of the simulated printer by name, where there is one."""


def respond(site: Site, method: str, target: str, headers: Mapping[str, str], *, local: bool) -> Response:
    """The answer to a request; `local` says that it came from this machine and through no proxy."""
    if method not in {"GET", "HEAD"}:
        return _text(HTTPStatus.METHOD_NOT_ALLOWED, "only GET and HEAD", {"Allow": "GET, HEAD"})
    answer = _found(site, urlsplit(target).path, headers, local=local)
    if method == "HEAD":
        return Response(answer.status, {**answer.headers, "Content-Length": str(len(answer.body))})
    return answer


def foreign(headers: Mapping[str, str]) -> bool:
    """Whether a websocket is being opened by a page that this hub did not serve."""
    origin = headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("Host", "").lower()


def _found(site: Site, path: str, headers: Mapping[str, str], *, local: bool) -> Response:
    if path == "/healthz":
        trouble = site.health()
        return _text(HTTPStatus.SERVICE_UNAVAILABLE, trouble) if trouble else _text(HTTPStatus.OK, "ok")
    if path == "/metrics":
        if not local:
            return _text(HTTPStatus.FORBIDDEN, "only from the hub's own machine")
        return Response(HTTPStatus.OK, {**SECURITY, "Content-Type": PLAIN, "Cache-Control": "no-store"}, site.metrics())
    if path in {"/board", "/counter"}:
        return Response(HTTPStatus.MOVED_PERMANENTLY, {**SECURITY, "Location": f"{path}/"})
    asset = _asset_at(site, path)
    if asset is None:
        return _text(HTTPStatus.NOT_FOUND, "not found")
    return _asset(asset, headers)


def _asset_at(site: Site, path: str) -> Asset | None:
    if path.startswith(PAPER_PAGE):
        return (site.assets.get(path) or site.paper(path.removeprefix(PAPER_PAGE))) if site.paper else None
    return site.assets.get("/ticket/" if path.startswith(TICKET_PAGE) else path)


def _asset(asset: Asset, headers: Mapping[str, str]) -> Response:
    """An asset with its tag; a browser that has it already is told so. Always asked, so a new version shows at once."""
    tag = f'"{sha256(asset.body).hexdigest()[:16]}"'
    kept = {**SECURITY, "ETag": tag, "Cache-Control": "no-cache"}
    if headers.get("If-None-Match") == tag:
        return Response(HTTPStatus.NOT_MODIFIED, kept)
    return Response(HTTPStatus.OK, {**kept, "Content-Type": asset.content_type}, asset.body)


def _text(status: HTTPStatus, text: str, more: Mapping[str, str] | None = None) -> Response:
    return Response(status, {**SECURITY, "Content-Type": PLAIN, **(more or {})}, f"{text}\n".encode())
