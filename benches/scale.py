#!/usr/bin/env python3
"""Asks a lake of any size what people ask, and DuckDB the same over the same files.

    benches/scale.py PROGRAM LAKE [--rounds 3] [--text PHRASE] [--no-duckdb]

PROGRAM is a release build. A time is that of the middle round in seconds, of a process of its own: start, opening of the lake, query. DuckDB
answers in one process that has the files open, over the data files of the lake's newest version. What is looked for is taken from
the lake: the user and the address in the middle by records, an Id. Needs the Python packages duckdb, pytz and deltalake, the last two for
DuckDB alone.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import time

DAY = "SELECT date_trunc('day', creation_time) AS day, count(*) FROM activity GROUP BY 1 ORDER BY 1"
BY_OPERATION = "SELECT operation, count(*) FROM activity GROUP BY 1 ORDER BY 2 DESC"
TOP_USERS = "SELECT user_id, count(*) FROM activity GROUP BY 1 ORDER BY 2 DESC LIMIT 10"
NEWEST = "SELECT creation_time, user_id, operation FROM activity ORDER BY creation_time DESC LIMIT 20"


def seconds(work, rounds: int) -> float:
    """Returns the time of the middle round."""
    times = []
    for _ in range(rounds):
        begun = time.monotonic()
        work()
        times.append(time.monotonic() - begun)
    return statistics.median(times)


def run(program: str, *args: str) -> str:
    return subprocess.run([program, *args], check=True, capture_output=True, text=True).stdout


def middle(program: str, lake: str, column: str) -> str:
    """Returns the value of a column that stands in the middle by its records."""
    sql = f"SELECT {column} AS v, count(*) AS n FROM activity WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2, 1"
    values = [json.loads(line)["v"] for line in run(program, "query", "--lake", lake, "--format", "jsonl", sql).splitlines()]
    return values[len(values) // 2]


def questions(program: str, lake: str, text: str) -> list[tuple[str, list[str], str | None]]:
    """Returns what is asked: a name, the arguments of the program, and the query for DuckDB."""
    user, address = middle(program, lake, "user_id"), middle(program, lake, "client_ip")
    newest = run(program, "query", "--lake", lake, "--format", "jsonl", "SELECT id FROM activity WHERE id IS NOT NULL ORDER BY creation_time DESC LIMIT 1")
    identity = json.loads(newest)["id"]
    quote = lambda value: "'" + value.replace("'", "''") + "'"
    of_user = f"SELECT creation_time, operation FROM activity WHERE user_id = {quote(user)} ORDER BY 1 DESC LIMIT 100"
    of_id = f"SELECT creation_time, operation FROM activity WHERE id = {quote(identity)}"
    of_address = f"SELECT creation_time, operation FROM activity WHERE client_ip = {quote(address)} ORDER BY 1 DESC LIMIT 100"
    sql = lambda query: ["query", query]
    return [
        ("count", sql("SELECT count(*) FROM activity"), "SELECT count(*) FROM activity"),
        ("by operation", sql(BY_OPERATION), BY_OPERATION),
        ("top users", sql(TOP_USERS), TOP_USERS),
        ("by day", sql(DAY), DAY),
        ("newest 20", sql(NEWEST), NEWEST),
        ("one user", sql(of_user), of_user),
        ("search --user", ["search", "--user", user], None),
        ("one Id", sql(of_id), of_id),
        ("one address", sql(of_address), of_address),
        ("search --ip", ["search", "--ip", address], None),
        ("search --operation", ["search", "--operation", "new-inboxrule"], None),
        ("search --text", ["search", "--text", text], None),
    ]


def duckdb_over(lake: str):
    """Opens DuckDB with a view over the data files of the lake."""
    import duckdb
    from deltalake import DeltaTable

    files = [uri.removeprefix("file://") for uri in DeltaTable(str(pathlib.Path(lake) / "activity")).file_uris()]
    connection = duckdb.connect()
    columns = "id, creation_time, operation, user_id, client_ip"
    connection.execute(f"CREATE VIEW activity AS SELECT {columns} FROM read_parquet({files!r}, union_by_name = true)")
    return connection


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("lake")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--text", default="zzzyx-nothing-has-this")
    parser.add_argument("--no-duckdb", action="store_true")
    options = parser.parse_args()
    other = None if options.no_duckdb else duckdb_over(options.lake)
    print(run(options.program, "lake", "info", "--lake", options.lake))
    print(f"| question | s | files read | bytes read | DuckDB, s |\n|---|---|---|---|---|")
    for name, args, query in questions(options.program, options.lake, options.text):
        took = seconds(lambda: run(options.program, *args, "--lake", options.lake), options.rounds)
        told = run(options.program, *args, "--explain", "--lake", options.lake).splitlines()
        facts = {line[:12].strip(): line[12:].strip() for line in told}
        beside = "–"
        if other is not None and query is not None:
            beside = f"{seconds(lambda: other.execute(query).fetchall(), options.rounds):.2f}"
        print(f"| {name} | {took:.2f} | {facts['Files read']} | {facts['Bytes read']} | {beside} |", flush=True)


if __name__ == "__main__":
    main()
