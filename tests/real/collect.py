#!/usr/bin/env python3
"""Kills the collector at random moments while the service fails in every way, and compares the lake with the truth.

    tests/real/collect.py PROGRAM FOLDER [--kills N] [--seed N] [--collector COMMAND] [--expect complete|missing]

The service is `trail365 sandbox` in a process of its own, which knows what a collector could have had. Its clock moves on by
some minutes before each run. Exit code 1 and a line on stderr when a record is missing, doubled or not byte for byte what the
service had, when `trail365 gaps` does
not list exactly the blobs that the service withheld, or when the lake is not sound. Needs nothing but Python.

The seed decides activity, faults, kills, and how wrong the service's clock is: not at all, or 10 minutes or 3 hours ahead or
behind, so that five seeds in a row try all of it. The full form, some seven minutes a seed:

    for seed in 1 2 3 4 5; do tests/real/collect.py target/debug/trail365 /tmp/collect-$seed --kills 100 --seed $seed; done

With --collector another program is tried, and only missing records count: what comes late, bodies that are broken on their
way and a wrong clock are left out, with which it is not expected to get on. `--expect missing` fails when none is missing.
The example `careless` of crates/collect shows that the test finds a mark that is committed before its records:

    tests/real/collect.py PROGRAM FOLDER --collector "target/debug/examples/careless mark-first" --expect missing
    tests/real/collect.py PROGRAM FOLDER --collector "target/debug/examples/careless records-first"
"""
import argparse
import csv
import hashlib
import io
import json
import os
import random
import shlex
import signal
import subprocess
import sys
import time
import urllib.request

PLAN = """
seed = {seed}
listen = "127.0.0.1:0"
[clock]
start = "2026-03-03T06:00:00"
rate = 0
[service]
page_size = 10
quota = {{ requests = 0 }}
[faults]
tries = 1
late = {late}
doubled_records = 0.05
relisted = 0.05
withheld = 0.02
broken_records = 0.05
repeated_pages = 0.05
bad_items = 0.05
throttled = 0.002
retry_after_seconds = 1
server_error = 0.02
html_error = 0.02
odd_refusal = 0.02
token_expired = 0.002
sign_in_error = 0.02
hang = 0.002
hang_ms = 1000
cut_body = 0.02
corrupt_body = {corrupt_body}
wrong_length = 0.02
object_body = 0.02
header_case = 0.2
clock_skew_seconds = {skew}
[[tenants]]
users = 10
records_per_blob = 20
subscribed = ["Audit.AzureActiveDirectory", "Audit.Exchange", "Audit.SharePoint", "Audit.General", "DLP.All"]
subscribed_hours = 6
"""

TYPES = '["Audit.AzureActiveDirectory", "Audit.Exchange", "Audit.SharePoint", "Audit.General", "DLP.All"]'

# What the service's clock is off by, in seconds.
SKEWS = (0, 600, -600, 10800, -10800)

# The sandbox breaks some elements of blobs on purpose; an object in one of its lists is taken as a record.
IN_A_LIST = "in a list"


class World:
    """A sandbox and a configuration for it."""

    def __init__(self, program: str, folder: str, seed: int, collector: str | None):
        self.program, self.folder = program, folder
        self.skew = 0 if collector else SKEWS[seed % len(SKEWS)]
        faults = {"late": 0, "corrupt_body": 0} if collector else {"late": 0.05, "corrupt_body": 0.02}
        self.lake = os.path.join(folder, "lake")
        plan = os.path.join(folder, "plan.toml")
        with open(plan, "w", encoding="utf-8") as out:
            out.write(PLAN.format(seed=seed, skew=self.skew, **faults))
        self.sandbox = subprocess.Popen(
            [program, "sandbox", "--plan", plan], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        lines = []
        while not (lines and lines[-1].startswith("# then:")):
            line = self.sandbox.stdout.readline()
            if not line:
                raise SystemExit("the sandbox did not start")
            lines.append(line)
        self.configure(lines)
        self.endless = [] if collector else [program, "collect", "--config", self.config]
        self.command = [*shlex.split(collector), self.config] if collector else [*self.endless, "--once"]

    def configure(self, lines: list[str]) -> None:
        keys = [line for line in lines if not line.startswith(("#", "lake"))]
        self.origin = next(line for line in keys if line.startswith("cloud")).split('"')[1]
        export = next(line for line in lines if "export" in line)
        name, secret = export.split("export ")[1].strip().split("=", 1)
        self.environment = {**os.environ, name: secret.strip("'")}
        self.config = os.path.join(self.folder, "trail365.toml")
        with open(self.config, "w", encoding="utf-8") as out:
            out.write(f"lake = {json.dumps(self.lake)}\nintervals.poll = \"1s\"\ncommit.records_after = \"1s\"\n")
            out.write("".join(keys) + f"content_types = {TYPES}\n")

    def collect(self, endless: bool = False) -> subprocess.Popen:
        command = self.endless if endless else self.command
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )

    def advance(self, seconds: int) -> None:
        body = json.dumps({"advance": seconds}).encode()
        request = urllib.request.Request(f"{self.origin}/sandbox/clock", body, method="POST")
        urllib.request.urlopen(request).close()

    def truth(self) -> list[dict]:
        with urllib.request.urlopen(f"{self.origin}/sandbox/truth?sha256=true") as answer:
            return [json.loads(line) for line in answer if line.strip()]

    def read(self, *command: str) -> list[dict]:
        command = [self.program, *command, "--lake", self.lake, "--format", "csv"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"the lake cannot be read: {done.stderr}")
        return list(csv.DictReader(io.StringIO(done.stdout)))

    def differences(self, before: list[dict]) -> dict[str, int]:
        """The lake against the truth: what could be had before the last run has to be there, and nothing that cannot be had."""
        now = self.truth()
        wanted, possible = ids(before), ids(now)
        withheld = [{b["contentId"] for b in blobs if b["state"] == "withheld"} for blobs in (before, now)]
        rows = [row for row in self.read("query", "select id, raw from activity") if row["id"] != IN_A_LIST]
        found, truth = [row["id"] for row in rows], hashes(now)
        lost = [row["content_id"] for row in self.read("gaps") if row["state"] == "lost"]
        if not wanted or not withheld[0]:
            raise SystemExit("there was nothing to collect or nothing to lose")
        return {
            "missing": len(wanted - set(found)),
            "doubled": len(found) - len(set(found)),
            "strange": len(set(found) - possible),
            "changed": sum(sha256(row["raw"]) not in truth.get(row["id"], ()) for row in rows if row["id"] in possible),
            "withheld and not told": len(withheld[0] - set(lost)),
            "told lost without reason": len(set(lost) - withheld[1]),
            "told lost twice": len(lost) - len(set(lost)),
        }

    def verify(self) -> None:
        command = [self.program, "lake", "--lake", self.lake, "verify"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"the lake is not sound: {done.stdout}{done.stderr}")


def ids(blobs: list[dict]) -> set[str]:
    return {record for blob in blobs if blob["state"] == "obtainable" for record in blob["records"]}


def hashes(blobs: list[dict]) -> dict[str, set[str]]:
    """What each record is; an Id may stand for several."""
    found: dict[str, set[str]] = {}
    for blob in blobs:
        for record, digest in zip(blob["records"], blob.get("sha256", ()), strict=True):
            found.setdefault(record, set()).add(digest)
    return found


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def kill_at_random(world: World, rng: random.Random, usual: float) -> bool:
    """Whether it was killed before it was done. Every other time it would never be, and time goes on while it runs."""
    endless, patience = bool(world.endless) and rng.random() < 0.5, rng.uniform(0.05, max(0.2, usual))
    collector = world.collect(endless)
    try:
        if endless:
            patience /= 2
            time.sleep(patience)
            world.advance(rng.randrange(60, 600))
        collector.wait(patience)
        return False
    except subprocess.TimeoutExpired:
        collector.send_signal(signal.SIGKILL)
        return True
    finally:
        collector.communicate()


def complete(world: World) -> float:
    """Collects until all is there; gives the seconds of the last run."""
    for _ in range(10):
        begun = time.monotonic()
        collector = world.collect()
        _, said = collector.communicate()
        if collector.returncode == 0:
            return time.monotonic() - begun
    raise SystemExit(f"the collector does not come to its end: {said}")


def judge(differences: dict[str, int], collector: str | None, expected: str) -> str:
    """What is wrong with it; empty if nothing is."""
    if collector is None:
        return str(differences) if any(differences.values()) else ""
    is_missing = differences["missing"] > 0
    return "" if is_missing == (expected == "missing") else f"{differences}, expected: {expected}"


def main() -> None:
    csv.field_size_limit(1 << 30)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--collector")
    parser.add_argument("--expect", choices=("complete", "missing"), default="complete")
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)
    rng = random.Random(arguments.seed)
    program, folder = os.path.abspath(arguments.program), os.path.abspath(arguments.folder)
    world = World(program, folder, arguments.seed, arguments.collector)
    try:
        kills, tries, usual = 0, 0, 6.0
        while kills < arguments.kills and tries < 3 * arguments.kills:
            tries += 1
            world.advance(rng.randrange(300, 1800))
            begun = time.monotonic()
            if kill_at_random(world, rng, usual):
                kills += 1
            else:
                usual = time.monotonic() - begun
        before = world.truth()
        # What a clock that is behind has not come to is not listed.
        world.advance(max(0, -world.skew) + 1)
        complete(world)
        differences = world.differences(before)
        world.verify()
    finally:
        world.sandbox.kill()
    name = arguments.collector or "trail365 collect"
    counts = ", ".join(f"{count} {what}" for what, count in differences.items())
    print(f"{name}, clock {world.skew:+} s: {kills} kills in {tries} runs, {len(ids(before))} records: {counts}")
    wrong = judge(differences, arguments.collector, arguments.expect)
    if wrong:
        sys.exit(wrong)
    if kills < arguments.kills:
        sys.exit("too few runs could be killed")


if __name__ == "__main__":
    main()
