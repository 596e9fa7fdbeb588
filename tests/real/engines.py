#!/usr/bin/env python3
"""Runs all views that `trail365 lake sql` writes in another engine: each must give the rows that the program gives. Then it counts
what columns hold, by their values and by a filter: an engine that misreads columns which some files lack is caught there.

    tests/real/engines.py PROGRAM LAKE FOLDER duckdb|sail|cluster|spark [imported|compacted]

Takes the sample and a few records of every operation of LAKE, a lake of `demo`, with some copies, in sixty imports of different
columns; asks before and after a compaction. Lakes and answers of the program stay in FOLDER, for the next engine. `duckdb` needs the
Python packages duckdb and duckdb_extension_delta, `sail` and `cluster` (two workers) pysail and pyspark-client, `spark` pyspark, deltalake and Java. Exit
code 1 and a line on stderr for each view that differs.
"""
import collections
import concurrent.futures
import datetime
import glob
import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
SAMPLE = os.path.join(ROOT, "sample", "AuditLog_sample.csv")
# Records of one operation that are taken, and files that they are imported by.
MOST = 2
PARTS = 60
# Columns that some rows lack, of which the filter is asked for.
FILTERED = 60
VIEWS = "select table_schema as s, table_name as n from information_schema.tables where table_type = 'VIEW' and table_schema in ('public', 'snare')"


def run(*arguments: str, text: str | None = None) -> str:
    return subprocess.run(arguments, check=True, stdout=subprocess.PIPE, input=text, text=True).stdout


def rows_of(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def make_lake(program: str, source: str, lake: str, folder: str) -> None:
    """Imports records by type, so that each file has columns of its own, and copies of some with less in them."""
    query = ["query", "--lake", source, "--format", "jsonl", "select record from event_records order by record_type, operation, id"]
    counts, records = collections.Counter(), []
    for row in rows_of(run(program, *query)):
        record = json.loads(row["record"])
        kind = (record.get("RecordType"), record.get("Operation"))
        counts[kind] += 1
        if counts[kind] <= MOST:
            records.append(row["record"])
    size = -(-len(records) // PARTS)
    for part in range(PARTS):
        path = os.path.join(folder, f"part-{part:02}.jsonl")
        chosen = records[part * size : (part + 1) * size]
        if part % 7 == 0 and chosen:
            less = json.loads(chosen[0])
            chosen.append(json.dumps({key: less[key] for key in list(less)[:6] if key in less} | {"Id": less.get("Id"), "RecordType": less.get("RecordType")}))
        with open(path, "w", encoding="utf-8") as out:
            out.write("\n".join(chosen) + "\n")
        if chosen:
            run(program, "import", "--lake", lake, path)
    run(program, "import", "--lake", lake, SAMPLE)


def plain(value):
    """Makes a value the same whichever engine it comes from: no nulls in objects, times as text."""
    if isinstance(value, datetime.datetime):
        value = value.replace(tzinfo=datetime.timezone.utc) if value.tzinfo is None else value.astimezone(datetime.timezone.utc)
        digits = "auto" if value.microsecond == 0 else "milliseconds" if value.microsecond % 1000 == 0 else "microseconds"
        return value.isoformat(timespec=digits if digits != "auto" else "seconds").replace("+00:00", "Z")
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value


def as_set(rows: list[dict]) -> collections.Counter:
    return collections.Counter(json.dumps(plain(row), sort_keys=True) for row in rows)


def ask_program(program: str, lake: str, views: list[tuple[str, str]]) -> dict[tuple[str, str], collections.Counter]:
    """Asks for all views in one process, with a row between them that names the next."""
    statements = [f"select '{schema}.{name}' as \"#view\"; select * from {schema}.\"{name}\"" for schema, name in views]
    found, view = {key: [] for key in views}, None
    for row in rows_of(run(program, "query", "--lake", lake, "--format", "jsonl", "-", text=";\n".join(statements))):
        if "#view" in row:
            view = tuple(row["#view"].split(".", 1))
        else:
            found[view].append(row)
    return {key: as_set(rows) for key, rows in found.items()}


def answers(program: str, lake: str, views: list[tuple[str, str]]) -> dict[tuple[str, str], collections.Counter]:
    """Gives what the program answers, from the file beside the lake if another engine has asked for the same views."""
    path = f"{lake}-answers.json"
    if os.path.exists(path):
        with open(path, encoding="utf-8") as kept:
            found = {(schema, name): collections.Counter(rows) for schema, name, rows in json.load(kept)}
        if found.keys() >= set(views):
            return found
    found = ask_program(program, lake, views)
    with open(path, "w", encoding="utf-8") as out:
        json.dump([[schema, name, rows] for (schema, name), rows in found.items()], out)
    return found


def functions_of(program: str, lake: str, dialect: str) -> dict:
    space: dict = {}
    exec(run(program, "lake", "sql", "--lake", lake, "--dialect", dialect, "--functions"), space)  # noqa: S102: our own text
    return space


def statements_of(script: str) -> list[str]:
    """Divides a script: each statement ends with a semicolon at the end of a line."""
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    return [statement for statement in "\n".join(lines).split(";\n") if statement.strip()]


class DuckDb:
    dialect = "duckdb"
    quote = '"'
    # Questions that one connection may be asked at a time.
    together = 1

    def __init__(self, program: str, lake: str):
        import duckdb
        import duckdb_extension_delta

        extension = glob.glob(os.path.join(os.path.dirname(duckdb_extension_delta.__file__), "extensions", "*", "delta.duckdb_extension"))[0]
        self.connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
        self.connection.execute(f"LOAD '{extension}'")
        functions_of(program, lake, self.dialect)["prepare_duckdb"](self.connection)

    def execute(self, statement: str) -> None:
        self.connection.execute(statement)

    def ask(self, query: str) -> list[dict]:
        result = self.connection.execute(query)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row)) for row in result.fetchall()]

    def rows(self, schema: str, name: str) -> list[dict]:
        return self.ask(f'SELECT * FROM {"snare." if schema == "snare" else ""}"{name}"')


class Sail:
    dialect = "spark"
    quote = "`"
    together = 2

    def __init__(self, program: str, lake: str):
        from pysail.spark import SparkConnectServer
        from pyspark.sql import SparkSession

        self.server = SparkConnectServer("127.0.0.1", 0)
        self.server.start(background=True)
        self.spark = SparkSession.builder.remote(f"sc://127.0.0.1:{self.server.listening_address[1]}").getOrCreate()
        functions_of(program, lake, self.dialect)["prepare_spark"](self.spark, os.path.abspath(lake))

    def execute(self, statement: str) -> None:
        self.spark.sql(statement)

    def ask(self, query: str) -> list[dict]:
        return [row.asDict(recursive=True) for row in self.spark.sql(query).collect()]

    def rows(self, schema: str, name: str) -> list[dict]:
        return self.ask(f"SELECT * FROM `{'snare_' if schema == 'snare' else ''}{name}`")


class Spark(Sail):
    """Spark without the Delta jar, by the list of files."""

    def __init__(self, program: str, lake: str):
        from deltalake import DeltaTable
        from pyspark.sql import SparkSession
        from pyspark.sql.types import StructType

        # Few rows, many queries: compiling each, and a task for each small file, takes most of the time.
        settings = {
            "spark.driver.memory": "3g",
            "spark.sql.codegen.factoryMode": "NO_CODEGEN",
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.files.openCostInBytes": "0",
            "spark.sql.shuffle.partitions": "1",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        self.spark = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
        self.spark.sparkContext.setLogLevel("ERROR")
        functions_of(program, lake, self.dialect)["register_spark"](self.spark)
        table = DeltaTable(os.path.join(os.path.abspath(lake), "activity"))
        schema = StructType.fromJson(json.loads(table.schema().to_json()))
        self.spark.read.schema(schema).parquet(*table.file_uris()).createOrReplaceTempView("activity")


ENGINES = {"duckdb": DuckDb, "sail": Sail, "cluster": Sail, "spark": Spark}


def compare_columns(program: str, lake: str, engine, when: str) -> int:
    """Returns the number of columns of which the engine counts other values than the program."""
    listed = run(program, "query", "--lake", lake, "--format", "jsonl", "select column_name as c from information_schema.columns where table_name = 'activity'")
    columns = [row["c"] for row in rows_of(listed)]
    count_all = f"SELECT count(*) AS `*`, {', '.join(f'count({name}) AS {name}' for name in columns)} FROM activity"
    quoted = lambda text, mark: text.replace("`", mark)
    [expected] = rows_of(run(program, "query", "--lake", lake, "--format", "jsonl", quoted(count_all, '"')))
    [found] = engine.ask(quoted(count_all, engine.quote))
    some = [name for name in columns if 0 < expected[name] < expected["*"]]
    some = some[:: max(1, len(some) // FILTERED)]
    parts = [f"SELECT '{name}' AS name, count(*) AS n FROM activity WHERE {name} IS NOT NULL" for name in some]
    filtered = {row["name"]: row["n"] for row in engine.ask(" UNION ALL ".join(parts))}
    wrong = [name for name in expected if found[name] != expected[name]] + [name for name in some if filtered[name] != expected[name]]
    for name in wrong:
        print(f"{name}, {when}: {expected[name]} values, not {found[name]}, and by the filter {filtered.get(name)}", file=sys.stderr)
    print(f"{engine.dialect}, {when}: {len(columns)} columns and {len(some)} filters, {len(wrong)} counts differ")
    return len(wrong)


def compare(program: str, lake: str, engine, when: str) -> int:
    """Returns the number of views that differ."""
    script = run(program, "lake", "sql", "--lake", lake, "--dialect", engine.dialect)
    for statement in statements_of(script):
        engine.execute(statement)
    # In this order: views of investigations and shapes call functions that engines do not have, and are not in the script.
    listed = rows_of(run(program, "query", "--lake", lake, "--format", "jsonl", VIEWS))
    named = lambda schema, name: f'"{name}" AS' in script or f"`{name}` AS" in script or f"`{schema}_{name}` AS" in script
    views = sorted((row["s"], row["n"]) for row in listed if named(row["s"], row["n"]))
    expected, wrong, rows = answers(program, lake, views), 0, 0
    with concurrent.futures.ThreadPoolExecutor(engine.together) as pool:
        answered = list(pool.map(lambda view: as_set(engine.rows(*view)), views))
    for (schema, name), found in zip(views, answered):
        rows += found.total()
        if found != expected[schema, name]:
            wrong += 1
            few, many = expected[schema, name] - found, found - expected[schema, name]
            print(f"{schema}.{name}, {when}: {few.total()} rows are missing, {many.total()} are too many", file=sys.stderr)
            for label, some in (("missing", few), ("too many", many)):
                print(*(f"  {label}: {row[:1500]}" for row in list(some)[:1]), sep="\n", file=sys.stderr)
    print(f"{engine.dialect}, {when}: {len(views) - wrong} of {len(views)} views equal, {rows} rows")
    return wrong


def ask(program: str, lake: str, name: str, when: str) -> None:
    """Compares once, in a process of its own: a local server of Sail does not return from its stop, nor does a session begin anew."""
    if name == "cluster":
        os.environ |= {"SAIL_MODE": "local-cluster", "SAIL_CLUSTER__WORKER_INITIAL_COUNT": "2", "SAIL_CLUSTER__WORKER_MAX_COUNT": "2", "SAIL_CLUSTER__WORKER_TASK_SLOTS": "64"}
    engine = ENGINES[name](program, lake)
    wrong = compare(program, lake, engine, when) + compare_columns(program, lake, engine, when)
    sys.stdout.flush()
    os._exit(1 if wrong else 0)


def make_lakes(program: str, source: str, folder: str) -> dict[str, str]:
    """Gives the lakes in FOLDER, as imported and compacted, which are made if they are not there."""
    lakes = {state: os.path.join(folder, state) for state in ("imported", "compacted")}
    if not os.path.exists(lakes["compacted"]):
        os.makedirs(folder, exist_ok=True)
        make_lake(program, source, lakes["imported"], folder)
        shutil.copytree(lakes["imported"], lakes["compacted"])
        run(program, "lake", "compact", "--lake", lakes["compacted"])
    return lakes


def main() -> None:
    program, source, folder, name, *when = sys.argv[1:]
    lakes = make_lakes(program, source, folder)
    if when:
        ask(program, lakes[when[0]], name, when[0])
    sys.exit(max(subprocess.run([sys.executable, *sys.argv, state]).returncode for state in lakes))


if __name__ == "__main__":
    main()
