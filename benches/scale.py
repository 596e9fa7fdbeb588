#!/usr/bin/env python3
"""Asks lakes of several sizes what people ask, and DuckDB the same over the same files.

    benches/scale.py PROGRAM LAKE [LAKE ...] [--rounds 3] [--text PHRASE] [--cold] [--no-duckdb] [--plot FILE.svg]

PROGRAM is a release build. A time is that of the middle round in seconds, of a process of its own: start, opening of the lake, query. With
--cold, as root, each question is also asked once after the system has dropped what it keeps of files. DuckDB answers in one process that
has the files open, over the data files of the lake's newest version. What is looked for is taken from the lake: the user, the address and
the session in the middle by records, the rarest operation, an Id. Needs the Python packages duckdb, pytz and deltalake, the last two for
DuckDB alone, and matplotlib for a plot.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import time

DAY = "SELECT date_trunc('day', creation_time) AS day, count(*) FROM activity GROUP BY 1 ORDER BY 1"
BY_OPERATION = "SELECT operation, count(*) FROM activity GROUP BY 1 ORDER BY 2 DESC"
TOP_USERS = "SELECT user_id, count(*) FROM activity GROUP BY 1 ORDER BY 2 DESC LIMIT 10"
NEWEST = "SELECT creation_time, user_id, operation FROM activity ORDER BY creation_time DESC LIMIT 20"
SESSION = "first_guid(values_at(app_access_context, 'AADSessionId'), session_id, values_at(device_properties, 'SessionId'))"


def seconds(work) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def middle_seconds(work, rounds: int) -> float:
    """Returns the time of the middle round."""
    return statistics.median(seconds(work) for _ in range(rounds))


def run(program: str, *args: str) -> str:
    return subprocess.run([program, *args], check=True, capture_output=True, text=True).stdout


def rows_of(program: str, lake: str, sql: str) -> list[dict]:
    return [json.loads(line) for line in run(program, "query", "--lake", lake, "--format", "jsonl", sql).splitlines()]


def by_records(program: str, lake: str, value: str) -> list[str]:
    """Returns the values, the rarest first."""
    values = rows_of(program, lake, f"SELECT {value} AS v, count(*) AS n FROM activity WHERE {value} IS NOT NULL GROUP BY 1 ORDER BY 2, 1")
    return [row["v"] for row in values]


def middle(program: str, lake: str, value: str) -> str | None:
    """Returns the value that stands in the middle by its records."""
    values = by_records(program, lake, value)
    return values[len(values) // 2] if values else None


def questions(program: str, lake: str, text: str) -> list[tuple[str, list[str], str | None]]:
    """Returns what is asked: a name, the arguments of the program, and the query for DuckDB."""
    user, address, session = (middle(program, lake, value) for value in ("user_id", "client_ip", SESSION))
    operation = by_records(program, lake, "operation")[0]
    identity = rows_of(program, lake, "SELECT id FROM activity WHERE id IS NOT NULL ORDER BY creation_time DESC LIMIT 1")[0]["id"]
    quote = lambda value: "'" + value.replace("'", "''") + "'"
    of_user = f"SELECT creation_time, operation FROM activity WHERE user_id = {quote(user)} ORDER BY 1 DESC LIMIT 100"
    of_id = f"SELECT creation_time, operation FROM activity WHERE id = {quote(identity)}"
    of_address = f"SELECT creation_time, operation FROM activity WHERE client_ip = {quote(address)} ORDER BY 1 DESC LIMIT 100"
    sql = lambda query: ["query", query]
    asked = [
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
        ("search --session", ["search", "--session", session], None) if session else None,
        ("search --operation", ["search", "--operation", f"={operation}"], None),
        ("search --text", ["search", "--text", text], None),
    ]
    return [question for question in asked if question]


def duckdb_over(lake: str):
    """Opens DuckDB with a view over the data files of the lake."""
    import duckdb
    from deltalake import DeltaTable

    files = [uri.removeprefix("file://") for uri in DeltaTable(str(pathlib.Path(lake) / "activity")).file_uris()]
    connection = duckdb.connect()
    columns = "id, creation_time, operation, user_id, client_ip"
    connection.execute(f"CREATE VIEW activity AS SELECT {columns} FROM read_parquet({files!r}, union_by_name = true)")
    return connection


def drop_kept_files() -> None:
    os.sync()
    pathlib.Path("/proc/sys/vm/drop_caches").write_text("3\n")


def measure(options: argparse.Namespace, lake: str) -> dict[str, float]:
    """Prints what each question takes over a lake, and returns the times of the program."""
    program, times = options.program, {}
    other = None if options.no_duckdb else duckdb_over(lake)
    print(run(program, "lake", "info", "--lake", lake))
    print("| question | s | cold, s | files read | bytes read | DuckDB, s |\n|---|---|---|---|---|---|")
    for name, args, query in questions(program, lake, options.text):
        ask = lambda: run(program, *args, "--lake", lake)
        times[name] = middle_seconds(ask, options.rounds)
        told = run(program, *args, "--explain", "--lake", lake).splitlines()
        facts = {line[:12].strip(): line[12:].strip() for line in told}
        beside = "–"
        if other is not None and query is not None:
            beside = f"{middle_seconds(lambda: other.execute(query).fetchall(), options.rounds):.2f}"
        cold = "–"
        if options.cold:
            drop_kept_files()
            cold = f"{seconds(ask):.2f}"
        print(f"| {name} | {times[name]:.2f} | {cold} | {facts['Files read']} | {facts['Bytes read']} | {beside} |", flush=True)
    return times


def plot(path: str, times: dict[int, dict[str, float]]) -> None:
    """Draws what each question takes by the number of records, both in powers of ten."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams |= {"svg.hashsalt": "trail365", "svg.fonttype": "none", "font.size": 9}
    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    sizes = sorted(times)
    for at, (name, _) in enumerate(sorted(times[sizes[-1]].items(), key=lambda item: -item[1])):
        style = {"marker": "os^DvPX"[at % 7], "linestyle": "--" if name.startswith("search") else "-"}
        axes.plot(sizes, [times[size].get(name) for size in sizes], markersize=4, linewidth=1, label=name, **style)
    axes.set(xscale="log", yscale="log", xlabel="million records", ylabel="seconds, with the start of the program")
    axes.set_xticks(sizes, [f"{size / 1e6:.3g}" for size in sizes])
    axes.set_xticks([], minor=True)
    axes.set_yticks([0.05, 0.1, 0.2, 0.5, 1, 2, 5], ["0.05", "0.1", "0.2", "0.5", "1", "2", "5"])
    axes.set_yticks([], minor=True)
    axes.grid(linewidth=0.3)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("lakes", nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--text", default="zzzyx-nothing-has-this")
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--no-duckdb", action="store_true")
    parser.add_argument("--plot")
    options = parser.parse_args()
    times = {}
    for lake in options.lakes:
        records = rows_of(options.program, lake, "SELECT count(*) AS n FROM activity")[0]["n"]
        times[records] = measure(options, lake)
    if options.plot:
        plot(options.plot, times)


if __name__ == "__main__":
    main()
