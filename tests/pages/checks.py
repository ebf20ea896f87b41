"""What every page must keep: axe, no sideways scrolling, targets for old hands, large text, nothing from outside."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page, Request

AXE = Axe()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
BODY = {"m": 18, "l": 22.5, "xl": 30}  # CSS pixels; MIIT 2021 asks for text up to 30
DESK_BODY = {"m": 16, "l": 20, "xl": 26.66}
TARGET = {"m": 44, "l": 60, "xl": 60}
LOOK = "(options) => axe.run(options).then((found) => JSON.stringify(found.violations))"  # what passed is not sent over
SMALLEST = 16
LEAST_LINE = 1.5

# One visit to the browser for everything that can be measured there.
MEASURE = """({target, smallest, line}) => {
  const seen = (e) => {
    const r = e.getBoundingClientRect(), s = getComputedStyle(e);
    return r.width > 1 && r.height > 1 && r.right > 0 && s.visibility !== "hidden" && s.clipPath === "none";
  };
  const name = (e) => `<${e.tagName.toLowerCase()} ${e.id || e.className || e.name || ""}> ` +
    (e.innerText || e.value || e.getAttribute("href") || "").trim().slice(0, 30);
  // a link in running text is as high as its line (WCAG 2.5.8 exempts it)
  const inRunningText = (e) => e.tagName === "A" && getComputedStyle(e).display === "inline" &&
    e.parentElement.innerText.trim().length > e.innerText.trim().length;
  const small = [];
  for (const e of document.querySelectorAll(
      "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex='0']")) {
    const box = e.matches("[type=checkbox], [type=radio]") ? (e.closest("label") || e) : e;
    if (!seen(e) || !seen(box) || inRunningText(e)) continue;
    const r = box.getBoundingClientRect();
    if (Math.min(r.width, r.height) < target - 0.5) {
      small.push(`${name(e)} ${r.width.toFixed(1)}×${r.height.toFixed(1)}`);
    }
  }
  const tiny = [], tight = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    const e = n.parentElement;
    if (!n.textContent.trim() || e.closest("script, style, svg, option, template") || !seen(e)) continue;
    const s = getComputedStyle(e), size = parseFloat(s.fontSize);
    if (size < smallest - 0.05) tiny.push(`${name(e)} ${size}px`);
    const text = e.matches("main p, main dd, main blockquote");
    if (text && parseFloat(s.lineHeight) / size < line - 0.01) tight.push(name(e));
  }
  const wide = [];
  if (document.documentElement.scrollWidth > innerWidth) {
    for (const e of document.body.querySelectorAll("*")) {
      if (e.getBoundingClientRect().right > innerWidth + 1 && seen(e)) wide.push(name(e));
    }
    wide.push(`page ${document.documentElement.scrollWidth} in ${innerWidth}`);
  }
  return {
    small, tiny, tight, wide: wide.slice(-6),
    body: parseFloat(getComputedStyle(document.body).fontSize),
    styled: document.querySelectorAll("[style]").length,
    inline: document.querySelectorAll("style, script:not([src])").length,
    adopted: document.adoptedStyleSheets.length,
    phone: document.querySelectorAll("a[href^='tel:']").length,
    title: document.title,
  };
}"""


@dataclass
class Watch:
    """What a page asked for and complained about while it was open."""

    host: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        there = urlsplit(request.url)
        if there.scheme in {"http", "https", "ws", "wss"} and there.netloc != self.host:
            self.outside.append(request.url)

    def console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.complaints.append(message.text)

    def error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def stop(self, page: Page) -> None:
        """Listen no longer: the window is used for the next page."""
        page.remove_listener("request", self.request)
        page.remove_listener("console", self.console)
        page.remove_listener("pageerror", self.error)


def watch(page: Page, url: str) -> Watch:
    """Listen to the page from now on."""
    ear = Watch(urlsplit(url).netloc)
    page.on("request", ear.request)
    page.on("console", ear.console)
    page.on("pageerror", ear.error)
    return ear


def accessible(page: Page) -> list[str]:
    """Violations that axe finds, in a line each with the first element concerned."""
    page.evaluate(AXE.axe_script)
    found = json.loads(
        page.evaluate(LOOK, {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    )
    return [f"{v['id']}: {v['help']}: {[n['html'][:160] for n in v['nodes'][:2]]}" for v in found]


def faults(page: Page, size: str, *, desk: bool = False, axe: bool = True) -> list[str]:
    """Everything wrong with the page now open at that text size; an empty list when it keeps all rules."""
    limits = {"target": TARGET["m"] if desk else TARGET[size], "smallest": SMALLEST, "line": LEAST_LINE}
    seen = page.evaluate(MEASURE, limits)
    body = (DESK_BODY if desk else BODY)[size]
    wrong = [f"{what}: {thing}" for what in ("small", "tiny", "tight", "wide") for thing in seen[what]]
    wrong += [f"{seen[what]} × {what}" for what in ("styled", "inline", "adopted") if seen[what]]
    if abs(seen["body"] - body) > 0.05:
        wrong.append(f"body text is {seen['body']} px, not {body}")
    if not seen["phone"]:
        wrong.append("no telephone number")
    if not seen["title"].strip():
        wrong.append("no title")
    return wrong + (accessible(page) if axe else [])


def check_page(page: Page, url: str, size: str, *, desk: bool = False, axe: bool = True, status: int = 200) -> None:
    """Open the address and insist on every rule."""
    ear = watch(page, url)
    try:
        response = page.goto(url)
        wrong = faults(page, size, desk=desk, axe=axe)
    finally:
        ear.stop(page)
    assert response is not None
    assert response.status == status, f"{url} answers {response.status}"
    wrong += [f"leaves the host: {there}" for there in ear.outside] + ear.complaints
    assert not wrong, f"{url} at {size}:\n" + "\n".join(wrong)
