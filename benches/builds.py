#!/usr/bin/env python3
"""Two builds of trail365 side by side, in one run: import, compaction, queries, reading.

    benches/builds.py OLD NEW IN.jsonl WORK_FOLDER [--rounds N]

OLD and NEW are release builds, IN.jsonl audit records, one a line. The builds take turns, and the best round of each
counts. CPU time is what the ratio is made of: on a busy machine the time on the wall says nothing.
"""
import argparse
import os
import resource
import shutil
import subprocess

QUERIES = {
    "count by operation": "select operation, count(*) as n from activity group by 1 order by 2 desc",
    "top users": "select user_id, count(*) as n from activity group by 1 order by 2 desc limit 20",
    "user, sorted": "select creation_time, operation, object_id from activity where user_id like 'a%' order by 1 limit 1000",
    "by hour": "select date_trunc('hour', creation_time) as hour, count(*) as n from activity group by 1 order by 1",
    "text in the record": "select count(*) as n from activity where raw like '%New-InboxRule%'",
    "addresses of users": "select user_id, count(distinct client_ip) as n from activity group by 1 order by 2 desc limit 10",
    "nested": "select p, count(*) as n from (select unnest(map_keys(parameters)) as p from activity) group by 1 order by 2 desc limit 5",
}


def cpu_seconds(command: list[str]) -> float:
    """CPU seconds of a command that has to succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{command} failed with {done.returncode}: {done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("old", "new", "source", "work"):
        parser.add_argument(name)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    shutil.rmtree(arguments.work, ignore_errors=True)
    os.makedirs(arguments.work)
    builds = {"old": arguments.old, "new": arguments.new}
    best: dict[tuple[str, str], float] = {}

    def take(step: str, build: str, command: list[str]) -> None:
        key = (step, build)
        best[key] = min(best.get(key, 1e9), cpu_seconds([builds[build], *command]))

    for _ in range(arguments.rounds):
        for build in builds:
            lake = f"{arguments.work}/{build}"
            shutil.rmtree(lake, ignore_errors=True)
            take("import", build, ["import", "--lake", lake, arguments.source])
            take("import again", build, ["import", "--lake", lake, arguments.source])
            take("compact", build, ["lake", "--lake", lake, "compact"])
        for build in builds:
            lake = f"{arguments.work}/{build}"
            take("verify", build, ["lake", "--lake", lake, "verify"])
            take("validate", build, ["validate", arguments.source])
            take("convert", build, ["convert", "--to", "records", arguments.source])
            for name, sql in QUERIES.items():
                take(name, build, ["query", "--lake", lake, "--format", "csv", sql])
    size = os.path.getsize(arguments.source)
    print(f"{size / 1e9:.2f} GB, best of {arguments.rounds}: CPU seconds old, new, new / old")
    for step in dict.fromkeys(step for step, _ in best):
        old, new = best[step, "old"], best[step, "new"]
        print(f"  {step:20} {old:8.2f} {new:8.2f} {new / old:6.2f}")


if __name__ == "__main__":
    main()
