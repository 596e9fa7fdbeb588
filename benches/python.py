"""Measures the Python package beside others, on the same records.

    cargo build --release --workspace        # or: pip install ./python
    cp target/release/lib_native.so python/trail365/_native.abi3.so
    pip install orjson pydantic polars pyarrow
    PYTHONPATH=python python benches/python.py [EXPORT.csv] [--seconds 3] [--copies 20]

Without a file it takes the sample export. Two measures:

- records a second, from the bytes of one record to an object of which ten fields are read: `json` and `orjson` to a dictionary,
  pydantic to a model with these fields, trail365 to a typed record. Times, addresses and enums are typed in trail365 and pydantic
  alone, so a second line has trail365 with plain values (`record["UserId"]`).
- a query of a lake into polars, beside polars' own scan of the same Parquet files. The rows are compared first.

Each contender runs in turn, several rounds; the fastest round counts. A debug build says nothing.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import trail365

ROOT = Path(__file__).resolve().parents[1]
FIELDS = [
    "CreationTime", "Id", "Operation", "OrganizationId", "RecordType", "UserKey", "UserType", "Workload", "UserId", "ClientIP",
]
ATTRIBUTES = [
    "creation_time", "id", "operation", "organization_id", "record_type", "user_key", "user_type", "workload", "user_id", "client_ip",
]
ROUNDS = 5


def read_export(path: Path) -> list[bytes]:
    """Returns the bytes of the records."""
    csv.field_size_limit(2**30)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["AuditData"].encode() for row in csv.DictReader(file)]


def fastest(contenders: dict[str, Callable[[], int]], seconds: float) -> dict[str, float]:
    """Returns units a second of each contender's fastest round."""
    best = dict.fromkeys(contenders, 0.0)
    for _ in range(ROUNDS):
        for name, run in contenders.items():
            started, units = time.perf_counter(), 0
            while (took := time.perf_counter() - started) < seconds / ROUNDS or units == 0:
                units += run()
            best[name] = max(best[name], units / took)
    return best


def by_dictionary(loads: Callable[[bytes], Any], texts: list[bytes]) -> Callable[[], int]:
    def run() -> int:
        for text in texts:
            record = loads(text)
            for field in FIELDS:
                record.get(field)
        return len(texts)

    return run


def by_attributes(parse: Callable[[bytes], Any], texts: list[bytes]) -> Callable[[], int]:
    def run() -> int:
        for text in texts:
            record = parse(text)
            record.creation_time, record.id, record.operation, record.organization_id, record.record_type
            record.user_key, record.user_type, record.workload, record.user_id, record.client_ip
        return len(texts)

    return run


def parsers(texts: list[bytes]) -> dict[str, Callable[[], int]]:
    found = {"json": by_dictionary(json.loads, texts)}
    try:
        import orjson

        found["orjson"] = by_dictionary(orjson.loads, texts)
    except ImportError:
        print("orjson is not installed: left out")
    try:
        found["pydantic"] = by_attributes(pydantic_model(), texts)
    except ImportError:
        print("pydantic is not installed: left out")
    found["trail365, typed"] = by_attributes(trail365.parse, texts)
    found["trail365, plain"] = by_dictionary(trail365.parse, texts)
    return found


def pydantic_model() -> Callable[[bytes], Any]:
    import pydantic

    # Ids and addresses stay text: real records have some that are neither.
    types: dict[str, Any] = {"creation_time": datetime, "record_type": int, "user_type": int}
    fields: dict[str, Any] = {
        attribute: (types.get(attribute, str) | None, pydantic.Field(default=None, alias=name))
        for attribute, name in zip(ATTRIBUTES, FIELDS, strict=True)
    }
    model = pydantic.create_model("Record", **fields)
    parse: Callable[[bytes], Any] = model.model_validate_json
    return parse


def print_table(title: str, unit: str, speeds: dict[str, float]) -> None:
    print(f"\n{title}")
    for name, speed in speeds.items():
        print(f"  {name:<28}{speed:>14,.1f} {unit}")


def measure_parsing(texts: list[bytes], seconds: float) -> None:
    size = sum(map(len, texts)) / len(texts)
    speeds = fastest(parsers(texts), seconds)
    print_table(f"from bytes to ten fields, {len(texts):,} records of {size:,.0f} bytes", "records/s", speeds)


def write_copies(texts: list[bytes], copies: int, path: Path) -> None:
    """Writes the records several times over, with Ids of their own, so that each counts as one."""
    with path.open("wb") as file:
        for copy in range(copies):
            for text in texts:
                record = json.loads(text)
                record["Id"] = f"{copy:08x}{str(record.get('Id', ''))[8:]}"
                file.write(json.dumps(record).encode() + b"\n")


def measure_lake(texts: list[bytes], copies: int, seconds: float) -> None:
    try:
        import polars
    except ImportError:
        print("polars is not installed: the lake is left out")
        return
    with tempfile.TemporaryDirectory() as folder:
        write_copies(texts, copies, Path(folder) / "records.jsonl")
        lake = trail365.Lake(Path(folder) / "lake")
        lake.import_files(Path(folder) / "records.jsonl")
        lake.compact()
        files = live_files(Path(lake.path) / "activity")
        sql = "select creation_time, operation, user_id, workload from activity"
        where = " where operation = 'UserLoggedIn'"
        scan = polars.scan_parquet(files).select("creation_time", "operation", "user_id", "workload")
        some = polars.scan_parquet(files).filter(polars.col("operation") == "UserLoggedIn")
        some = some.select("creation_time", "operation", "user_id", "workload")
        for title, query, plan in (("all rows", sql, scan), ("rows of one operation", sql + where, some)):
            ours, theirs = lake.sql(query).to_polars(), plan.collect()
            order = ours.columns
            if not ours.sort(order).equals(theirs.cast(dict(ours.schema)).sort(order)):
                raise SystemExit(f"{title}: the rows differ")
            contenders = {
                "polars.scan_parquet": counted(plan.collect),
                "trail365, lake.sql": counted(lake.sql(query).to_polars),
                "trail365, planned anew": counted(partial(ask, lake, query)),
            }
            speeds = fastest(contenders, seconds)
            print_table(f"a lake into polars, four columns, {title} ({ours.height:,})", "queries/s", speeds)


def ask(lake: trail365.Lake, query: str) -> Any:
    return lake.sql(query).to_polars()


def counted(run: Callable[[], Any]) -> Callable[[], int]:
    """Returns a call that counts as one query."""

    def once() -> int:
        run()
        return 1

    return once


def live_files(table: Path) -> list[str]:
    """Returns the files of the newest version, by the log: older ones are still in the folder."""
    files: set[str] = set()
    for entry in sorted((table / "_delta_log").glob("*.json")):
        for line in entry.read_text().splitlines():
            action = json.loads(line)
            if "add" in action:
                files.add(action["add"]["path"])
            if "remove" in action:
                files.discard(action["remove"]["path"])
    return [str(table / file) for file in sorted(files)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures the Python package beside others.")
    parser.add_argument("export", nargs="?", type=Path, default=ROOT / "sample" / "AuditLog_sample.csv")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each contender")
    parser.add_argument("--copies", type=int, default=20, help="of the export, in the lake")
    words = parser.parse_args()
    texts = read_export(words.export)
    measure_parsing(texts, words.seconds)
    measure_lake(texts, words.copies, words.seconds)


if __name__ == "__main__":
    main()
