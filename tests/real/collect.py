#!/usr/bin/env python3
"""Kills the collector at random moments while the service fails in every way, and compares the lake with the truth.

    tests/real/collect.py PROGRAM FOLDER [--kills N] [--seed N]

The service is `trail365 sandbox` in a process of its own, which knows what a collector could have had. Exit code 1 and a
line on stderr when a record is missing or doubled, when a blob that the service withheld is not among the losses of the
ledger, or when the lake is not sound. Needs nothing but Python.
"""
import argparse
import csv
import io
import json
import os
import random
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
late = 0.05
doubled_records = 0.05
relisted = 0.05
withheld = 0.02
broken_records = 0.05
repeated_pages = 0.05
throttled = 0.002
retry_after_seconds = 1
server_error = 0.02
html_error = 0.02
token_expired = 0.002
sign_in_error = 0.02
cut_body = 0.02
corrupt_body = 0.02
wrong_length = 0.02
header_case = 0.2
[[tenants]]
users = 10
records_per_blob = 20
subscribed = ["Audit.AzureActiveDirectory", "Audit.Exchange", "Audit.SharePoint", "Audit.General", "DLP.All"]
subscribed_hours = 6
"""

TYPES = '["Audit.AzureActiveDirectory", "Audit.Exchange", "Audit.SharePoint", "Audit.General", "DLP.All"]'

# The sandbox breaks some elements of blobs on purpose; an object in one of its lists is taken as a record.
IN_A_LIST = "in a list"


class World:
    """A sandbox and a configuration for it."""

    def __init__(self, program: str, folder: str, seed: int):
        self.program, self.folder = program, folder
        self.lake = os.path.join(folder, "lake")
        plan = os.path.join(folder, "plan.toml")
        with open(plan, "w", encoding="utf-8") as out:
            out.write(PLAN.format(seed=seed))
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

    def collect(self) -> subprocess.Popen:
        command = [self.program, "collect", "--once", "--config", self.config]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )

    def advance(self, seconds: int) -> None:
        body = json.dumps({"advance": seconds}).encode()
        request = urllib.request.Request(f"{self.origin}/sandbox/clock", body, method="POST")
        urllib.request.urlopen(request).close()

    def truth(self) -> list[dict]:
        with urllib.request.urlopen(f"{self.origin}/sandbox/truth") as answer:
            return [json.loads(line) for line in answer if line.strip()]

    def query(self, sql: str) -> list[str]:
        command = [self.program, "query", "--lake", self.lake, "--format", "csv", sql]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"the lake cannot be read: {done.stderr}")
        return [row[0] for row in list(csv.reader(io.StringIO(done.stdout)))[1:]]

    def check(self) -> int:
        """The lake against the truth; gives the number of records."""
        blobs = self.truth()
        wanted = {r for blob in blobs if blob["state"] == "obtainable" for r in blob["records"]}
        withheld = {blob["contentId"] for blob in blobs if blob["state"] == "withheld"}
        ids = [i for i in self.query("select id from activity") if i != IN_A_LIST]
        lost = self.query("select content_id from ledger where lost is not null")
        doubled = len(ids) - len(set(ids))
        faults = {
            "missing": len(wanted - set(ids)),
            "doubled": doubled,
            "strange": len(set(ids) - wanted),
            "withheld and not told": len(withheld - set(lost)),
            "told lost without reason": len(set(lost) - withheld),
        }
        if any(faults.values()) or not wanted or not withheld:
            raise SystemExit(f"{len(wanted)} records, {len(withheld)} withheld blobs: {faults}")
        verify = subprocess.run([self.program, "lake", "--lake", self.lake, "verify"], capture_output=True, text=True)
        if verify.returncode != 0:
            raise SystemExit(f"the lake is not sound: {verify.stdout}{verify.stderr}")
        return len(wanted)


def kill_at_random(world: World, rng: random.Random, usual: float) -> bool:
    """Whether it was killed before it was done."""
    collector = world.collect()
    try:
        collector.wait(rng.uniform(0.05, usual))
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)
    rng = random.Random(arguments.seed)
    world = World(os.path.abspath(arguments.program), os.path.abspath(arguments.folder), arguments.seed)
    try:
        kills = tries = 0
        while kills < arguments.kills and tries < 3 * arguments.kills:
            tries += 1
            world.advance(rng.randrange(300, 1800))
            kills += kill_at_random(world, rng, 6.0)
        complete(world)
        records = world.check()
    finally:
        world.sandbox.kill()
    print(f"collector: {kills} kills in {tries} runs, {records} records: none missing, none doubled")
    if kills < arguments.kills:
        sys.exit("too few runs could be killed")


if __name__ == "__main__":
    main()
