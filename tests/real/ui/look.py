#!/usr/bin/env python3
"""Opens the pages of `trail365 ui` in real Chromium: no message, no request to elsewhere, nothing that the policy stops, no broken rule
of accessibility, from a phone to a wide screen, light and dark; and does with them what a person does.

    tests/real/ui/look.py PROGRAM LAKE FOLDER [--axe AXE.min.js] [--chromium PROGRAM] [--picture docs/ui.png]

LAKE is one that `trail365 demo` made; its records are read, and a note is added to one of its alerts. Pictures stay in FOLDER, and
`--picture FILE` writes the one of the README. Exit code 1 and a line on stderr for each
fault; exit code 77 where the package playwright or Chromium is missing. Needs `pip install playwright` (it brings no browser of its
own), Chromium, and axe-core of npm; without axe-core its rules are left out, loudly.
"""
import argparse
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import urllib.parse
import urllib.request

import browser as browsers
import responder
import tasks

# Each with whether the rules of accessibility are asked: a long list takes seconds, and the views differ little.
VIEWS = [(320, "light", True), (768, "light", False), (1440, "light", False), (1440, "dark", True)]

# Pages whose parts are all on others, too: they are looked at in the first view alone, and without the rules of accessibility.
LIKE_OTHERS = ["search-all", "search-columns", "record", "object", "session"]


@contextlib.contextmanager
def serve(program: pathlib.Path, lake: pathlib.Path, *options: str):
    """Serves a lake and yields the address that the program prints."""
    command = [program, "ui", "--lake", lake, "--listen", "127.0.0.1:0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)


def ask(url: str, path: str) -> dict:
    """Asks for a page as JSON, as a program does."""
    parts = urllib.parse.urlsplit(url)
    token = urllib.parse.parse_qs(parts.query)["token"][0]
    request = urllib.request.Request(f"{parts.scheme}://{parts.netloc}/api/v1{path}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def pages(url: str) -> dict[str, str]:
    """Returns the address of a page of each kind, with values that the lake has."""
    rows = ask(url, "/search?since=&operation=New-InboxRule")["rows"] or ask(url, "/search?since=")["rows"]
    row = rows[0]
    changes = ask(url, "/search?since=&operation=Add%20member%20to%20role.")["rows"] or rows
    write = urllib.parse.quote
    of = lambda record: f"/record?id={write(record['id'])}&hash={record['hash']}"
    apps = [other for other in ask(url, "/search?since=")["rows"] if other.get("app_id")]
    sessions = next((facet["values"] for facet in ask(url, "/search/facets?since=")["facets"] if facet["field"] == "session"), [])
    sessions = [value["value"] for value in sessions if value["value"]]
    found = {
        "home": "/",
        "search": "/search",
        "search-all": "/search?since=&user=" + write(row["user"]),
        "search-nothing": "/search?text=zzzyyyxxx",
        "search-columns": "/search?since=&column=user_agent&column=id",
        "record": of(row),
        "record-changes": of(changes[0]),
        "user": "/user?name=" + write(row["user"]),
        "address": "/address?name=" + write(row["address"]),
        "timeline": "/timeline?since=&by=user",
        "alerts": "/alerts",
        "rules": "/rules",
        "reports": "/reports",
        "sql": "/sql",
        "health": "/health",
        "help": "/help",
    }
    alerts = ask(url, "/alerts")["alerts"]
    if alerts:
        found["alert"] = "/alert?key=" + alerts[0]["key"]
        found["rule"] = "/rule?id=" + write(alerts[0]["rule_id"])
    if apps:
        found["app"] = "/app?name=" + write(apps[0]["app_id"])
    if sessions:
        found["session"] = "/session?name=" + write(sessions[0])
    objects = [other["object"] for other in ask(url, "/search?since=")["rows"] if other.get("object")]
    if objects:
        found["object"] = "/object?name=" + write(objects[0])
    return found


def look(site: browsers.Browser, url: str, folder: pathlib.Path) -> None:
    """Looks at each page in each view, and without scripts."""
    addresses = pages(url)
    for width, scheme, with_axe in VIEWS:
        tab = site.open(width, scheme)
        tab.goto(url)
        for name, path in addresses.items():
            if name in LIKE_OTHERS and (width, scheme) != VIEWS[0][:2]:
                continue
            tab.goto(site.origin + path)
            tab.wait_for_load_state("networkidle")
            site.examine(tab, f"{name} {width} {scheme}", with_axe=with_axe and name not in LIKE_OTHERS)
            tab.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
        tab.context.close()
    tab = site.open(scripts=False)
    tab.goto(url)
    for name, path in addresses.items():
        answer = tab.goto(site.origin + path)
        site.faults.expect(answer.status == 200, name, f"status {answer.status} without scripts")
    tab.context.close()


# A text that acts wherever an escape is forgotten, and an element that htmx would obey.
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)><p hx-get="/sql" hx-trigger="load" hx-nonce="x">\'\u202e\u001b[31m'
FIELDS = ["Operation", "UserId", "ClientIP", "ObjectId", "Workload", "ResultStatus", "UserKey", "AppId"]


def make_hostile(program: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """Makes a lake whose records are an attacker's words."""
    lake, export = folder / "hostile", folder / "hostile.jsonl"
    record = {"Id": "h1", "CreationTime": "2026-03-02T08:00:00", "RecordType": 1} | {field: HOSTILE for field in FIELDS}
    record["Parameters"] = [{"Name": HOSTILE, "Value": HOSTILE}]
    record["ModifiedProperties"] = [{"Name": HOSTILE, "OldValue": HOSTILE, "NewValue": HOSTILE}]
    record[HOSTILE] = HOSTILE
    export.write_text(json.dumps(record) + "\n")
    if not lake.exists():
        subprocess.run([program, "import", "--lake", lake, export], check=True, capture_output=True)
    return lake


def look_at_hostile(site: browsers.Browser, url: str) -> None:
    """Opens pages that show an attacker's words: a script, a picture or a request that they cause is a fault by itself."""
    tab = site.open()
    tab.goto(url)
    name = urllib.parse.quote(HOSTILE)
    for path in ["/", "/search?since=", f"/search?since=&user={name}", "/record?id=h1", f"/user?name={name}", f"/object?name={name}", f"/sql?sql={name}"]:
        tab.goto(site.origin + path)
        tab.wait_for_load_state("networkidle")
        for summary in tab.locator("details > summary").all():
            # One without anything in it is not shown.
            if summary.is_visible():
                summary.click()
        tab.wait_for_load_state("networkidle")
        site.examine(tab, f"hostile {path[:20]}", with_axe=False)
        strange = tab.locator("main script:not([src^='/assets/']), main img, main p[hx-get]").count()
        site.faults.expect(strange == 0, f"hostile {path[:20]}", f"{strange} elements of the attacker")
    tab.context.close()


# What a picture may weigh in a repository that everybody clones.
MOST_BYTES = 150_000


def take_picture(site: browsers.Browser, url: str, file: pathlib.Path) -> None:
    """Writes the picture of the README: all that came from the address of the intruder."""
    tab = site.open(width=1200)
    tab.goto(url)
    tab.goto(site.origin + "/search?since=&ip=203.0.113.77")
    tab.wait_for_load_state("networkidle")
    tab.screenshot(path=file, clip={"x": 0, "y": 0, "width": 1200, "height": 700})
    size = file.stat().st_size
    site.faults.expect(size <= MOST_BYTES, str(file), f"the picture has {size} bytes, and may have {MOST_BYTES}")
    tab.context.close()
    if site.faults.count:
        sys.exit(1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("lake", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--axe", type=pathlib.Path)
    parser.add_argument("--chromium")
    parser.add_argument("--only-tasks", action="store_true")
    parser.add_argument("--picture", type=pathlib.Path, help="write the picture of the README to a file, and do nothing else")
    options = parser.parse_args()
    chromium = browsers.find_chromium(options.chromium)
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
    faults = browsers.Faults()
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium, args=browsers.FLAGS)
        with serve(options.program, options.lake) as url:
            site = browsers.Browser(chrome, url, axe, faults)
            if options.picture:
                return take_picture(site, url, options.picture)
            if not options.only_tasks:
                look(site, url, options.folder)
            responder.run(site, url, lambda path: ask(url, path))
            tasks.run(site, url, lambda path: ask(url, path))
        with serve(options.program, make_hostile(options.program, options.folder)) as url:
            look_at_hostile(browsers.Browser(chrome, url, axe, faults), url)
        chrome.close()
    if faults.count:
        sys.exit(f"{faults.count} faults in the pages of trail365 ui")
    print(f"trail365 ui: {len(VIEWS)} views of each page and {len(tasks.TASKS) + len(responder.QUESTIONS)} tasks without fault")


if __name__ == "__main__":
    main()
