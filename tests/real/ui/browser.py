"""A real Chromium that counts as faults whatever pages of `trail365 ui` must not do: messages, requests to elsewhere, things that the
policy stops, broken rules of accessibility, pages wider than the screen."""
import shutil
import sys
import urllib.parse

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

# Whatever the policy of a page stops was in the page, and should not have been.
WATCH = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", e => window.stopped.push(e.violatedDirective + " " + e.blockedURI + " " + e.sample));
"""

# Boxes that scroll by themselves may be wider than the page; the page may not.
TOO_WIDE = """
() => {
  const page = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  const wide = [...document.body.querySelectorAll("*")].filter(node =>
    !node.parentElement.closest(".scroll, svg, .skip, .unseen") && !node.closest(".skip, .unseen")
    && node.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
  return (page ? ["the page"] : []).concat(wide.slice(0, 3).map(node => node.outerHTML.slice(0, 120)));
}
"""


class Faults:
    """Faults, said as they are found."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, where: str, what: str) -> None:
        self.count += 1
        print(f"{where}: {what}", file=sys.stderr)

    def expect(self, holds: bool, where: str, what: str) -> None:
        if not holds:
            self.add(where, what)


def find_chromium(given: str | None) -> str | None:
    return given or next(filter(None, map(shutil.which, CHROMIUM)), None)


class Browser:
    """A browser over one site."""

    def __init__(self, browser, url: str, axe: str | None, faults: Faults) -> None:
        parts = urllib.parse.urlsplit(url)
        self.browser, self.origin, self.axe, self.faults = browser, f"{parts.scheme}://{parts.netloc}", axe, faults

    def open(self, width: int = 1440, scheme: str = "light", scripts: bool = True):
        """Opens a tab whose messages and requests are watched. Answers that say by their status that something is wrong are logged by
        Chromium itself; `tab.expected` silences those."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts)
        tab = context.new_page()
        tab.expected = ()
        tab.add_init_script(WATCH)
        tab.on("console", lambda message: self.on_message(tab, message.text))
        tab.on("pageerror", lambda error: self.faults.add(tab.url, f"error: {error}"))
        tab.on("dialog", lambda dialog: self.faults.add(tab.url, f"dialog: {dialog.message}"))
        tab.on("request", lambda request: request.url.startswith(self.origin) or self.faults.add(tab.url, f"request to elsewhere: {request.url[:100]}"))
        return tab

    def on_message(self, tab, text: str) -> None:
        if not any(words in text for words in tab.expected):
            self.faults.add(tab.url, f"console: {text}")

    def examine(self, tab, name: str, with_axe: bool = True) -> None:
        """Looks for what is wrong with the page as it stands."""
        for found in tab.evaluate(TOO_WIDE):
            self.faults.add(name, f"too wide: {found}")
        for stopped in tab.evaluate("window.stopped"):
            self.faults.add(name, f"stopped by the policy: {stopped}")
        if self.axe is None or not with_axe:
            return
        # The policy keeps scripts of other origins out of the page; what the debugger evaluates is no part of it.
        tab.evaluate(self.axe)
        found = tab.evaluate("rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES)
        for rule in found["violations"]:
            self.faults.add(name, f"axe: {rule['id']}: {rule['help']}: {len(rule['nodes'])}, as {rule['nodes'][0]['html'][:200]}")
