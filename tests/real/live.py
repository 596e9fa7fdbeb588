#!/usr/bin/env python3
"""What rules find while collecting is what they find in the finished lake, though the collector is killed between.

    tests/real/live.py PROGRAM FOLDER [--kills N]

The service is `trail365 sandbox` with a company in which a mailbox is broken into. A collector with detection is killed and
started again while its clock goes on. Then the alerts of the lake have to be those that `trail365 detect` finds anew, key by
key with their records, and asking twice adds none. Exit code 1 and the differences on stderr if not.
"""
import argparse
import csv
import datetime
import io
import json
import os
import random
import shutil
import subprocess
import time
import urllib.request

PLAN = """
[clock]
start = "{start}"
rate = 0

[service.quota]
requests = 0

[[tenants]]
domain = "contoso.com"
users = 25
blob_minutes = 60
records_per_blob = 500
compromise_minutes = 4000
subscribed = ["Audit.AzureActiveDirectory", "Audit.Exchange", "Audit.SharePoint", "Audit.General"]
"""

DAYS = 6.5


class World:
    """A sandbox, and a configuration for it with detection."""

    def __init__(self, program: str, folder: str):
        self.program, self.lake = program, os.path.join(folder, "lake")
        self.config = os.path.join(folder, "trail365.toml")
        start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=DAYS)
        plan = os.path.join(folder, "plan.toml")
        with open(plan, "w", encoding="utf-8") as out:
            out.write(PLAN.format(start=start.strftime("%Y-%m-%dT%H:%M:%S")))
        command = [program, "sandbox", "--plan", plan]
        self.sandbox = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        lines = []
        while not (lines and lines[-1].startswith("# then:")):
            line = self.sandbox.stdout.readline()
            if not line:
                raise SystemExit("the sandbox did not start")
            lines.append(line)
        keys = [line for line in lines if not line.startswith(("#", "lake"))]
        self.origin = next(line for line in keys if line.startswith("cloud")).split('"')[1]
        name, secret = next(line for line in lines if "export" in line).split("export ")[1].strip().split("=", 1)
        self.environment = {**os.environ, name: secret.strip("'")}
        with open(self.config, "w", encoding="utf-8") as out:
            out.write(f'lake = {json.dumps(self.lake)}\nintervals.poll = "1s"\ncommit.records_after = "1s"\n')
            out.write("detect.enabled = true\n" + "".join(keys))

    def advance(self, seconds: float) -> None:
        body = json.dumps({"advance": int(seconds)}).encode()
        urllib.request.urlopen(urllib.request.Request(f"{self.origin}/sandbox/clock", body, method="POST")).close()

    def collect(self, *options: str) -> subprocess.Popen:
        command = [self.program, "collect", "--config", self.config, *options]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def run(self, *command: str) -> str:
        done = subprocess.run([self.program, *command, "--lake", self.lake], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{command} failed: {done.stderr}")
        return done.stdout

    def alerts(self) -> dict[tuple, set]:
        """The records of each alert by its key, level and title."""
        query = "select a.key, a.level, a.title, r.id from alerts a join alert_records r on a.key = r.key"
        rows = csv.DictReader(io.StringIO(self.run("query", query, "--format", "csv")))
        found = {}
        for row in rows:
            found.setdefault((row["key"], row["level"], row["title"]), set()).add(row["id"])
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--kills", type=int, default=4)
    args = parser.parse_args()
    shutil.rmtree(args.folder, ignore_errors=True)
    os.makedirs(args.folder)
    world = World(os.path.abspath(args.program), os.path.abspath(args.folder))
    chance = random.Random(365)
    try:
        for _ in range(args.kills):
            world.advance(DAYS * 86400 / args.kills)
            collector = world.collect()
            time.sleep(chance.uniform(2, 9))
            collector.kill()
            collector.wait()
        if world.collect("--once").wait() != 0:
            raise SystemExit("the last run of the collector failed")
    finally:
        world.sandbox.kill()
    live = world.alerts()
    world.run("detect", "--level", "informational", "--format", "csv")
    again = world.alerts()
    for table in ("alerts", "alert_notes"):
        shutil.rmtree(os.path.join(world.lake, table), ignore_errors=True)
    world.run("detect", "--level", "informational", "--format", "csv")
    anew = world.alerts()
    levels = sorted(level for _, level, _ in anew)
    print(f"live: {args.kills} kills, {len(live)} alerts, {levels.count('high') + levels.count('critical')} of them high or critical")
    if not anew or "high" not in levels:
        raise SystemExit("the intrusion was not found")
    for name, found in (("while collecting", live), ("asked again", again)):
        if found != anew:
            differing = {key for key in found.keys() | anew.keys() if found.get(key) != anew.get(key)}
            raise SystemExit(f"{name}: {len(differing)} alerts differ from those that are found anew: {sorted(differing)[:5]}")


if __name__ == "__main__":
    main()
