#!/usr/bin/env python3
"""Collecting side by side with fetching alone and with a script, in one run.

    benches/collect.py PROGRAM WORK_FOLDER [--forms small,usual,large,tenants] [--records N] [--latency MS] [--rounds N]

PROGRAM is a release build of trail365. The service is its sandbox, in a process of its own on this machine and without
throttling, so that what is measured is the collector and not the quota. Beside `trail365 collect --once` two others fetch the
same blobs: `fetching alone` throws them away as they come, which is all that so many requests in flight allow; `a script`
loads each with Python's json and writes a line a record. Needs nothing but Python, on Linux. Prints times, CPU times, memory
and ratios; only ratios travel between machines. WORK_FOLDER holds a lake and a file of all records for a while.
"""
import argparse
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

DOWNLOAD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "download.py")
TYPES = ["Audit.AzureActiveDirectory", "Audit.Exchange", "Audit.SharePoint", "Audit.General"]
SHARES = 0.99  # what is left is DLP.All, which is not collected
APP = "7ab7862c-4c57-491e-8a45-d52a7e023983"
SECRET = "bench~secret"

# The clock is held at midnight after a whole Tuesday.
PLAN = """
listen = "127.0.0.1:0"
clock = {{ start = "2026-03-04T00:00:00", rate = 0 }}
service = {{ quota = {{ requests = 0 }}, gzip = {gzip}{latency} }}
"""
TENANT = """
[[tenants]]
users = 1000
records_per_user = {per_user}
blob_minutes = {minutes}
records_per_blob = {per_blob}
utc_offset_minutes = {offset}
subscribed = {types}
subscribed_hours = 24
apps = [{{ id = "{app}", secret = "{secret}" }}]
"""


@dataclasses.dataclass
class Tenant:
    """A tenant that has about so many records in a day, in blobs of so many."""

    records: int
    per_blob: int
    types: list[str]
    minutes: int = 60
    offset: int = 0
    # What the plan calls a day's records, to have as many.
    weight: float = SHARES

    def plan(self) -> str:
        per_user = self.records / self.weight / 1000
        fields = {"minutes": self.minutes, "per_blob": self.per_blob, "offset": self.offset}
        return TENANT.format(per_user=per_user, types=json.dumps(self.types), app=APP, secret=SECRET, **fields)


def large(records: int) -> Tenant:
    """One blob: a slot is a day, begins at nine in the morning of its place and goes on as it began."""
    return Tenant(records, 10_000_000, ["Audit.Exchange"], minutes=1440, offset=540, weight=0.38 * 0.105 * 24)


def forms(records: int) -> dict[str, tuple[str, list[Tenant]]]:
    return {
        "small": ("blobs of 200 records", [Tenant(records, 200, TYPES)]),
        "usual": ("blobs of 1,000 records", [Tenant(records, 1000, TYPES)]),
        "large": ("blobs of 1,000 records, and one of 100 MB", [Tenant(records, 1000, TYPES), large(75_000)]),
        "tenants": ("20 tenants, blobs of 1,000 records", [Tenant(records // 20, 1000, TYPES) for _ in range(20)]),
    }


class Sandbox:
    """A service in a process of its own."""

    def __init__(self, program: str, work: str, tenants: list[Tenant], options: argparse.Namespace, plan: str = PLAN):
        latency = f", latency_ms = {options.latency}" if options.latency else ""
        gzip = json.dumps(not options.no_gzip)
        plan = plan.format(gzip=gzip, latency=latency) + "".join(tenant.plan() for tenant in tenants)
        path = os.path.join(work, "bench-plan.toml")
        with open(path, "w", encoding="utf-8") as out:
            out.write(plan)
        command = [program, "sandbox", "--plan", path]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        said = []
        while not (said and said[-1].startswith("# then:")):
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit(f"{' '.join(command)}: did not start")
            said.append(line)
        self.origin = next(line for line in said if line.startswith("cloud")).split('"')[1]
        ids = [line.split('"')[1] for line in said if line.startswith("tenant_id")]
        self.tenants = [
            {"origin": self.origin, "tenant": id, "app": APP, "secret": SECRET, "types": tenant.types}
            for id, tenant in zip(ids, tenants, strict=True)
        ]

    def cpu(self) -> float:
        """CPU seconds so far."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclasses.dataclass(order=True)
class Measure:
    """What a contender took; the faster one is the lesser."""

    seconds: float
    cpu: float
    mib: int
    sandbox_cpu: float
    said: str = dataclasses.field(compare=False)


def measured(sandbox: Sandbox, command: list[str], given: str = "") -> Measure:
    """Runs a contender to its end."""
    before, begun = sandbox.cpu(), time.monotonic()
    environment = {**os.environ, "BENCH_SECRET": SECRET}
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
        )
        process.stdin.write(given)
        process.stdin.close()
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        took = time.monotonic() - begun
        if process.returncode:
            errors.seek(0)
            raise SystemExit(f"{' '.join(command)}: ended with {process.returncode}\n{errors.read()[-2000:]}{said}")
    cpu = usage.ru_utime + usage.ru_stime
    return Measure(took, cpu, usage.ru_maxrss // 1024, sandbox.cpu() - before, said)


def configuration(sandbox: Sandbox, work: str, options: argparse.Namespace, has_rules: bool = False) -> str:
    """Writes what the collector is told. Its own pace is put out of the way."""
    text = f"detect.enabled = {json.dumps(has_rules)}\nlake = {json.dumps(os.path.join(work, 'bench-lake'))}\nin_flight = {options.in_flight}\n"
    for number, tenant in enumerate(sandbox.tenants):
        cloud = f'{{ root = "{sandbox.origin}", authority = "{sandbox.origin}" }}'
        text += f'[[tenants]]\nname = "tenant-{number + 1}"\ntenant_id = "{tenant["tenant"]}"\napp_id = "{APP}"\n'
        text += f"cloud = {cloud}\ncontent_types = {json.dumps(tenant['types'])}\nquota_per_minute = 1000000\n"
        text += 'sign_in.client_secret = { env = "BENCH_SECRET" }\n'
    path = os.path.join(work, "bench-rules.toml" if has_rules else "bench.toml")
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


def collected(program: str, work: str) -> int:
    sql = "select count(*) from activity"
    command = [program, "query", "--lake", os.path.join(work, "bench-lake"), "--format", "csv", sql]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[1])


def contest(sandbox: Sandbox, work: str, options: argparse.Namespace) -> tuple[dict[str, Measure], dict]:
    """Each contender in turn; the best round counts. Gives the measures, and what there was."""
    config = configuration(sandbox, work, options)
    lake, lines = os.path.join(work, "bench-lake"), os.path.join(work, "bench-records.jsonl")
    tenants, fetch = json.dumps(sandbox.tenants), [sys.executable, DOWNLOAD, "--in-flight", str(options.in_flight)]
    best: dict[str, Measure] = {}
    for _ in range(options.rounds):
        shutil.rmtree(lake, ignore_errors=True)
        command = [options.program, "collect", "--once", "--config", config]
        runs = {"trail365": measured(sandbox, command)}
        if options.rules:
            shutil.rmtree(lake)
            command = [*command[:-1], configuration(sandbox, work, options, has_rules=True)]
            runs["with rules"] = measured(sandbox, command)
        runs["fetching alone"] = measured(sandbox, fetch, tenants)
        runs["a script"] = measured(sandbox, [*fetch, "--out", lines], tenants)
        best = {name: min(best.get(name, run), run) for name, run in runs.items()}
    there = json.loads(best["a script"].said)
    if (count := collected(options.program, work)) != there["records"]:
        raise SystemExit(f"the collector has {count} records of {there['records']}")
    shutil.rmtree(lake)
    os.remove(lines)
    return best, there


def show(what: str, best: dict[str, Measure], there: dict) -> None:
    records, blobs = there["records"], there["blobs"]
    size, largest = there["bytes"] / 1e6, there["largest"] / 1e6
    print(f"{what}: {records:,} records in {blobs:,} blobs, {size:,.0f} MB, the largest {largest:.1f} MB")
    print(f"  {'':14} {'s':>7} {'records/s':>10} {'blobs/s':>8} {'CPU s/M':>8} {'sandbox':>8} {'MiB':>5} {'beside':>7}")
    for name, run in best.items():
        rates = f"{run.seconds:7.2f} {records / run.seconds:10,.0f} {blobs / run.seconds:8,.1f}"
        cpu = f"{run.cpu / records * 1e6:8.2f} {run.sandbox_cpu / records * 1e6:8.2f}"
        print(f"  {name:14} {rates} {cpu} {run.mib:5} {run.seconds / best['trail365'].seconds:7.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("work", type=os.path.abspath)
    parser.add_argument("--forms", default="small,usual,large,tenants")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--latency", type=int, default=0, metavar="MS", help="how long each answer of the API takes")
    parser.add_argument("--in-flight", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rules", action="store_true", help="also with detection: what the rules cost the collector")
    parser.add_argument("--no-gzip", action="store_true", help="the sandbox compresses nothing")
    options = parser.parse_args()
    known, asked = forms(options.records), options.forms.split(",")
    if unknown := set(asked) - known.keys():
        parser.error(f"no such form: {', '.join(unknown)}")
    os.makedirs(options.work, exist_ok=True)
    for name in asked:
        what, tenants = known[name]
        sandbox = Sandbox(options.program, options.work, tenants, options)
        try:
            show(f"{name}, {what}", *contest(sandbox, options.work, options))
        finally:
            sandbox.end()


if __name__ == "__main__":
    main()
