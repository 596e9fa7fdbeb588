#!/usr/bin/env python3
"""Reads a lake with the Python packages deltalake, duckdb and polars: all must count what the program counts.

    tests/real/readers.py PROGRAM LAKE [FILES...]

Without FILES the sample is imported. Exit code 1 and a line on stderr when a count differs.
"""
import csv
import io
import os
import subprocess
import sys

import deltalake
import duckdb
import polars

SAMPLE = os.path.join(os.path.dirname(__file__), "..", "..", "sample", "AuditLog_sample.csv")
COUNT = "select operation, count(*) as n from {} group by operation order by operation"


def run(program: str, *arguments: str) -> str:
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def check(what: str, found, expected) -> None:
    if found != expected:
        raise SystemExit(f"{what}: {found} instead of {expected}")
    print(f"{what}: equal")


def readers(lake: str, expected: list[tuple[str, int]], rows: int) -> None:
    table = deltalake.DeltaTable(f"{lake}/activity")
    columns = table.to_pyarrow_table(columns=["operation"])
    check("deltalake, rows", columns.num_rows, rows)
    files = table.file_uris()
    source = f"read_parquet({files!r}, union_by_name = true)"
    check("duckdb, by operation", duckdb.sql(COUNT.format(source)).fetchall(), expected)
    everything = polars.scan_delta(f"{lake}/activity").collect()
    check("polars, all columns", everything.height, rows)
    ledger = deltalake.DeltaTable(f"{lake}/ledger").to_pyarrow_table().to_pylist()
    told = sum(unit["rows_added"] + unit["conflicts"] - unit["removed"] for unit in ledger)
    check("deltalake, the ledger's rows", told, rows)


def main() -> None:
    program, lake, *files = sys.argv[1:]
    run(program, "import", "--lake", lake, *(files or [SAMPLE]))
    text = run(program, "query", "--lake", lake, "--format", "csv", COUNT.format("activity"))
    expected = [(row["operation"], int(row["n"])) for row in csv.DictReader(io.StringIO(text))]
    rows = sum(count for _, count in expected)
    readers(lake, expected, rows)
    run(program, "lake", "--lake", lake, "compact")
    readers(lake, expected, rows)


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    # The threads that these packages leave behind must not be torn down: that aborts the process now and then.
    os._exit(0)
