#!/usr/bin/env python3
"""Runs all views with two workers: each must give the rows that one process gives. Then one worker is killed in the middle.

    tests/real/workers.py PROGRAM LAKE FOLDER [compacted]

Takes the lakes that engines.py makes of LAKE: as imported, where there is most to divide, or the compacted one. Each worker is a process of
its own. Exit code 1 and a line on stderr for each view that differs.
"""
import contextlib
import os
import subprocess
import sys
import time

from engines import answers, ask_program, make_lakes, rows_of, run

VIEWS = "select table_schema as s, table_name as n from information_schema.tables where table_schema <> 'information_schema'"
# Rows of a workload with each other, which no worker has done before it is killed. Joins without an equality would not be divided.
LONG = "select count(*) from records a join records b on a.workload = b.workload join records c on b.workload = c.workload where json_holds(concat(a.record, b.record, c.record), 'no such text')"


@contextlib.contextmanager
def worker(program: str, lake: str):
    """Starts a worker, and gives its address and its process."""
    arguments = [program, "worker", "--lake", lake, "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def two_workers(program: str, lake: str):
    with worker(program, lake) as one, worker(program, lake) as other:
        # Small files are shared as large ones are.
        os.environ |= {"TRAIL365_WORKERS": f"{one[0]},{other[0]}", "TRAIL365_WORKERS_SHARE": "1"}
        try:
            yield one, other
        finally:
            del os.environ["TRAIL365_WORKERS"], os.environ["TRAIL365_WORKERS_SHARE"]


def compare(program: str, lake: str, when: str) -> int:
    """Returns the number of views that differ."""
    listed = rows_of(run(program, "query", "--lake", lake, "--format", "jsonl", VIEWS))
    views = sorted((row["s"], row["n"]) for row in listed)
    expected, wrong = answers(program, lake, views), 0
    with two_workers(program, lake):
        found = ask_program(program, lake, views)
    for view in views:
        if found[view] != expected[view]:
            wrong += 1
            few, many = expected[view] - found[view], found[view] - expected[view]
            print(f"{'.'.join(view)}, {when}: {few.total()} rows are missing, {many.total()} are too many", file=sys.stderr)
            for label, some in (("missing", few), ("too many", many)):
                print(*(f"  {label}: {row[:1500]}" for row in list(some)[:1]), sep="\n", file=sys.stderr)
    rows = sum(rows.total() for rows in expected.values())
    print(f"two workers, {when}: {len(views) - wrong} of {len(views)} tables and views equal, {rows} rows")
    return wrong


def kill_one(program: str, lake: str) -> int:
    """Returns 1 unless a worker that is killed in the middle ends the query with an error that names it."""
    with two_workers(program, lake) as (_, (address, process)):
        asking = subprocess.Popen([program, "query", "--lake", lake, LONG], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(3)
        if asking.poll() is not None:
            print(f"the long query ended before a worker was killed: {asking.communicate()}", file=sys.stderr)
            return 1
        process.kill()
        begun = time.monotonic()
        out, error = asking.communicate(timeout=60)
        seconds = time.monotonic() - begun
    if asking.returncode == 0 or f"worker {address}" not in error:
        print(f"a killed worker: exit code {asking.returncode}, {out!r}, {error!r}", file=sys.stderr)
        return 1
    print(f"a worker killed in the middle: exit code {asking.returncode} after {seconds:.1f} s: {error.strip()}")
    return 0


def main() -> None:
    program, source, folder, *when = sys.argv[1:]
    (when,) = when or ["imported"]
    lake = make_lakes(program, source, folder)[when]
    sys.exit(1 if compare(program, lake, when) + kill_one(program, lake) else 0)


if __name__ == "__main__":
    main()
