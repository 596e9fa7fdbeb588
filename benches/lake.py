#!/usr/bin/env python3
"""Import and queries side by side with DuckDB, in one run.

    benches/lake.py PROGRAM IN.jsonl WORK_FOLDER [--rounds N]

PROGRAM is a release build of trail365, IN.jsonl audit records, one a line. Needs the Python packages duckdb and pytz. Prints times, CPU times,
memory and ratios; only ratios travel between machines.
"""
import argparse
import glob
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

# What a skilled user would write: 45 columns by type, and the record's text.
TEXTS = """Id Operation OrganizationId UserKey Workload UserId ResultStatus ObjectId OrganizationName OriginatingServer AppId
ClientAppId ActorContextId InterSystemsId IntraSystemId SupportTicketId TargetContextId ClientIP ActorIpAddress ApplicationId ErrorNumber
ClientIPAddress ClientInfoString LogonUserSid MailboxGuid MailboxOwnerUPN LogonError CorrelationId EventSource"""
NUMBERS = "RecordType UserType Version AzureActiveDirectoryEventType InternalLogonType LogonType"
NESTED = "Parameters ModifiedProperties ExtendedProperties Actor Target DeviceProperties OperationProperties Folders"
COLUMNS = {name: "VARCHAR" for name in TEXTS.split()} | {name: "BIGINT" for name in NUMBERS.split()}
COLUMNS |= {name: "JSON" for name in NESTED.split()} | {"CreationTime": "TIMESTAMP", "ExternalAccess": "BOOLEAN"}

DUCKDB = """
import duckdb, sys
source, out, spec = sys.argv[1:]
c = duckdb.connect()
c.execute("set preserve_insertion_order = false")
c.execute(f"set temp_directory = '{out}.temp'")
rows = f"select json_transform(json, '{spec}') as s, json::varchar as raw from read_ndjson_objects('{source}')"
c.execute(f"copy (select unnest(s), raw from ({rows})) to '{out}' (format parquet, compression zstd)")
"""


def measured(command: list[str]) -> tuple[float, float, int]:
    """Seconds, CPU seconds and greatest memory in MiB of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    with tempfile.NamedTemporaryFile("r") as report:
        inner = "import resource, subprocess, sys; subprocess.run(sys.argv[2:], check=True, stdout=subprocess.DEVNULL); " \
            "open(sys.argv[1], 'w').write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))"
        subprocess.run([sys.executable, "-c", inner, report.name, *command], check=True)
        memory = int(report.read()) // 1024
    took = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took, cpu, memory


def imports(program: str, source: str, work: str, rounds: int) -> str:
    """Each contender in turn; the best round counts. Gives the last lake."""
    lake, parquet = f"{work}/lake", f"{work}/duckdb.parquet"
    spec = "{" + ",".join(f'"{name}":"{kind}"' for name, kind in COLUMNS.items()) + "}"
    contenders = {
        "trail365": [program, "import", "--lake", lake, source],
        "trail365 --no-raw": [program, "import", "--no-raw", "--lake", f"{lake}-bare", source],
        "duckdb": [sys.executable, "-c", DUCKDB, source, parquet, spec],
    }
    best: dict[str, tuple[float, float, int]] = {}
    for _ in range(rounds):
        for name, command in contenders.items():
            for old in (lake, f"{lake}-bare"):
                shutil.rmtree(old, ignore_errors=True) if name != "duckdb" and old in command else None
            best[name] = min(best.get(name, (1e9, 0, 0)), measured(command))
    size = os.path.getsize(source)
    print(f"import of {size / 1e9:.2f} GB: seconds, CPU seconds, MB/s, MiB of memory, rate beside duckdb")
    for name, (took, cpu, memory) in best.items():
        ratio = best["duckdb"][0] / took
        print(f"  {name:20} {took:7.2f} {cpu:7.2f} {size / took / 1e6:7.0f} {memory:6} {ratio:6.2f}")
    return lake


def value(program: str, lake: str, sql: str) -> str:
    done = subprocess.run([program, "query", "--lake", lake, "--format", "csv", sql], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()[1]


def queries(program: str, lake: str, rounds: int) -> None:
    import duckdb

    user = value(program, lake, "select user_id from activity where client_ip is not null group by 1 order by count(*) limit 1 offset 500")
    address = value(program, lake, "select client_ip from activity where client_ip is not null group by 1 order by count(*) limit 1 offset 500")
    record = value(program, lake, "select id from activity order by content_hash limit 1")
    statements = {
        "count by operation": "select operation, count(*) as n from activity group by 1 order by 2 desc",
        "top users": "select user_id, count(*) as n from activity group by 1 order by 2 desc limit 20",
        "one user's events in order": f"select creation_time, operation, object_id from activity where user_id = '{user}' order by 1",
        "one address": f"select creation_time, user_id, operation from activity where client_ip = '{address}'",
        "failed sign-ins by hour": "select date_trunc('hour', creation_time) as hour, count(*) as n from activity where operation = 'UserLoginFailed' group by 1 order by 1",
        "text in the raw record": "select count(*) as n from activity where raw like '%New-InboxRule%'",
        "one Id": f"select creation_time, user_id, operation, raw from activity where id = '{record}'",
    }
    ours = times_of_ours(program, lake, statements, rounds)
    files = glob.glob(f"{lake}/activity/*.parquet")
    connection = duckdb.connect()
    connection.execute(f"create view activity as select * from read_parquet({files!r}, union_by_name = true)")
    print("query on the compacted lake: ms, ms of duckdb on the same files, times duckdb's time")
    for name, sql in statements.items():
        theirs = []
        for _ in range(rounds):
            started = time.monotonic()
            connection.execute(sql).fetchall()
            theirs.append(time.monotonic() - started)
        mine, other = min(ours[name]) * 1000, min(theirs) * 1000
        print(f"  {name:28} {mine:7.0f} {other:7.0f} {mine / other:6.2f}")


def times_of_ours(program: str, lake: str, statements: dict[str, str], rounds: int) -> dict[str, list[float]]:
    """All statements in one session, as often as there are rounds."""
    text = ";\n".join(list(statements.values()) * rounds)
    command = [program, "query", "--lake", lake, "--format", "table", "--file", "/dev/stdin"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    times = [float(found) for found in re.findall(r", ([0-9.]+) s$", done.stderr, re.MULTILINE)]
    names = list(statements)
    return {name: times[place :: len(names)] for place, name in enumerate(names)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("source")
    parser.add_argument("work")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--lake", help="an imported and compacted lake: only queries are measured")
    arguments = parser.parse_args()
    os.makedirs(arguments.work, exist_ok=True)
    lake = arguments.lake or imports(arguments.program, arguments.source, arguments.work, arguments.rounds)
    if not arguments.lake:
        took, cpu, memory = measured([arguments.program, "lake", "--lake", lake, "compact"])
        print(f"compact: {took:.2f} s, {cpu:.2f} s CPU, {memory} MiB")
        measured([arguments.program, "lake", "--lake", lake, "vacuum", "--keep-hours", "0"])
    queries(arguments.program, lake, arguments.rounds)
    for what in (["--help"], ["query", "--lake", lake, "select count(*) from activity"]):
        took, cpu, _ = min(measured([arguments.program, *what]) for _ in range(arguments.rounds))
        print(f"trail365 {what[0]}: {cpu * 1000:.0f} ms CPU with its parent's start")


if __name__ == "__main__":
    main()
