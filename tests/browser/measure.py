"""What tests measure on a page: texts, sizes of capitals, contrast of every text with what lies behind it."""

from playwright.async_api import Page

_CONTRASTS = """() => {
  const channel = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const numbers = (colour) => colour.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const shown = [...document.body.querySelectorAll("*")].filter((one) => own(one) && one.offsetParent !== null);
  return shown.map((element) => {
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return [element.id || element.className, Math.round(ratio * 100) / 100];
  });
}"""

_CAPITAL = """(element) => {
  const pen = document.createElement("canvas").getContext("2d");
  const style = getComputedStyle(element);
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const fits = element.scrollWidth <= element.clientWidth && element.clientHeight > 0;
  return fits ? pen.measureText("H").actualBoundingBoxAscent / innerHeight : 0;
}"""


async def text(page: Page, selector: str) -> str:
    """The text of one element as a reader sees it."""
    return (await page.locator(selector).inner_text()).strip()


async def texts(page: Page, selector: str) -> list[str]:
    """The non-empty texts of all such elements, in their order."""
    return [said.strip() for said in await page.locator(selector).all_inner_texts() if said.strip()]


async def weak_contrasts(page: Page) -> list[tuple[str, float]]:
    """Every visible text below 4.5:1 against what lies behind it (WCAG 2.2, 1.4.3)."""
    pairs: list[tuple[str, float]] = await page.evaluate(_CONTRASTS)
    assert pairs
    return [(name, ratio) for name, ratio in pairs if ratio < 4.5]


async def capital_height(page: Page, selector: str) -> float:
    """Height of a capital as a share of the screen's height; 0 when the text does not fit its box."""
    height: float = await page.locator(selector).first.evaluate(_CAPITAL)
    return height
