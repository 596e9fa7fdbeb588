#!/usr/bin/env python3
"""Measures the pages of `trail365 ui`: how long they take, what they weigh, how they bear twenty people, and whether a browser that is
killed frees its query.

    benches/ui.py PROGRAM LAKE [--rounds 5] [--people 20]

PROGRAM is a release build. Times are those of the middle round in seconds, as a browser on the same machine waits; every page is asked
for once before. Memory is the peak of the process (VmHWM). Needs nothing but Python.
"""
import argparse
import concurrent.futures
import json
import pathlib
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

# A query that takes minutes.
ENDLESS = "SELECT count(*) FROM generate_series(1, 10000000) a(x) CROSS JOIN generate_series(1, 10000000) b(y) WHERE x * y = 17"


def get(url: str, path: str) -> bytes:
    """Asks for a page, as it is."""
    with urllib.request.urlopen(url + path, timeout=600) as answer:
        return answer.read()


def sent_bytes(url: str, path: str) -> int:
    """Returns the bytes that a page takes on its way to a browser."""
    asked = urllib.request.Request(url + path, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=600) as answer:
        return len(answer.read())


def seconds(work) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def peak_mebibytes(process) -> float:
    """Returns the most memory that a process had; 0 where the system does not say."""
    status = pathlib.Path(f"/proc/{process.pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0)


def pages(url: str) -> dict[str, str]:
    """Returns the addresses of what is measured, with values that the lake has."""
    row = json.loads(get(url, "/api/v1/search?since="))["rows"][0]
    write = urllib.parse.quote
    user = write(row["user"] or "")
    return {
        "home": "/",
        "first rows, a day": "/search",
        "first rows, all times": "/search?since=",
        "first rows of a user": f"/search?since=&user={user}",
        "histogram, all times": "/search/histogram?since=",
        "histogram of a user": f"/search/histogram?since=&user={user}",
        "facets, a day": "/search/facets",
        "facets, all times": "/search/facets?since=",
        "record": f"/record?id={write(row['id'])}&hash={row['hash']}",
        "user": f"/user?name={user}",
        "alerts": "/alerts",
        "timeline": "/timeline?since=",
        "health": "/health",
    }


def measure_pages(url: str, rounds: int) -> None:
    print(f"{'page':28} {'first s':>9} {'middle s':>9} {'KB':>8} {'KB sent':>8}")
    for name, path in pages(url).items():
        first = seconds(lambda: get(url, path))
        middle = statistics.median(seconds(lambda: get(url, path)) for _ in range(rounds))
        whole, sent = len(get(url, path)) / 1000, sent_bytes(url, path) / 1000
        print(f"{name:28} {first:9.3f} {middle:9.3f} {whole:8.1f} {sent:8.1f}")


def visit(url: str, paths: list[str], who: int) -> list[tuple[float, int]]:
    """Opens pages one after the other, as a person does; each visitor begins with another."""
    visited = []
    for at in range(len(paths)):
        path, begun = paths[(at + who) % len(paths)], time.monotonic()
        try:
            get(url, path)
            status = 200
        except urllib.error.HTTPError as error:
            status = error.code
        visited.append((time.monotonic() - begun, status))
    return visited


def measure_people(url: str, people: int, process) -> None:
    paths = list(pages(url).values())
    before = peak_mebibytes(process)
    with concurrent.futures.ThreadPoolExecutor(people) as pool:
        visits = [visit for visited in pool.map(lambda who: visit(url, paths, who), range(people)) for visit in visited]
    times = sorted(time for time, status in visits if status == 200)
    refused = sum(status == 503 for _, status in visits)
    failed = len(visits) - len(times) - refused
    if times:
        at = lambda share: times[int(share * (len(times) - 1))]
        print(f"\n{people} people, {len(visits)} pages: middle {at(0.5):.3f} s, nine of ten {at(0.9):.3f} s, slowest {times[-1]:.3f} s")
    print(f"{refused} asked to come again (503), {failed} failed; peak memory {before:.0f} MiB before, {peak_mebibytes(process):.0f} MiB after")


def leave(url: str) -> None:
    """Sends a query that takes minutes, and hangs up."""
    parts, body = urllib.parse.urlsplit(url), urllib.parse.urlencode({"sql": ENDLESS})
    with socket.create_connection((parts.hostname, parts.port)) as caller:
        head = f"POST /api/v1/sql HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        caller.sendall((head + body).encode())
        time.sleep(2)


def measure_leaving(url: str, queries: int) -> bool:
    """Takes all places by callers who hang up, and says how long the next waits."""
    with concurrent.futures.ThreadPoolExecutor(queries) as pool:
        list(pool.map(leave, [url] * queries))
    body = urllib.parse.urlencode({"sql": "SELECT 41 + 1"}).encode()
    waited = seconds(lambda: urllib.request.urlopen(url + "/api/v1/sql", body, timeout=60).read())
    print(f"\n{queries} callers hung up on endless queries; the next query took {waited:.3f} s")
    return waited < 5


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("lake")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--queries", type=int, default=2)
    parser.add_argument("--memory", type=int, default=2048)
    options = parser.parse_args()
    command = [options.program, "ui", "--no-token", "--lake", options.lake, "--listen", "127.0.0.1:0"]
    command += ["--queries", str(options.queries), "--memory", str(options.memory)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        url = process.stdout.readline().strip().rstrip("/")
        records = json.loads(get(url, "/api/v1/"))["records"]
        print(f"{records:,} records; {options.queries} queries at the same time, {options.memory} MiB\n")
        measure_pages(url, options.rounds)
        measure_people(url, options.people, process)
        if not measure_leaving(url, options.queries):
            sys.exit("a query of a caller that hung up still has its place")
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    main()
