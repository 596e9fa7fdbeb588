"""Ten questions of a responder, each answered from home in at most five actions, and compared with what the lake says. `docs/ui.md` has
them with the clicks."""
import re
import urllib.parse

MOST_ACTIONS = 5


class Steps:
    """Actions of a person: a click, or words with Enter."""

    def __init__(self, site, tab, ask) -> None:
        self.site, self.tab, self.ask, self.count = site, tab, ask, 0

    def click(self, place) -> None:
        self.count += 1
        place.click()
        self.tab.wait_for_load_state("networkidle")

    def link(self, name: str) -> None:
        self.click(self.tab.get_by_role("link", name=name, exact=True).first)

    def search(self, words: str) -> None:
        """Searches from the head of any page."""
        self.count += 1
        self.tab.locator(".find input").fill(words)
        self.tab.keyboard.press("Enter")
        self.tab.wait_for_url("**/search?*")
        self.tab.wait_for_load_state("networkidle")

    def all_times(self) -> None:
        """Empties the field that says from when on."""
        self.count += 1
        self.tab.locator("input[name=since]").fill("")
        self.tab.keyboard.press("Enter")
        self.tab.wait_for_url(re.compile(r"[?&]since=(&|$)"))
        self.tab.wait_for_load_state("networkidle")

    def alert(self, title: str) -> dict:
        """Opens the alert of this title from the list of open ones."""
        self.link("All open alerts")
        self.click(self.tab.locator("table.records tbody tr", has=self.tab.get_by_role("cell", name=title, exact=True)).first.locator("a").first)
        key = urllib.parse.parse_qs(urllib.parse.urlsplit(self.tab.url).query)["key"][0]
        found = self.ask("/alert?key=" + key)["alert"]
        self.expect(found["title"] == title, f"the alert is {found['title']}")
        return found

    def figure(self, name: str) -> str:
        return self.tab.locator("dl.figures > div", has=self.tab.locator("dt", has_text=name)).locator("dd").first.inner_text().strip()

    def number(self, name: str) -> int:
        return int(self.figure(name).split()[0].replace(",", ""))

    def total(self, **conditions: str) -> int:
        """The number of records that match, as the API says it."""
        return self.ask("/search/histogram?since=&" + urllib.parse.urlencode(conditions))["total"]

    def bars(self) -> int:
        """The number of records that the bars of a search stand for."""
        return int(re.search(r"[\d,]+", self.tab.locator("#histogram figcaption").inner_text()).group().replace(",", ""))

    def expect(self, holds: bool, what: str) -> None:
        self.site.faults.expect(holds, self.name, what)


def who_made_this_rule(steps: Steps) -> None:
    alert = steps.alert("Inbox rule sends mail outside the organisation")
    steps.click(steps.tab.locator("table.records tbody a").first)
    user = steps.figure("User")
    steps.expect(steps.tab.locator("h1").inner_text() == "New-InboxRule" and user == alert["users"][0], f"the rule is by {user}")


def what_else_came_from_this_address(steps: Steps) -> None:
    address = steps.alert("Passwords of many accounts refused from one address")["addresses"][0]
    steps.link(address)
    shown, total = steps.number("Records"), steps.total(ip=address)
    steps.expect(shown == total > 25, f"{address} has {shown} records, and its search finds {total}")


def what_did_this_session_read(steps: Steps) -> None:
    session = steps.alert("One session used from two networks in turn")["sessions"][0]
    steps.link(session)
    row = steps.tab.locator("section li", has=steps.tab.get_by_role("link", name="MailItemsAccessed", exact=True)).first
    shown = int(row.locator(".number").inner_text().replace(",", ""))
    steps.click(row.locator(".narrow"))
    found, total = steps.bars(), steps.total(session=session, operation="MailItemsAccessed")
    steps.expect(shown == found == total > 0, f"mail was read {shown} times, the search finds {found}, the lake has {total}")


def what_sends_mail_to_this_domain(steps: Steps) -> None:
    steps.search("mail.example.net")
    steps.all_times()
    found, total = steps.bars(), steps.total(text="mail.example.net")
    text = steps.tab.locator("table.records").inner_text()
    steps.expect(found == total > 0, f"{found} of {total} records name the domain")
    steps.expect("New-InboxRule" in text and "New-TransportRule" in text, "a rule that sends mail there is missing")


def when_did_it_begin(steps: Steps) -> None:
    alert = steps.alert("Suspicious sign-in, then a new sign-in method")
    began = steps.figure("Began").replace(" ", "T") + "Z"
    steps.expect(began == alert["first"], f"it began at {began}, and not at {alert['first']}")
    steps.click(steps.tab.locator("table.records tbody a").first)
    operation = steps.tab.locator("h1").inner_text()
    steps.expect(operation == "UserLoggedIn", f"it began by {operation}")


def what_is_missing_from_the_data(steps: Steps) -> None:
    steps.link("Health")
    gaps = steps.ask("/health")["gaps"]
    rows = steps.tab.get_by_role("region", name="Spans that are missing").locator("tbody tr").count()
    says_none = steps.tab.get_by_text("Nothing is known to be missing").count() == 1
    steps.expect(rows == len(gaps["missing"]) and says_none == (rows == 0), f"{rows} spans of {len(gaps['missing'])}")
    feeds = steps.tab.locator("section", has=steps.tab.get_by_role("heading", name="What is collected")).locator("tbody tr").count()
    steps.expect(feeds == len(steps.ask("/health")["feeds"]) > 0, f"{feeds} feeds")


def which_app_may_read_the_mail(steps: Steps) -> None:
    app = steps.alert("User consented to an app that reads mail or files")
    steps.click(steps.tab.locator("table.records tbody a").first)
    operation = steps.tab.locator("h1").inner_text()
    steps.expect(operation == "Consent to application." and "Mail.Read" in steps.tab.locator("main").inner_text(), f"{operation} of {app['users']}")


def how_many_files_were_taken(steps: Steps) -> None:
    alert = steps.alert("Many files were downloaded in ten minutes")
    shown = steps.number("Records")
    steps.link(alert["users"][0])
    row = steps.tab.locator("section li", has=steps.tab.get_by_role("link", name="FileDownloaded", exact=True)).first
    steps.click(row.locator(".narrow"))
    found, total = steps.bars(), steps.total(user=alert["users"][0], operation="FileDownloaded")
    steps.expect(shown == alert["count"] <= found == total, f"{shown} files in the alert, {found} of {total} in the search")


def who_got_which_role(steps: Steps) -> None:
    steps.alert("Privileged role granted")
    steps.click(steps.tab.locator("table.records tbody a").first)
    changes = steps.tab.locator("table.changes").first.inner_text()
    steps.expect("Administrator" in changes, f"no role among the changes: {changes}")
    steps.expect("@" in steps.tab.locator("main").get_by_role("link").filter(has_text="@").nth(1).inner_text(), "nobody got it")


def whose_passwords_were_tried(steps: Steps) -> None:
    address = steps.alert("Passwords of many accounts refused from one address")["addresses"][0]
    steps.link(address)
    users = steps.tab.locator("section", has=steps.tab.get_by_role("heading", name="User", exact=True)).last
    shown = {value.inner_text() for value in users.locator("li .value").all()}
    facets = steps.ask("/search/facets?since=&ip=" + address)["facets"]
    truth = {value["value"] for facet in facets if facet["field"] == "user" for value in facet["values"]}
    steps.expect(shown == truth and len(shown) > 5, f"{len(shown)} of {len(truth)} accounts")


QUESTIONS = [
    who_made_this_rule,
    what_else_came_from_this_address,
    what_did_this_session_read,
    what_sends_mail_to_this_domain,
    when_did_it_begin,
    what_is_missing_from_the_data,
    which_app_may_read_the_mail,
    how_many_files_were_taken,
    who_got_which_role,
    whose_passwords_were_tried,
]


def run(site, url: str, ask) -> None:
    """Answers each question, in one tab that goes home in between."""
    tab = site.open()
    tab.goto(url)
    for question in QUESTIONS:
        tab.goto(site.origin + "/")
        steps = Steps(site, tab, ask)
        steps.name = question.__name__
        try:
            question(steps)
            steps.expect(steps.count <= MOST_ACTIONS, f"{steps.count} actions")
        except Exception as error:
            site.faults.add(question.__name__, f"cannot be answered: {error}")
    tab.context.close()
