"""Says what in a script or a style sheet a television of 2016 (Chrome 38) would not understand.

One token it does not know kills a whole script, so syntax is a list of what is allowed, not of what is forbidden. For
names of functions and properties there is no complete list: those that came later and are tempting are listed.
"""

import re
from collections.abc import Iterator
from typing import Any

import esprima


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ES5_NODES = _names("""
    ArrayExpression AssignmentExpression BinaryExpression BlockStatement BreakStatement CallExpression CatchClause
    ConditionalExpression ContinueStatement DoWhileStatement EmptyStatement ExpressionStatement ForInStatement
    ForStatement FunctionDeclaration FunctionExpression Identifier IfStatement LabeledStatement Literal
    LogicalExpression MemberExpression NewExpression ObjectExpression Program Property ReturnStatement
    SequenceExpression SwitchCase SwitchStatement ThisExpression ThrowStatement TryStatement UnaryExpression
    UpdateExpression VariableDeclaration VariableDeclarator WhileStatement
""")
LATER_GLOBALS = _names("""
    fetch Promise Map Set WeakMap WeakSet Symbol Proxy Reflect URL URLSearchParams AbortController Intl globalThis
    queueMicrotask structuredClone requestIdleCallback IntersectionObserver ResizeObserver TextEncoder TextDecoder
    BigInt
""")
LATER_MEMBERS = _names("""
    assign entries values fromEntries getOwnPropertyDescriptors includes startsWith endsWith repeat padStart padEnd
    trimStart trimEnd matchAll replaceAll flat flatMap find findIndex findLast fill copyWithin closest append
    prepend before after replaceWith replaceChildren toggleAttribute getAttributeNames animate isConnected finally
    allSettled isInteger isNaN isFinite trunc log2 log10 hypot scrollTo randomUUID timeOrigin
""")
LATER_FLAGS = frozenset("yusdv")
LATER_OPERATORS = frozenset(["**", "**=", "??", "??=", "||=", "&&="])

CSS_PROPERTIES = _names("""
    -webkit-animation animation background border-radius border-right border-top border-top-color bottom color cursor
    display font-family font-size font-weight height left letter-spacing line-height margin opacity overflow padding
    position right src text-align top transform -webkit-transform white-space width
""")
"""Known to Chrome 38 under that name; `animation` is ignored there, so the prefixed one must stand beside it."""
CSS_LATER = (
    r"var\(|clamp\(|\bmin\(|\bmax\(|:is\(|:where\(|:has\(|:focus-visible|@layer|@container|@property|#[0-9a-f]{8}\b"
    r"|\bgrid\b|\bflex\b|\bsticky\b|\bcontents\b|\bunset\b|\brevert\b|\d(?:dvh|svh|lvh|dvw)\b"
)

Node = dict[str, Any]


def later_script(source: str) -> list[str]:
    """What is too new, each as `line: what`; raises `esprima.Error` for what is no script at all."""
    tree: Node = esprima.parseScript(source, {"loc": True}).toDict()
    return [f"{line}: {what}" for line, what in _later(tree, 1)]


def later_style(source: str) -> list[str]:
    """The same for a style sheet."""
    plain = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    found = [match[0] for match in re.finditer(CSS_LATER, plain)]
    properties = re.findall(r"(?<=[{;])\s*([a-z-]+)\s*:", plain)
    found += [name for name in properties if name not in CSS_PROPERTIES]
    if properties.count("animation") != properties.count("-webkit-animation"):
        found.append("animation without -webkit-animation")
    if len(re.findall("@keyframes", plain)) != len(re.findall("@-webkit-keyframes", plain)):
        found.append("@keyframes without @-webkit-keyframes")
    return found


def _later(node: Any, line: int) -> Iterator[tuple[int, str]]:
    if isinstance(node, list):
        for part in node:
            yield from _later(part, line)
    if not isinstance(node, dict) or "type" not in node:
        return
    line = node["loc"]["start"]["line"] if "loc" in node else line
    what = _what(node)
    if what:
        yield line, what
    for key, part in node.items():
        if key not in {"loc", "regex"} and isinstance(part, dict | list):
            yield from _later(part, line)


def _what(node: Node) -> str:
    """What is too new about this node by itself, or nothing."""
    match node["type"]:
        case "VariableDeclaration" if node["kind"] != "var":
            return str(node["kind"])
        case "Property" if node["shorthand"] or node["computed"] or node["method"]:
            return "short property"
        case "FunctionDeclaration" | "FunctionExpression" if node["async"] or node["generator"]:
            return "async or generator"
        case "CatchClause" if node.get("param") is None:
            return "catch without a name"
        case "Literal" if set(node.get("regex", {}).get("flags", "")) & LATER_FLAGS:
            return "flag of a regular expression"
        case "Literal" if "(?<" in node.get("regex", {}).get("pattern", ""):
            return "lookbehind or named group"
        case "MemberExpression" if not node["computed"] and node["property"]["name"] in LATER_MEMBERS:
            return f".{node['property']['name']}"
        case "Identifier" if node["name"] in LATER_GLOBALS:
            return str(node["name"])
        case "BinaryExpression" | "LogicalExpression" | "AssignmentExpression" if node["operator"] in LATER_OPERATORS:
            return str(node["operator"])
        case kind if kind not in ES5_NODES:
            return str(kind)
        case _:
            return ""
