"""Threads, signals, forks, memory: what a package of native code must not break."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import SAMPLE, SAMPLE_RECORDS, needs_proc, resident_bytes

import trail365
from trail365 import Lake, records

#: Runs for minutes, if nobody ends it.
ENDLESS = "select sum(value % 7) as n from range(0, 1000000000000)"
#: Gives rows at once, and for minutes.
FLOOD = "select value from range(0, 1000000000000) where value % 7 = 3"


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer sends signals here")
@pytest.mark.parametrize(
    "read", ["fetchall", "to_dicts", "count", "collect", "batches", "to_polars", "to_pyarrow", "to_pandas"]
)
def test_ctrl_c_ends_a_query(sample_lake: Lake, read: str) -> None:
    if read.startswith("to_") and read != "to_dicts":
        # Imported here: the signal is to come while the query runs.
        pytest.importorskip(read.removeprefix("to_"))
        pytest.importorskip("pyarrow")
    result = sample_lake.sql(FLOOD if read in ("batches", "count") else ENDLESS)
    fired: list[float] = []

    def fire(*_: object) -> None:
        fired.append(time.monotonic())
        signal.default_int_handler(signal.SIGINT, None)

    before = signal.signal(signal.SIGALRM, fire)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        with pytest.raises(KeyboardInterrupt):
            if read == "batches":
                for batch in result:
                    assert batch.num_rows
            getattr(result, read)()
        assert time.monotonic() - fired[0] < 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert sample_lake.sql("select count(*) from activity").fetchall() == [(449,)]


@pytest.mark.parametrize(("read", "name"), [("to_polars", "polars"), ("to_pyarrow", "pyarrow"), ("to_pandas", "pandas")])
def test_only_a_missing_library_is_called_missing(
    sample_lake: Lake, read: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing:
        error: BaseException

        def find_spec(self, wanted: str, *_: object) -> None:
            if wanted == name:
                raise self.error

    failing = Failing()
    for module in [module for module in sys.modules if module.split(".")[0] == name]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(sys, "meta_path", [failing, *sys.meta_path])
    result = sample_lake.sql("select 1 as n")
    failing.error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        getattr(result, read)()
    failing.error = ImportError("its own fault")
    with pytest.raises(ImportError, match="its own fault"):
        getattr(result, read)()
    failing.error = ModuleNotFoundError(f"No module named {name!r}", name=name)
    with pytest.raises(ImportError, match=f"{name} is not installed: pip install"):
        getattr(result, read)()


def test_other_threads_go_on_during_a_query(sample_lake: Lake) -> None:
    count = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal count
        while not done.is_set():
            count += 1
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        sql = "select sum(a.value * b.value % 7) as n from range(0, 3000) a cross join range(0, 3000) b"
        started, before = time.monotonic(), count
        sample_lake.sql(sql).fetchall()
        took, ticks = time.monotonic() - started, count - before
    finally:
        done.set()
        thread.join()
    # A held lock would leave the other thread a few of its turns.
    assert ticks > took * 20, (ticks, took)


def test_ten_threads_over_one_lake(sample_lake: Lake) -> None:
    sql = "select operation, count(*) as n from activity where user_id <> $who group by operation order by operation"
    expected = sample_lake.sql(sql, {"who": "nobody"}).fetchall()

    def ask(_: int) -> None:
        for _ in range(5):
            assert sample_lake.sql(sql, {"who": "nobody"}).fetchall() == expected
            assert len(list(sample_lake.records("operation = 'New-InboxRule'"))) == 2

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(ask, range(10)))


def test_threads_import_into_one_lake(new_lake: Lake) -> None:
    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda path: new_lake.import_files(path), [SAMPLE, SAMPLE_RECORDS, SAMPLE]))
    new_lake.refresh()
    assert new_lake.info()["rows"] == 460 and new_lake.verify() == []
    assert sum(report.added for report in reports) == 460


def child_of_a_fork(path: str, answer: str) -> None:
    try:
        Lake(path).sql("select 1").fetchall()
    except trail365.ForkedProcessError as error:
        assert "spawn" in str(error)
        # Records need no threads: they work in a child, too.
        assert trail365.parse("{}").to_json() == "{}"
        Path(answer).write_text("refused")
    else:
        Path(answer).write_text("answered")


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no process is forked here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_is_told_and_does_not_hang(sample_lake: Lake, tmp_path: Path) -> None:
    sample_lake.sql("select 1").fetchall()
    answer = tmp_path / "answer"
    child = multiprocessing.get_context("fork").Process(target=child_of_a_fork, args=(sample_lake.path, str(answer)))
    child.start()
    child.join(20)
    hangs = child.is_alive()
    if hangs:
        child.kill()
        child.join()
    assert not hangs and answer.read_text() == "refused"


def count_in_child(lake: Lake) -> int:
    return lake.sql("select count(*) from activity").count()


def test_a_spawned_child_works(sample_lake: Lake) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply_async(count_in_child, (sample_lake,)).get(60) == 1


@needs_proc
def test_queries_leave_nothing_behind(sample_lake: Lake) -> None:
    """A thousand queries with TRAIL365_SLOW, some without."""
    turns = 1000 if os.environ.get("TRAIL365_SLOW") else 40

    def ask() -> None:
        sql = "select user_id, parameters from activity where operation = $what"
        for row in sample_lake.sql(sql, {"what": "New-InboxRule"}).to_dicts():
            assert row["user_id"]

    for _ in range(10):
        ask()
    gc.collect()
    before = resident_bytes()
    for _ in range(turns):
        ask()
    gc.collect()
    grown = resident_bytes() - before
    # Half a megabyte a query for the allocator, and no more with a thousand of them.
    assert grown < 20 * 2**20, f"{grown / 2**20:.1f} MB after {turns} queries"


@needs_proc
def test_records_leave_nothing_behind() -> None:
    """A million records with TRAIL365_SLOW, fifty thousand without."""
    turns = 1_000_000 if os.environ.get("TRAIL365_SLOW") else 50_000
    texts = SAMPLE_RECORDS.read_bytes().splitlines()

    def parse(count: int) -> None:
        for number in range(count):
            record = trail365.parse(texts[number % len(texts)])
            assert record.operation and record.creation_time and record.record_type is not None
            record.user_id = "x@example.com"
            for item in record.extra.values():
                assert item is not None
            if isinstance(record, records.ExchangeAdmin) and record.parameters is not None:
                assert len(record.parameters) >= 0

    parse(5_000)
    gc.collect()
    before = resident_bytes()
    parse(turns)
    gc.collect()
    grown = resident_bytes() - before
    # A record that stayed would be a kilobyte at the least.
    assert grown < 12 * 2**20, f"{grown / 2**20:.1f} MB after {turns} records"


@needs_proc
def test_reading_a_file_keeps_no_records(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_bytes(SAMPLE_RECORDS.read_bytes() * 2000)
    before = resident_bytes()
    count = sum(1 for _ in trail365.read(path))
    assert count == 22_000
    assert resident_bytes() - before < 24 * 2**20


def run_python(code: str, *flags: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(trail365.__file__).parents[1])}
    return subprocess.run(
        [sys.executable, *flags, "-c", code], capture_output=True, text=True, check=False, timeout=120, env=environment
    )


def test_development_mode_has_nothing_to_say(tmp_path: Path) -> None:
    code = f"""
import gc, trail365
lake = trail365.Lake({str(tmp_path / "lake")!r})
assert lake.import_files({str(SAMPLE)!r}).added == 449
assert len(lake.sql("select * from activity").fetchall()) == 449
for record in trail365.read({str(SAMPLE)!r}):
    record.user_id, record.to_dict(), record.validate(), hash(record)
try:
    lake.sql("drop table activity")
except trail365.QueryRefusedError:
    pass
del lake, record
gc.collect()
"""
    done = run_python(code, "-X", "dev", "-W", "error")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_interpreter_ends_while_a_query_runs(tmp_path: Path) -> None:
    code = f"""
import threading, time, trail365
lake = trail365.Lake({str(tmp_path / "lake")!r})
threading.Thread(target=lake.sql({ENDLESS!r}).fetchall, daemon=True).start()
reader = trail365.read({str(SAMPLE)!r})
next(reader)
time.sleep(0.5)
"""
    done = run_python(code)
    assert done.returncode == 0 and "panic" not in done.stderr, done.stderr


def test_importing_starts_nothing() -> None:
    code = """
import sys, threading
before = threading.active_count()
import trail365
assert threading.active_count() == before
foreign = {name.partition(".")[0] for name in sys.modules} & {"numpy", "pandas", "polars", "pyarrow", "asyncio", "logging"}
assert not foreign, foreign
"""
    done = run_python(code, "-W", "error")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_modules_of_python_load_fast() -> None:
    """What is ours beside the library itself: the classes, of which there are more than two hundred."""
    code = """
import time
import trail365._native
import sys
for name in [name for name in sys.modules if name.startswith("trail365") and name != "trail365._native"]:
    del sys.modules[name]
started = time.perf_counter()
import trail365
print(time.perf_counter() - started)
"""
    took = min(float(run_python(code).stdout) for _ in range(3))
    # 50 ms are the aim; a debug build on a busy machine gets four times as much.
    assert took < 0.2, f"{took * 1000:.0f} ms"
