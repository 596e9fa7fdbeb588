"""What a person does with the pages of `trail365 ui`. Each task starts at home, in a tab of its own."""
import re
import time

# A query that takes minutes.
ENDLESS = "SELECT count(*) FROM generate_series(1, 10000000) a(x) CROSS JOIN generate_series(1, 10000000) b(y) WHERE x * y = 17"


def number(text: str) -> int:
    """Returns the first number of a text."""
    return int(re.search(r"[\d,]+", text).group().replace(",", ""))


def narrow_by_a_value(site, tab, ask) -> None:
    """The count of a value is the number of records that its search finds; the way back shows all of them again."""
    tab.goto(site.origin + "/search?since=")
    total = number(tab.locator("#histogram figcaption").inner_text())
    tab.locator("#facets > summary").click()
    row = tab.locator("#facet-lists section", has=tab.get_by_role("heading", name="User")).locator("li").first
    count, user = number(row.locator(".number").inner_text()), row.locator(".value").inner_text()
    row.locator(".narrow").click()
    tab.wait_for_load_state("networkidle")
    found = number(tab.locator("#histogram figcaption").inner_text())
    site.faults.expect(found == count < total, "narrow", f"{user} has {count} records, and its search finds {found} of {total}")
    tab.go_back()
    tab.wait_for_load_state("networkidle")
    again = number(tab.locator("#histogram figcaption").inner_text())
    site.faults.expect(again == total, "narrow", f"the way back shows {again} of {total} records")


def draw_a_range(site, tab, ask) -> None:
    """A range that is drawn over the bars leads to its records."""
    tab.goto(site.origin + "/search?since=")
    bars = tab.locator("t-histogram")
    total, box = number(tab.locator("#histogram figcaption").inner_text()), bars.bounding_box()
    tab.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 60)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 60, steps=5)
    tab.mouse.up()
    tab.wait_for_url("**until=*")
    tab.wait_for_load_state("networkidle")
    found = number(tab.locator("#histogram figcaption").inner_text())
    site.faults.expect(0 < found < total, "draw", f"the range has {found} of {total} records")


def tab_to(tab, selector: str) -> None:
    """Presses Tab until what has the focus is what is looked for."""
    for _ in range(120):
        tab.keyboard.press("Tab")
        if tab.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise RuntimeError(f"Tab does not lead to {selector}")


def go_by_keys(site, tab, ask) -> None:
    """From a search to a record, to its user, to an alert and to a note on it, by keys alone."""
    tab.keyboard.press("/")
    tab.keyboard.type("operation:New-InboxRule")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?*")
    # The last day of the data may have none; all times have.
    tab.keyboard.press("/")
    tab_to(tab, "input[name=since]")
    tab.keyboard.press("Control+A")
    tab.keyboard.press("Delete")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**since=&*")
    tab.wait_for_load_state("networkidle")
    for key in "jjko":
        tab.keyboard.press(key)
    tab.wait_for_url("**/record?*")
    site.faults.expect(tab.locator("h1").inner_text() == "New-InboxRule", "keys", "the record was not opened")
    tab_to(tab, "main a[href^='/user?']")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/user?*")
    tab.keyboard.press("g")
    tab.keyboard.press("a")
    tab.wait_for_url("**/alerts")
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/alert?*")
    key = re.search(r"key=(\w+)", tab.url)[1]
    tab_to(tab, "input[name=note]")
    tab.keyboard.type("looked at by keys")
    tab.keyboard.press("Tab")
    tab.keyboard.type("mia")
    tab_to(tab, "main button")
    tab.keyboard.press("Enter")
    tab.get_by_text("mia, ").wait_for()
    noted = ask("/alert?key=" + key)["alert"]
    site.faults.expect((noted["note"], noted["who"], noted["status"]) == ("looked at by keys", "mia", "open"), "keys", f"the note is {noted['note']!r}")
    tab.keyboard.press("g")
    tab.keyboard.press("l")
    tab.wait_for_url("**/health")
    tab.keyboard.press("?")
    tab.wait_for_url("**/help")


def see_before_and_after(site, tab, ask) -> None:
    """The neighbours of a record are loaded when they are asked for."""
    row = ask("/search?since=&operation=New-InboxRule")["rows"][0]
    tab.goto(f"{site.origin}/record?id={row['id']}&hash={row['hash']}")
    tab.get_by_text("By the same user").click()
    tab.locator("#near-user table").first.wait_for()
    site.faults.expect(tab.locator("#near-user tbody tr").count() > 2, "neighbours", "there are none")
    site.examine(tab, "neighbours")


def run_sql(site, tab, ask) -> None:
    """A query runs by a key, a wrong one keeps its text, and one that is cancelled frees its place."""
    tab.expected = ("Failed to load resource",)
    tab.goto(site.origin + "/sql")
    tab.locator("#sql").fill("SELECT count(*) AS n FROM events")
    tab.keyboard.press("Control+Enter")
    tab.locator("#result td").first.wait_for()
    shown, total = number(tab.locator("#result td").inner_text()), ask("/search/histogram?since=")["total"]
    site.faults.expect(shown == total, "sql", f"SQL counts {shown} events, the histogram {total}")
    tab.locator("#sql").fill("SELECT user_di FROM events")
    tab.get_by_role("button", name="Run").click()
    tab.get_by_text("did you mean user_id?").wait_for()
    site.faults.expect(tab.locator("#sql").input_value() == "SELECT user_di FROM events", "sql", "the text of a wrong query is lost")
    site.examine(tab, "sql wrong")
    for _ in range(3):
        # As many as may run at the same time, and one more: places that are not freed would soon be missed. After two seconds one
        # side of the join is read, and nothing gives way by itself any longer.
        tab.locator("#sql").fill(ENDLESS)
        tab.get_by_role("button", name="Run").click()
        tab.locator("#cancel").wait_for(state="visible")
        time.sleep(2)
        tab.locator("#cancel").click()
        tab.locator("#cancel").wait_for(state="hidden")
    tab.locator("#sql").fill("SELECT 41 + 1")
    tab.get_by_role("button", name="Run").click()
    tab.locator("#result td").get_by_text("42").wait_for(timeout=10_000)
    with tab.expect_download() as download:
        tab.get_by_role("button", name="CSV").click()
    text = download.value.path().read_text()
    site.faults.expect(text.endswith("\n42\n"), "sql", f"the file is {text!r}")


def complete_a_query(site, tab, ask) -> None:
    """Names are offered while a query is written, and taken by keys; a query that ran is remembered."""
    tab.goto(site.origin + "/sql")
    tab.locator("#sql").fill("SELECT count(*) FROM ")
    tab.locator("#sql").press("End")
    tab.keyboard.type("sign_i")
    tab.locator("#sql-names li").first.wait_for()
    tab.keyboard.press("ArrowDown")
    site.examine(tab, "sql names")
    tab.keyboard.press("Enter")
    tab.keyboard.type(" WHERE user_i")
    tab.locator("#sql-names li", has_text="user_id").first.wait_for()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.keyboard.type(" IS NOT NULL")
    tab.keyboard.press("Escape")
    written = tab.locator("#sql").input_value()
    site.faults.expect(written == "SELECT count(*) FROM sign_ins WHERE user_id IS NOT NULL", "complete", f"written was {written!r}")
    tab.keyboard.press("Control+Enter")
    tab.locator("#result td").first.wait_for()
    tab.goto(site.origin + "/sql")
    tab.get_by_text("Earlier queries of this tab").click()
    tab.get_by_role("button", name=written).click()
    site.faults.expect(tab.locator("#sql").input_value() == written, "complete", "the query was forgotten")


def draw_a_lane_larger(site, tab, ask) -> None:
    """A range that is drawn over a lane is drawn larger, and a mark leads to its records."""
    tab.goto(site.origin + "/timeline?since=&by=user")
    box = tab.locator("t-histogram").first.bounding_box()
    tab.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 10)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 10, steps=5)
    tab.mouse.up()
    tab.wait_for_url("**/timeline?*until=*")
    tab.locator(".lanes rect").first.click()
    tab.wait_for_url("**/search?*")
    site.faults.expect(tab.locator("table.records tbody tr").count() > 0, "lanes", "a mark has no records")


def investigate_an_account(site, tab, ask) -> None:
    """From the page of an account to the report on it: it is followed until it is there, and opened."""
    user = ask("/alerts")["alerts"][0]["users"][0]
    tab.goto(site.origin + "/user?name=" + user)
    tab.get_by_role("button", name="Investigate this account").click()
    tab.wait_for_url("**/reports")
    tab.get_by_role("heading", name="Under way").wait_for()
    site.examine(tab, "investigation under way")
    tab.get_by_role("link", name="open it").click(timeout=120_000)
    tab.wait_for_url("**/report.html")
    site.faults.expect(user in tab.locator("h1").first.inner_text(), "investigate", "the report is not of the account")
    site.faults.expect(tab.evaluate("window.origin") == "null", "investigate", "the report is not kept apart from the pages")


def choose_colours(site, tab, ask) -> None:
    """The colours that were chosen stay."""
    ground = lambda: tab.evaluate("getComputedStyle(document.body).backgroundColor")
    light = ground()
    tab.get_by_role("button", name="dark").click()
    tab.wait_for_load_state("networkidle")
    dark = ground()
    tab.goto(site.origin + "/help")
    site.faults.expect(light != dark == ground(), "colours", f"{light}, {dark}, {ground()}")


TASKS = [narrow_by_a_value, draw_a_range, go_by_keys, see_before_and_after, run_sql, complete_a_query, draw_a_lane_larger, investigate_an_account, choose_colours]


def search_without_scripts(site, url) -> None:
    """Forms and links do without a script."""
    tab = site.open(scripts=False)
    tab.goto(url)
    tab.locator(".find input").fill("operation:New-InboxRule")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?*")
    tab.get_by_role("link", name="Search all times").first.click()
    tab.locator("table.records tbody a").first.click()
    tab.wait_for_url("**/record?*")
    site.faults.expect(tab.locator("h1").inner_text() == "New-InboxRule", "without scripts", "the record was not opened")
    tab.goto(site.origin + "/sql")
    tab.get_by_role("button", name="Run").click()
    site.faults.expect(tab.locator("#result td").count() > 0, "without scripts", "SQL gives no rows")
    tab.context.close()


def run(site, url: str, ask) -> None:
    """Does each task."""
    for task in TASKS:
        tab = site.open()
        try:
            tab.goto(url)
            task(site, tab, ask)
            tab.wait_for_timeout(100)
        except Exception as error:
            site.faults.add(task.__name__, f"cannot be done: {error}")
        tab.context.close()
    search_without_scripts(site, url)
