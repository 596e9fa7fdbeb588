#!/usr/bin/env python3
"""Opens the page of an investigation in real Chromium: no message, no request, no broken rule of accessibility, readable on a phone
and on paper.

    tests/real/investigate_report.py REPORT.html FOLDER [--axe AXE.min.js] [--chromium PROGRAM]

Looks at it at 1280 and 360 pixels, light and dark, and prints it for A4 and Letter; pictures and PDFs stay in FOLDER. Exit code 1 and
a line on stderr for each fault; exit code 77 where the package playwright or Chromium is missing. Needs `pip install playwright` (it
brings no browser of its own), Chromium, and axe-core of npm; without axe-core its rules are left out, loudly.
"""
import argparse
import os
import pathlib
import shutil
import sys

CHROMIUM = ["chromium", "chromium-browser", "google-chrome"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = [("wide", 1280, "light"), ("wide-dark", 1280, "dark"), ("phone", 360, "light"), ("phone-dark", 360, "dark")]

# Whatever the policy of the page stops was in the page, and should not have been.
WATCH = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", e => window.stopped.push(e.violatedDirective + " " + e.blockedURI));
"""

# Boxes that scroll by themselves may be wider than the page; the page may not.
TOO_WIDE = """
() => {
  const inside = node => node.closest(".scroll, .skip");
  const wide = [...document.body.querySelectorAll("*")].filter(node =>
    !inside(node.parentElement) && !node.closest("svg") && !node.closest(".skip")
    && node.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
  const page = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  return (page ? ["the page"] : []).concat(wide.slice(0, 5).map(node => node.outerHTML.slice(0, 120)));
}
"""

# Texts of a drawing that lie over each other cannot be read.
OVERLAPS = """
() => [...document.querySelectorAll("svg.chart")].flatMap(svg => {
  const texts = [...svg.querySelectorAll("text")].map(node => ({ text: node.textContent, box: node.getBoundingClientRect() }));
  const edge = svg.getBoundingClientRect();
  const found = [];
  texts.forEach((a, i) => {
    if (a.box.left < edge.left - 1 || a.box.right > edge.right + 1 || a.box.bottom > edge.bottom + 1) found.push("outside: " + a.text);
    texts.slice(i + 1).forEach(b => {
      const over = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (over > 1 && high > 3) found.push(a.text + " / " + b.text);
    });
  });
  return found.slice(0, 5).map(text => svg.querySelector("title").textContent + ": " + text);
})
"""

# Each footnote and each entry of the contents leads somewhere.
DEAD_LINKS = """
() => [...document.querySelectorAll("a")].map(a => a.getAttribute("href"))
  .filter(href => !href.startsWith("#") || !document.getElementById(href.slice(1))).slice(0, 5)
"""


class Faults:
    """Faults of one page, said as they are found."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, where: str, what: str) -> None:
        self.count += 1
        print(f"{where}: {what}", file=sys.stderr)


def find_chromium(given: str | None) -> str | None:
    return given or next(filter(None, map(shutil.which, CHROMIUM)), None)


def watch(page, name: str, url: str, faults: Faults) -> None:
    page.add_init_script(WATCH)
    page.on("console", lambda message: faults.add(name, f"console: {message.text}"))
    page.on("pageerror", lambda error: faults.add(name, f"error: {error}"))
    page.on("dialog", lambda dialog: faults.add(name, f"dialog: {dialog.message}"))
    page.on("request", lambda request: request.url == url or faults.add(name, f"request: {request.url[:100]}"))


def run_axe(page, name: str, axe: str | None, faults: Faults) -> None:
    if axe is None:
        return
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES)
    for rule in found["violations"]:
        faults.add(name, f"axe: {rule['id']}: {rule['help']}: {len(rule['nodes'])}, as {rule['nodes'][0]['html'][:160]}")


def look(browser, url: str, view: tuple, folder: pathlib.Path, axe: str | None, faults: Faults) -> None:
    name, width, scheme = view
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    watch(page, name, url, faults)
    page.goto(url)
    for script, what in [(TOO_WIDE, "too wide"), (OVERLAPS, "texts overlap"), (DEAD_LINKS, "link to nowhere")]:
        for found in page.evaluate(script):
            faults.add(name, f"{what}: {found}")
    for stopped in page.evaluate("window.stopped"):
        faults.add(name, f"stopped by the policy: {stopped}")
    # Of the four views one has nothing that the others lack: a run takes tens of seconds.
    if name != "phone-dark":
        run_axe(page, name, axe, faults)
    page.screenshot(path=folder / f"{name}.png")
    for heading in page.query_selector_all("main h2"):
        heading.scroll_into_view_if_needed()
        number = heading.get_attribute("id")
        heading.evaluate("node => node.scrollIntoView()")
        page.screenshot(path=folder / f"{name}-{number}.png")
    context.close()


def print_paper(browser, url: str, folder: pathlib.Path, faults: Faults) -> None:
    # Paper is white, whatever the screen is.
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    watch(page, "paper", url, faults)
    page.goto(url)
    for paper in ["A4", "Letter"]:
        page.pdf(path=folder / f"{paper.lower()}.pdf", format=paper, prefer_css_page_size=False, print_background=False)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--axe", type=pathlib.Path)
    parser.add_argument("--chromium")
    options = parser.parse_args()
    chromium = find_chromium(options.chromium)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("the package playwright is missing", file=sys.stderr)
        sys.exit(77)
    if chromium is None:
        print("there is no Chromium", file=sys.stderr)
        sys.exit(77)
    axe = options.axe.read_text() if options.axe else None
    if axe is None:
        print("SKIPPED: rules of accessibility: axe-core is missing", file=sys.stderr)
    os.makedirs(options.folder, exist_ok=True)
    url = options.report.resolve().as_uri()
    faults = Faults()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for view in VIEWS:
            look(browser, url, view, options.folder, axe, faults)
        print_paper(browser, url, options.folder, faults)
        browser.close()
    if faults.count:
        sys.exit(f"{faults.count} faults in {options.report}")
    print(f"{options.report.name}: {len(VIEWS)} views and 2 papers without fault")


if __name__ == "__main__":
    main()
