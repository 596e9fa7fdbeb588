#!/usr/bin/env python3
"""Runs two builds of the program side by side and compares their public results.

    tests/real/same_results.py OLD NEW [EXPORTS...] [--views N] [--show]

Compared are exit code, stdout and stderr of every command, and all rows of all tables and of N views a family (all of
them with `--views 0`), over the samples of the repository and over EXPORTS. Times of the clock, file names that are
random and durations are masked. Each difference is printed; exit code 1 when one is not in the list EXPECTED, which
says what was changed on purpose and why.
"""
import argparse
import concurrent.futures
import difflib
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
SAMPLES = ["sample/AuditLog_sample.csv", "sample/records.jsonl"]

# What differs on purpose: the name of a case, and why.
NARROW = "tables of the program keep a wide cell on its own line"
EXPECTED = {
    **{case: NARROW for case in ["describe", "describe 50", "describe ExchangeItemAggregated", "tables activity"]},
    "completions bash": "--lake is taken at any place",
    "tables": "the table `marks` is new",
    "search --user NAME": "a name without a domain finds the users of all domains",
    "search --user whole": "a user that nobody has is named",
    "lake info --lake": "--lake is taken at any place",
}

MASKS = [
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", "<now>"),
    (r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\.parquet", "<file>"),
    (r"\d+(\.\d+)? (ms|s)\b", "<time>"),
    # Files of the lake may differ by some bytes between builds.
    (r"\b\d+(\.\d)? [kM]?B\b", "<size>"),
]


def mask(text: str) -> str:
    for pattern, stand_in in MASKS:
        text = re.sub(pattern, stand_in, text)
    return text


class Run:
    """What a command gave."""

    def __init__(self, program: str, folder: str, arguments: list[str], stdin: str | None):
        env = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "TZ": "UTC"}
        env.pop("TRAIL365_LAKE", None)
        done = subprocess.run(
            [program, *arguments], cwd=folder, env=env, capture_output=True, input=(stdin or "").encode()
        )
        self.code = done.returncode
        self.out = mask(done.stdout.decode("utf-8", "replace"))
        self.err = mask(done.stderr.decode("utf-8", "replace"))

    def text(self) -> str:
        return f"exit {self.code}\n--- stdout\n{self.out}--- stderr\n{self.err}"


def rows_of(table: str) -> list[str]:
    return ["query", f"select * from {table}", "--format", "jsonl", "--lake", "lake"]


def offline_cases(exports: list[str]) -> list[tuple[str, list[str]]]:
    """Commands that need no lake."""
    cases = [(" ".join(a), a) for a in [
        ["--no-such-option"], ["describe"], ["describe", "50"], ["describe", "ExchangeItemAggregated"],
        ["describe", "MailboxOwnerUPN"], ["describe", "AffectedItems.Subject"], ["describe", "AuditLogRecordType"],
        ["describe", "ExchngeItm"], ["describe", "AffectedItems.Subjct"], ["describe", "50", "--format", "json"],
        ["describe", "50", "--format", "markdown"], ["validate", "missing.csv"], ["import", "missing.csv"],
        ["query", "select 1"], ["tables"], ["completions", "bash"],
    ]]
    for export in exports:
        name = os.path.basename(export)
        cases += [
            (f"validate {name}", ["validate", export]),
            (f"validate {name} as JSON", ["validate", export, "--format", "json"]),
            (f"convert {name}", ["convert", export, "--to", "records"]),
        ]
    return cases


def lake_cases(export: str, views: list[str]) -> list[tuple[str, list[str]]]:
    """Commands over one lake, in this order."""
    at = ["--lake", "lake"]
    lake = lambda *words: ["lake", *at, *words]
    query = lambda sql, *more: ["query", sql, *at, *more]
    cases = [
        ("import", ["import", export, *at]),
        ("import again", ["import", export, *at]),
        ("import as JSON", ["import", export, *at, "--format", "json"]),
        ("import garbage", ["import", "garbage.txt", *at]),
        ("ledger", ["ledger", *at]),
        ("rows of activity", query("select * from activity order by id, content_hash, source_line", "--format", "jsonl")),
        ("rows of records", query("select id, record from records order by id, content_hash", "--format", "csv")),
        ("rows of ledger", query("select * exclude (imported_at) from ledger order by version, source", "--format", "jsonl")),
        ("rows of rejected", query("select * from rejected order by source, source_line", "--format", "jsonl")),
        ("count", query("select operation, count(*) from activity group by 1 order by 2 desc, 1")),
        ("csv", query("select creation_time, user_id, parameters from exchange_admin order by 1, 2, id", "--format", "csv")),
        ("unknown column", query("select user_di from activity")),
        ("unknown table", query("select 1 from activty")),
        ("unknown function", query("select in_netwrk(1)")),
        ("refused", query("drop table activity")),
        ("no SQL", query("selec")),
        ("search", ["search", "--limit", "0", *at]),
        ("search --sql", ["search", "--sql", "--ip", "203.0.113.0/24", "--operation", "New-InboxRule", *at]),
        ("search --operation", ["search", "--operation", "New-InboxRule", *at]),
        ("search --ip", ["search", "--ip", "203.0.113.77", "--limit", "5", *at]),
        ("search --text", ["search", "--text", "inbox", "--limit", "5", "--oldest-first", *at]),
        ("search --user whole", ["search", "--user", "lena@example.com", "--format", "csv", *at]),
        ("search --user NAME", ["search", "--user", "lena", "--format", "csv", *at]),
        ("search --type", ["search", "--type", "ExchangeAdmin", "--limit", "0", *at]),
        ("search --type near", ["search", "--type", "ExchangeAdmn", *at]),
        ("tables", ["tables", *at]),
        ("tables activity", ["tables", "activity", *at]),
        ("tables exchange_admin", ["tables", "exchange_admin", *at]),
        ("lake info", lake("info")),
        ("lake info --lake", ["lake", "info", *at]),
        ("lake verify", lake("verify")),
        ("lake retry", lake("retry")),
        ("lake compact", lake("compact")),
        ("rows after compact", query("select * from activity order by id, content_hash, source_line", "--format", "jsonl")),
        ("lake verify after compact", lake("verify")),
        ("the past", query("select count(*) from activity", "--at", "1")),
        ("the future", query("select count(*) from activity", "--at", "1000")),
        ("lake vacuum", lake("vacuum")),
        ("no lake", ["query", "select 1 from activity", "--lake", "nowhere"]),
    ]
    return cases + [(f"view {view}", rows_of(f"{view} order by 1, 2, 3")) for view in views]


def views_of(program: str, folder: str, most: int) -> list[str]:
    sql = "select table_schema, table_name from information_schema.tables where table_type = 'VIEW' order by 1, 2"
    found = subprocess.run(
        [program, "query", sql, "--lake", "lake", "--format", "csv"], cwd=folder, capture_output=True, text=True
    ).stdout.splitlines()[1:]
    names = [".".join(row.split(",")) for row in found if not row.startswith("information_schema")]
    if most == 0:
        return names
    families = sorted({name.split(".")[0] for name in names})
    return [n for family in families for n in [n for n in names if n.startswith(family + ".")][:most]]


def prepare(folder: str) -> None:
    os.makedirs(folder)
    with open(os.path.join(folder, "garbage.txt"), "w", encoding="utf-8") as out:
        out.write("Dear diary,\nno record here\n{\"Id\":\"1\",\"Operation\":\"Send\"}\n{\"half\n")


def both(programs: list[str], folders: list[str], arguments: list[str]) -> list[Run]:
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda pair: Run(*pair, arguments, None), zip(programs, folders)))


def report(name: str, runs: list[Run], show: bool) -> bool:
    """Prints how two runs differ; says whether that is a surprise."""
    if name.startswith("search"):
        # Records of the same second come in any order.
        for run in runs:
            run.out = "".join(sorted(run.out.splitlines(keepends=True)))
    old, new = (run.text() for run in runs)
    if old == new:
        return False
    expected = EXPECTED.get(name) or (NARROW if name.startswith("validate") and not name.endswith("JSON") else None)
    print(f"{'differs on purpose' if expected else 'DIFFERS'}: {name}{': ' + expected if expected else ''}")
    if show or not expected:
        lines = difflib.unified_diff(old.splitlines(), new.splitlines(), "old", "new", lineterm="", n=1)
        for _, line in zip(range(40), lines):
            print(f"    {line[:300]}")
    return not expected


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("exports", nargs="*")
    parser.add_argument("--views", type=int, default=3)
    parser.add_argument("--show", action="store_true", help="show expected differences, too")
    options = parser.parse_args()
    programs = [os.path.realpath(options.old), os.path.realpath(options.new)]
    exports = [os.path.join(ROOT, s) for s in SAMPLES] + [os.path.realpath(e) for e in options.exports]
    compared = surprises = 0
    with tempfile.TemporaryDirectory() as work:
        for number, export in enumerate([None, *exports]):
            folders = [os.path.join(work, side, str(number)) for side in ("old", "new")]
            for folder in folders:
                prepare(folder)
            if export is None:
                cases = offline_cases(exports)
            else:
                surprises += report("import", both(programs, folders, ["import", export, "--lake", "lake"]), options.show)
                cases = lake_cases(export, views_of(programs[0], folders[0], options.views))
            for name, arguments in cases:
                compared += 1
                surprises += report(name, both(programs, folders, arguments), options.show)
    print(f"{compared} commands compared, {surprises} differ without a reason")
    sys.exit(1 if surprises else 0)


if __name__ == "__main__":
    main()
