#!/usr/bin/env python3
"""Hundreds of tenants in one collector: whether each record is there once, and what it takes.

    benches/tenants.py PROGRAM WORK_FOLDER [--tenants N] [--users N] [--hours N] [--in-flight N]

PROGRAM is a release build of trail365. The service is its sandbox, in a process of its own, with the quotas of the real one and answers
that take 80 ms. The collector fetches a day of all tenants, then hour after hour what is new, each time in one process with `--once`. At the
end the lake is compared with the truth: nothing missing, nothing doubled, and nothing of another tenant. Needs nothing but Python, on Linux.
"""
import argparse
import json
import os
import shutil
import subprocess
import urllib.request

from collect import APP, SECRET, TYPES, Sandbox, configuration, measured

PLAN = """
listen = "127.0.0.1:0"
clock = {{ start = "2026-03-03T12:00:00", rate = 0 }}
service = {{ latency_ms = 80 }}
"""


class Tenant:
    """A small customer of a service provider."""

    types = [*TYPES, "DLP.All"]

    def __init__(self, users: int):
        self.users = users

    def plan(self) -> str:
        apps = f'apps = [{{ id = "{APP}", secret = "{SECRET}" }}]'
        types = json.dumps(self.types)
        return f"\n[[tenants]]\nusers = {self.users}\nsubscribed = {types}\nsubscribed_hours = 24\n{apps}\n"


def ask(sandbox: Sandbox, path: str, body: dict | None = None) -> bytes:
    data = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(urllib.request.Request(f"{sandbox.origin}/sandbox/{path}", data)) as answer:
        return answer.read()


def truth(sandbox: Sandbox) -> dict[str, set[str]]:
    """The Ids of each tenant that can be had."""
    found: dict[str, set[str]] = {}
    for line in ask(sandbox, "truth?ids=true").decode().splitlines():
        blob = json.loads(line)
        if blob["state"] == "obtainable":
            found.setdefault(blob["tenant"], set()).update(blob["records"])
    return found


def rows(program: str, lake: str) -> list[tuple[str, str]]:
    sql = "select organization_id, id from activity"
    command = [program, "query", "--lake", lake, "--format", "csv", sql]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [tuple(line.split(",")) for line in done.stdout.splitlines()[1:]]


def compare(program: str, lake: str, sandbox: Sandbox) -> str:
    wanted, found = truth(sandbox), rows(program, lake)
    all_wanted = {(tenant, record) for tenant, records in wanted.items() for record in records}
    missing, strange = all_wanted - set(found), set(found) - all_wanted
    doubled = len(found) - len(set(found))
    if missing or strange or doubled:
        raise SystemExit(f"{len(missing)} missing, {doubled} doubled, {len(strange)} strange, as {[*missing, *strange][:3]}")
    return f"{len(found):,} records of {len(wanted)} tenants, each there once"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("work", type=os.path.abspath)
    parser.add_argument("--tenants", type=int, default=300)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--hours", type=int, default=3)
    parser.add_argument("--in-flight", type=int, default=64)
    options = parser.parse_args()
    options.no_gzip, options.latency = False, 0
    os.makedirs(options.work, exist_ok=True)
    lake = os.path.join(options.work, "bench-lake")
    shutil.rmtree(lake, ignore_errors=True)
    sandbox = Sandbox(options.program, options.work, [Tenant(options.users)] * options.tenants, options, PLAN)
    try:
        config = configuration(sandbox, options.work, options)
        print(f"{'':12} {'s':>7} {'CPU s':>7} {'MiB':>5} {'requests':>9}")
        asked = 0
        for hour in range(options.hours + 1):
            if hour:
                ask(sandbox, "clock", {"advance": 3600})
            run = measured(sandbox, [options.program, "collect", "--once", "--config", config])
            total = sum(json.loads(ask(sandbox, "requests"))["operations"].values())
            what = f"hour {hour}" if hour else "a day"
            print(f"{what:12} {run.seconds:7.1f} {run.cpu:7.1f} {run.mib:5} {total - asked:9,}")
            asked = total
        print(compare(options.program, lake, sandbox))
    finally:
        sandbox.end()
        shutil.rmtree(lake, ignore_errors=True)


if __name__ == "__main__":
    main()
