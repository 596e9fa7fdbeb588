#!/usr/bin/env python3
"""Rules over a lake beside the single ones of them as pySigma writes them, run by DuckDB.

    benches/detect.py PROGRAM LAKE WORK_FOLDER [--rounds N]

PROGRAM is a release build of trail365; it asks all rules, correlations and queries that ship. DuckDB gets the rules that need one record
only, as the SQLite backend of pySigma converts them, and for the fields that they name a Parquet file with a text column each, made
before the clock starts; it has as many threads and 1 GiB. What pySigma refuses is counted and left out. Needs `pip install duckdb
pysigma pysigma-backend-sqlite`. Only ratios travel between machines.
"""
import argparse
import glob
import json
import os
import re
import subprocess
import time
import tomllib

import duckdb
import yaml
from sigma.backends.sqlite import sqliteBackend
from sigma.collection import SigmaCollection
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations import ValueListPlaceholderTransformation

HERE = os.path.dirname(os.path.abspath(__file__))
RULES = os.path.join(HERE, "..", "rules")
FIELDS = os.path.join(HERE, "..", "crates", "sql", "src", "rules", "fields.toml")


def lists() -> dict[str, list]:
    """The values of the lists that ship."""
    values = {}
    for path in glob.glob(os.path.join(RULES, "lists", "*.toml")):
        with open(path, "rb") as file:
            values.update({name: entry["values"] for name, entry in tomllib.load(file).items() if entry.get("values")})
    return values


def fields_of(detection) -> set[str]:
    """The fields that a detection names."""
    if isinstance(detection, list):
        return set().union(*map(fields_of, detection)) if detection else set()
    if not isinstance(detection, dict):
        return set()
    return {name.split("|")[0] for name in detection if name.split("|")[0]}


def convert() -> tuple[list[str], set[str], int]:
    """The conditions of single rules as SQL, the fields that they name, and how many were refused."""
    place = ProcessingItem(ValueListPlaceholderTransformation())
    backend = sqliteBackend(ProcessingPipeline(items=[place], vars=lists()))
    queries, fields, refused = [], set(), 0
    for path in sorted(glob.glob(os.path.join(RULES, "**", "*.yml"), recursive=True)):
        with open(path, encoding="utf-8") as file:
            documents = [one for one in yaml.safe_load_all(file) if one and "detection" in one]
        for document in documents:
            try:
                converted = backend.convert(SigmaCollection.from_dicts([document]))
            except Exception:  # noqa: BLE001 (whatever it cannot do)
                refused += 1
                continue
            queries += converted
            for name, detection in document["detection"].items():
                if name != "condition":
                    fields |= fields_of(detection)
    return queries, fields, refused


def expression(field: str, columns: dict[str, str]) -> str:
    """What a field means over the table, as one text."""
    with open(FIELDS, "rb") as file:
        known = tomllib.load(file)
    named = {name.lower(): entry["sql"] for entry in known["fields"] for name in entry["names"] if "services" not in entry}
    first, *rest = field.split(".")
    names = "".join(f", '{name}'" for name in rest)
    if sql := named.get(field.lower()):
        values = f"all_values({sql.replace(', $tenant_domains', '')})"
    elif column := columns.get(first.lower()):
        values = f'values_at("{column}"{names})' if rest else f'all_values(json_of("{column}"))'
    else:
        values = "all_values(" + ", ".join(f"values_at({bag}, '{field}')" for bag in known["bags"]["columns"]) + ")"
    return f"array_to_string({values}, chr(10))"


def flatten(program: str, lake: str, path: str, fields: set[str]) -> float:
    """Writes a column for each field; returns the seconds that it took."""
    begun = time.monotonic()
    names = "select column_name from information_schema.columns where table_name = 'activity'"
    command = [program, "query", "--lake", lake, "--format", "csv", names]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[1:]
    columns = {name.replace("_", "").lower(): name for name in lines}
    chosen = ", ".join(f'{expression(field, columns)} AS "{field}"' for field in sorted(fields))
    sql = f"SELECT id AS record_id, {chosen} FROM events"
    subprocess.run([program, "query", "--lake", lake, "--format", "parquet", "--output", path, sql], check=True, stderr=subprocess.DEVNULL)
    return time.monotonic() - begun


def for_duckdb(query: str) -> str:
    """The same in DuckDB's words: matches without case, no backticks, regular expressions as a function."""
    query = re.sub(r"`([^`]*)`", r'"\1"', query).replace(" LIKE ", " ILIKE ").replace("SELECT * FROM logs", "SELECT record_id FROM logs")
    return re.sub(r'("[^"]+"|\w+) REGEXP (\'(?:[^\']|\'\')*\')', r"regexp_matches(\1, \2)", query)


def ask_duckdb(path: str, queries: list[str]) -> tuple[float, int, int, int]:
    """Seconds, rules that ran, rules that did not, records found."""
    database = duckdb.connect()
    database.execute(f"SET threads = {os.cpu_count()}; SET memory_limit = '1GiB'")
    database.execute(f"CREATE VIEW logs AS SELECT * FROM '{path}'")
    begun, ran, failed, found = time.monotonic(), 0, 0, 0
    for query in queries:
        try:
            found += len(database.execute(query).fetchall())
            ran += 1
        except duckdb.Error:
            failed += 1
    return time.monotonic() - begun, ran, failed, found


def ask_program(program: str, lake: str) -> tuple[float, float, int, int]:
    """Seconds, CPU seconds, MiB, alerts."""
    begun = time.monotonic()
    command = [program, "detect", "--lake", lake, "--dry-run", "--format", "jsonl"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    alerts = sum(1 for line in process.stdout if json.loads(line))
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)}: ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, alerts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("lake", type=os.path.abspath)
    parser.add_argument("work", type=os.path.abspath)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    os.makedirs(options.work, exist_ok=True)
    queries, fields, refused = convert()
    flat = os.path.join(options.work, "flat.parquet")
    if os.path.exists(flat):
        os.remove(flat)
    prepared = flatten(options.program, options.lake, flat, fields)
    queries = [for_duckdb(query) for query in queries]
    ours = min(ask_program(options.program, options.lake) for _ in range(options.rounds))
    seconds, ran, failed, found = min(ask_duckdb(flat, queries) for _ in range(options.rounds))
    print(f"trail365: {ours[0]:.1f} s, {ours[1]:.1f} CPU s, {ours[2]} MiB, {ours[3]:,} alerts; all rules, correlations and queries")
    print(f"DuckDB:   {seconds:.1f} s; {ran} single rules, {found:,} records found, {failed} that it cannot run, {refused} that pySigma refuses; {len(fields)} columns made before in {prepared:.1f} s")
    print(f"ratio:    {seconds / ours[0]:.2f}")


if __name__ == "__main__":
    main()
