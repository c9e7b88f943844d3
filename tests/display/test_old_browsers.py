"""The board runs on a television of 2016: its scripts are ES5 and its style sheet knows nothing younger."""

import pytest

from display.pages import assets
from tests.display.old_browsers import later_script, later_style

SCRIPTS = [path for path in assets() if path.startswith("/board/") and path.endswith(".js")]


@pytest.mark.parametrize("path", SCRIPTS)
def test_board_script_is_old_enough(path: str) -> None:
    assert later_script(assets()[path].body.decode()) == []


def test_board_style_is_old_enough() -> None:
    assert later_style(assets()["/board/board.css"].body.decode()) == []


@pytest.mark.parametrize(
    "young",
    [
        "let a = 1",
        "var f = () => 1",
        "var s = `x`",
        "class A {}",
        "var o = { a, b }",
        "var o = { f() {} }",
        "f(...a)",
        "for (var a of b) {}",
        "function f(a = 1) {}",
        "var [a] = b",
        "async function f() {}",
        "try { f() } catch { g() }",
        "a?.b",
        "a ?? b",
        "a ** b",
        "/a/y",
        "/(?<=a)b/",
        "fetch('/x')",
        "new Promise(f)",
        "a.includes(b)",
        "a.padStart(2)",
        "Object.assign(a, b)",
    ],
)
def test_the_check_sees_what_is_too_young(young: str) -> None:
    """The check itself works: each of these would leave the television blank."""
    assert later_script(young)


@pytest.mark.parametrize(
    "young",
    [
        "a { display: grid; }",
        "a { color: var(--x); }",
        "a { gap: 1px; }",
        "a { inset: 0; }",
        "a { width: min(1px, 2px); }",
        "a { animation: x 1s; }",
        "a { color: #11223344; }",
        "a { aspect-ratio: 1; }",
    ],
)
def test_the_check_sees_style_that_is_too_young(young: str) -> None:
    assert later_style(young)
