#!/usr/bin/env python3
"""Kills imports at random moments, and runs two at once, and compares the lake with the truth.

    tests/real/faults.py PROGRAM LAKES [--kills N] [--seed N]

LAKES is a folder or a prefix such as s3://bucket/lakes; each round makes a lake under it. Exit code 1 and a line on
stderr when a record is lost or doubled, or a lake is not sound. Needs nothing but Python.
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
import tempfile
import time
import uuid

FILES = 4
RECORDS = 1_500  # a file


def record(number: int, rng: random.Random) -> dict:
    """A record of an invented tenant; the same number gives the same record."""
    return {
        "CreationTime": f"2024-03-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:{number * 7 % 60:02}",
        "Id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "Operation": rng.choice(["FileAccessed", "FileDownloaded", "FileModified"]),
        "OrganizationId": "11111111-2222-4333-8444-555555555555",
        "RecordType": 6,
        "UserType": 0,
        "UserKey": f"user{number % 50}",
        "Workload": "SharePoint",
        "UserId": f"user{number % 50}@example.com",
        "ObjectId": f"https://example.com/sites/{number}/{'x' * (number % 300)}",
        "ClientIP": f"192.0.2.{number % 250}",
    }


def write_inputs(folder: str, seed: int) -> tuple[list[str], set[str]]:
    """Files that overlap: each begins with the last third of the one before."""
    rng = random.Random(seed)
    records = [record(n, rng) for n in range(FILES * RECORDS)]
    paths = []
    for number in range(FILES):
        first = max(0, number * RECORDS - RECORDS // 3)
        path = os.path.join(folder, f"part-{number}.jsonl")
        with open(path, "w", encoding="utf-8") as out:
            for r in records[first : (number + 1) * RECORDS]:
                out.write(json.dumps(r) + "\n")
        paths.append(path)
    return paths, {r["Id"] for r in records}


class Lake:
    def __init__(self, program: str, location: str):
        self.program, self.location = program, location

    def start(self, paths: list[str]) -> subprocess.Popen:
        command = [self.program, "import", "--lake", self.location, "--commit-mb", "1", *paths]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def run(self, *arguments: str) -> str:
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(arguments)} failed: {done.stdout}{done.stderr}")
        return done.stdout

    def ids(self) -> list[str]:
        text = self.run("query", "--lake", self.location, "--format", "csv", "select id from activity")
        return [row["id"] for row in csv.DictReader(io.StringIO(text))]

    def check(self, truth: set[str], whole: bool) -> None:
        ids = self.ids()
        doubled = len(ids) - len(set(ids))
        strange, lost = set(ids) - truth, truth - set(ids) if whole else set()
        if doubled or strange or lost:
            raise SystemExit(f"{self.location}: {doubled} doubled, {len(strange)} strange, {len(lost)} lost")
        self.run("lake", "--lake", self.location, "verify")


def finish(process: subprocess.Popen) -> None:
    _, errors = process.communicate()
    if process.returncode != 0:
        raise SystemExit(f"import failed: {errors.decode()}")


def kills(program: str, lakes: str, paths: list[str], truth: set[str], count: int, rng: random.Random) -> None:
    started = time.monotonic()
    whole = Lake(program, f"{lakes}/whole")
    finish(whole.start(paths))
    duration = time.monotonic() - started
    whole.check(truth, True)
    killed = halfway = 0
    while killed < count:
        lake = Lake(program, f"{lakes}/killed-{killed}")
        for _ in range(rng.randint(5, 20)):
            process = lake.start(paths)
            try:
                process.wait(timeout=rng.uniform(0, duration))
                finish(process)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                killed += 1
        if rng.random() < 0.5 and lake_is_there(lake):
            halfway += 1
            lake.check(truth, False)
        finish(lake.start(paths))
        lake.check(truth, True)
        print(f"{killed} imports killed", flush=True)
    print(f"{killed} imports killed at random within {duration:.2f} s, resumed: 0 lost, 0 doubled ({halfway} lakes looked at half way)")


def lake_is_there(lake: Lake) -> bool:
    return subprocess.run([lake.program, "lake", "--lake", lake.location, "info"], capture_output=True).returncode == 0


def two_writers(program: str, lakes: str, paths: list[str], truth: set[str], rounds: int, rng: random.Random) -> None:
    for number in range(rounds):
        lake = Lake(program, f"{lakes}/two-{number}")
        orders = [rng.sample(paths, len(paths)) for _ in range(2)]
        processes = [lake.start(order) for order in orders]
        for process in processes:
            finish(process)
        lake.check(truth, True)
    print(f"two imports of the same files at once, {rounds} times: 0 lost, 0 doubled")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("lakes")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        paths, truth = write_inputs(folder, arguments.seed)
        two_writers(arguments.program, arguments.lakes, paths, truth, arguments.rounds, rng)
        kills(arguments.program, arguments.lakes, paths, truth, arguments.kills, rng)


if __name__ == "__main__":
    sys.exit(main())
