#!/usr/bin/env python3
"""What a commit refers to is on the disk before the commit is, and the commit before it has its name.

    tests/real/durable.py PROGRAM FOLDER

Follows the system calls of an import with strace. Exit code 1 and a line on stderr when a commit comes too early; exit
code 77 where there is no strace, or it is not allowed to follow.
"""
import json
import os
import re
import subprocess
import sys

import faults

CALL = re.compile(r"^(\d+) +(fsync|fdatasync|link|linkat|rename|renameat|renameat2)\((.*)")
RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)")
NAMES = re.compile(r'"((?:[^"\\]|\\.)*)"')


def calls(trace: str):
    """The calls that succeeded, in the order of their ends: where they begin and end, name, arguments."""
    begun = {}
    with open(trace, encoding="utf-8") as lines:
        for place, line in enumerate(lines):
            if call := CALL.match(line):
                begun[call[1]] = (place, call[2], call[3])
                rest = line
            elif resumed := RESUMED.match(line):
                rest = resumed[3]
            else:
                continue
            if "<unfinished" not in rest:
                thread = line.split()[0]
                start, name, arguments = begun.pop(thread)
                if rest.rstrip().endswith("= 0"):
                    yield start, place, name, arguments


def early(trace: str) -> tuple[int, list[str]]:
    """How many files the commits added, and what was not on the disk in time."""
    synced, files, wrong = {}, 0, []
    for start, end, name, arguments in calls(trace):
        if name in ("fsync", "fdatasync"):
            synced[arguments[arguments.index("<") + 1 : arguments.index(">")]] = end
            continue
        source, target = NAMES.findall(arguments)[:2]
        if source in synced:
            synced[target] = synced[source]
        if not re.search(r"/_delta_log/\d+\.json$", target):
            continue
        table = target[: target.index("/_delta_log/")]
        with open(target, encoding="utf-8") as commit:
            added = [action["add"]["path"] for line in commit if "add" in (action := json.loads(line))]
        files += len(added)
        needed = [source, *(os.path.join(table, path) for path in added)]
        wrong += [f"{target}: {path} is not on the disk" for path in needed if synced.get(path, end) >= start]
    return files, wrong


def main() -> None:
    program, folder = os.path.abspath(sys.argv[1]), os.path.realpath(sys.argv[2])
    os.makedirs(folder, exist_ok=True)
    lake, trace = os.path.join(folder, "a lake"), os.path.join(folder, "trace")
    paths, _ = faults.write_inputs(folder, 7)
    strace = ["strace", "-f", "-y", "-s", "4096", "-e", "trace=fsync,fdatasync,link,linkat,rename,renameat,renameat2"]
    try:
        allowed = subprocess.run([*strace, "-o", trace, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        allowed = False
    if not allowed:
        print("no strace, or it must not follow", file=sys.stderr)
        sys.exit(77)
    done = subprocess.run([*strace, "-o", trace, program, "import", "--lake", lake, *paths], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"import failed: {done.stderr}")
    files, wrong = early(trace)
    if wrong or files == 0:
        sys.exit(f"{files} files, too early: {wrong[:5]}")
    print(f"durable: {files} files, each on the disk before its commit")


if __name__ == "__main__":
    main()
