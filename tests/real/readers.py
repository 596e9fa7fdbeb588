#!/usr/bin/env python3
"""Reads lakes with the Python packages deltalake, duckdb and polars: all must count what the program counts.

    tests/real/readers.py PROGRAM LAKE [FILES...]

Without FILES the sample is imported. A second lake is one of an older program whose log lacks columns that the import
then adds. Exit code 1 and a line on stderr when a count differs.
"""
import csv
import glob
import io
import json
import os
import shutil
import subprocess
import sys

import deltalake
import duckdb
import polars
import pyarrow.parquet

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
SAMPLE = os.path.join(ROOT, "sample", "AuditLog_sample.csv")
OLDER = os.path.join(ROOT, "crates", "lake", "tests", "lakes", "format-0")
# A column that the sample uses and the older lake does not.
ADDED = "affected_items"
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
    told = sum(unit["rows_added"] + unit["conflicts"] + (unit["partial_copies"] or 0) - unit["removed"] for unit in ledger)
    check("deltalake, the ledger's rows", told, rows)


def columns_of_log(lake: str) -> set[str]:
    return {field.name for field in deltalake.DeltaTable(f"{lake}/activity").schema().fields}


def make_older(lake: str) -> None:
    """Copies a lake of an older program, and takes the columns out of its log that none of its files has."""
    shutil.copytree(OLDER, lake)
    used = {name for file in glob.glob(f"{lake}/activity/*.parquet") for name in pyarrow.parquet.read_schema(file).names}
    first = f"{lake}/activity/_delta_log/{0:020}.json"
    with open(first, encoding="utf-8") as log:
        actions = [json.loads(line) for line in log]
    for action in actions:
        if "metaData" in action:
            schema = json.loads(action["metaData"]["schemaString"])
            schema["fields"] = [field for field in schema["fields"] if field["name"] in used]
            action["metaData"]["schemaString"] = json.dumps(schema)
    with open(first, "w", encoding="utf-8") as log:
        log.writelines(json.dumps(action) + "\n" for action in actions)


def import_and_read(program: str, lake: str, files: list[str]) -> None:
    run(program, "import", "--lake", lake, *files)
    text = run(program, "query", "--lake", lake, "--format", "csv", COUNT.format("activity"))
    expected = [(row["operation"], int(row["n"])) for row in csv.DictReader(io.StringIO(text))]
    rows = sum(count for _, count in expected)
    readers(lake, expected, rows)
    run(program, "lake", "--lake", lake, "compact")
    readers(lake, expected, rows)


def main() -> None:
    program, lake, *files = sys.argv[1:]
    import_and_read(program, lake, files or [SAMPLE])
    older = f"{lake}-older"
    make_older(older)
    check("older lake, the column is new", ADDED in columns_of_log(older), False)
    import_and_read(program, older, [SAMPLE])
    check("older lake, the column is there", ADDED in columns_of_log(older), True)
    text = run(program, "query", "--lake", older, "--format", "csv", f"select count({ADDED}) as n from activity")
    expected = int(text.split()[1])
    check("older lake, the column has values", expected > 0, True)
    column = deltalake.DeltaTable(f"{older}/activity").to_pyarrow_table(columns=[ADDED])[ADDED]
    check("deltalake, values of the new column", len(column) - column.null_count, expected)
    source = f"read_parquet({deltalake.DeltaTable(f'{older}/activity').file_uris()!r}, union_by_name = true)"
    check("duckdb, values of the new column", duckdb.sql(f"select count({ADDED}) from {source}").fetchall()[0][0], expected)
    found = polars.scan_delta(f"{older}/activity").select(polars.col(ADDED).count()).collect().item()
    check("polars, values of the new column", found, expected)


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    # The threads that these packages leave behind must not be torn down: that aborts the process now and then.
    os._exit(0)
