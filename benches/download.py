#!/usr/bin/env python3
"""Fetches a tenant's content without trail365, for benches/collect.py to stand beside the collector.

    benches/download.py [--out RECORDS.jsonl] [--in-flight N] < TENANTS.json

Lists the same seven days as the collector and fetches each blob once, some at a time, over connections that stay open. It
throws the bytes away as they come; with --out it does what a script for an investigation does: unpacks and loads each blob,
and writes each record as a line. Standard input is a list of {origin, tenant, app, secret, types}. Prints what it had as JSON.
"""
import argparse
import datetime
import email.utils
import gzip
import http.client
import json
import os
import queue
import sys
import threading
import urllib.parse

DAY = datetime.timedelta(days=1)
# The collector keeps this distance from the edge of the seven days.
MARGIN = datetime.timedelta(minutes=5)


class Line:
    """A connection that stays open, for one thread."""

    def __init__(self, origin: str):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(origin).netloc)

    def ask(self, method: str, uri: str, token: str = "", body: str | None = None) -> http.client.HTTPResponse:
        parts = urllib.parse.urlsplit(uri)
        headers = {"Accept-Encoding": "gzip", "Authorization": f"Bearer {token}"}
        if body:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, f"{parts.path}?{parts.query}", body, headers)
        answer = self.connection.getresponse()
        if answer.status != 200:
            raise SystemExit(f"{method} {parts.path}: answered {answer.status}: {answer.read()[:300]!r}")
        return answer


def whole(answer: http.client.HTTPResponse) -> bytes:
    body = answer.read()
    return gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body


def sign_in(tenant: dict) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": tenant["app"],
        "client_secret": tenant["secret"],
        "scope": f"{tenant['origin']}/.default",
    }
    uri = f"{tenant['origin']}/{tenant['tenant']}/oauth2/v2.0/token"
    answer = Line(tenant["origin"]).ask("POST", uri, body=urllib.parse.urlencode(form))
    return json.loads(whole(answer))["access_token"]


def windows(now: datetime.datetime) -> list[tuple[str, str]]:
    """The seven days, a day at a time."""
    start = now - 7 * DAY + MARGIN
    ends = [min(start + (day + 1) * DAY, now + datetime.timedelta(seconds=1)) for day in range(7)]
    texts = [time.strftime("%Y-%m-%dT%H:%M:%S") for time in [start, *ends]]
    return list(zip(texts, texts[1:]))


def listings(tenant: dict, token: str) -> list[str]:
    """Where each listing of a tenant begins."""
    feed = f"{tenant['origin']}/api/v1.0/{tenant['tenant']}/activity/feed"
    answer = Line(tenant["origin"]).ask("GET", f"{feed}/subscriptions/list", token)
    answer.read()
    now = email.utils.parsedate_to_datetime(answer.headers["Date"])
    return [
        f"{feed}/subscriptions/content?contentType={kind}&startTime={start}&endTime={end}"
        for kind in tenant["types"]
        for start, end in windows(now)
    ]


class Work:
    """What is still to be listed and fetched, and what was had."""

    def __init__(self, out: str | None):
        self.todo: queue.Queue = queue.Queue()
        self.lock = threading.Lock()
        self.out = open(out, "w", encoding="utf-8") if out else None
        self.seen: set[str] = set()
        self.had = {"blobs": 0, "bytes": 0, "records": 0, "largest": 0}

    def add(self, token: str, uri: str, is_listing: bool) -> None:
        self.todo.put((token, uri, is_listing))

    def listed(self, line: Line, token: str, uri: str) -> None:
        answer = line.ask("GET", uri, token)
        for blob in json.loads(whole(answer)):
            with self.lock:
                is_new = blob["contentId"] not in self.seen
                self.seen.add(blob["contentId"])
            if is_new:
                self.add(token, blob["contentUri"], False)
        if following := answer.headers.get("NextPageUri"):
            self.add(token, following, True)

    def fetched(self, line: Line, token: str, uri: str) -> None:
        answer = line.ask("GET", uri, token)
        if self.out:
            body = whole(answer)
            records = json.loads(body)
            text = "".join(json.dumps(record) + "\n" for record in records)
            self.count(len(body), len(records), text)
            return
        size = 0
        while piece := answer.read(1 << 20):
            size += len(piece)
        self.count(size)

    def count(self, size: int, records: int = 0, text: str = "") -> None:
        with self.lock:
            self.had["blobs"] += 1
            self.had["bytes"] += size
            self.had["records"] += records
            self.had["largest"] = max(self.had["largest"], size)
            if self.out:
                self.out.write(text)

    def run(self, origin: str) -> None:
        """Works until it is told that there is no more."""
        line = Line(origin)
        while job := self.todo.get():
            token, uri, is_listing = job
            try:
                (self.listed if is_listing else self.fetched)(line, token, uri)
            except BaseException as error:  # a thread that ends alone would leave the others waiting
                print(error, file=sys.stderr, flush=True)
                os._exit(1)
            self.todo.task_done()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out")
    parser.add_argument("--in-flight", type=int, default=10)
    arguments = parser.parse_args()
    tenants = json.load(sys.stdin)
    work = Work(arguments.out)
    for tenant in tenants:
        token = sign_in(tenant)
        for uri in listings(tenant, token):
            work.add(token, uri, True)
    threads = [threading.Thread(target=work.run, args=(tenants[0]["origin"],)) for _ in range(arguments.in_flight)]
    for thread in threads:
        thread.start()
    work.todo.join()
    for _ in threads:
        work.todo.put(None)
    for thread in threads:
        thread.join()
    if work.out:
        work.out.close()
    print(json.dumps(work.had))


if __name__ == "__main__":
    main()
