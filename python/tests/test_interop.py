"""Results as Arrow, in the libraries that take them."""

from __future__ import annotations

import gc
import json
import math
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import shared

import trail365
from trail365 import Lake

FLAT = """select arrow_cast(id, 'Utf8') as id, creation_time, arrow_cast(operation, 'Utf8') as operation, record_type,
          arrow_cast(user_id, 'Utf8') as user_id from activity order by creation_time, id, source_line"""
VIEWS = "select id, creation_time, operation, record_type, user_id from activity order by creation_time, id, source_line"


def in_polars(result: trail365.Result) -> list[tuple[Any, ...]]:
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(result)
    assert result.to_polars().equals(frame)
    taken = polars.from_arrow(result)
    # polars 2 makes one column of structs of a stream that is not pyarrow's.
    assert (taken.struct.unnest() if isinstance(taken, polars.Series) else taken).equals(frame)
    rows: list[tuple[Any, ...]] = frame.rows()
    return rows


def in_pyarrow(result: trail365.Result) -> list[tuple[Any, ...]]:
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.table(result)
    assert table.equals(result.to_pyarrow())
    assert table.equals(pyarrow.RecordBatchReader.from_stream(result).read_all())
    return [tuple(row.values()) for row in table.to_pylist()]


def in_pandas(result: trail365.Result) -> list[tuple[Any, ...]]:
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = result.to_pandas()
    times = frame["creation_time"]
    assert str(times.dtype).endswith(", UTC]")
    frame["creation_time"] = [time.to_pydatetime() for time in times]
    rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None)
    return [tuple(value.to_pydatetime() if hasattr(value, "to_pydatetime") else value for value in row) for row in rows]


def in_duckdb(result: trail365.Result) -> list[tuple[Any, ...]]:
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    rows: list[tuple[Any, ...]] = connection.sql("from result").fetchall()
    # A result is no stream that ends: the next query reads it again.
    assert connection.sql("select count(*) from result").fetchall() == [(len(rows),)]
    return rows


def in_nanoarrow(result: trail365.Result) -> list[tuple[Any, ...]]:
    nanoarrow = pytest.importorskip("nanoarrow")
    # nanoarrow 0.9 crashes when it hands string views on, those of pyarrow as well: it gets plain strings.
    return [tuple(row.values()) for batch in nanoarrow.ArrayStream(result) for row in batch.to_pylist()]


@pytest.mark.parametrize("take", [in_polars, in_pyarrow, in_pandas, in_duckdb, in_nanoarrow])
def test_all_libraries_have_the_same_rows(sample_lake: Lake, take: Callable[[Any], list[tuple[Any, ...]]]) -> None:
    own = sample_lake.sql(FLAT).fetchall()
    assert len(own) == 449

    def plain(row: tuple[Any, ...]) -> list[str | None]:
        # GUIDs, and zones of one offset, differ by library in their type alone.
        return [None if value is None else str(value).replace("+00:00", "") for value in row]

    assert [plain(row) for row in take(sample_lake.sql(FLAT))] == [plain(row) for row in own]
    if take is not in_nanoarrow:
        assert [plain(row) for row in take(sample_lake.sql(VIEWS))] == [plain(row) for row in own]


def test_a_tenants_export_has_the_same_counts_everywhere(new_lake: Lake) -> None:
    path = shared("data", "tenant-search-export.csv")
    report = new_lake.import_files(path)
    result = new_lake.sql("select operation, user_id, record_type from activity")
    records = [record for record in trail365.read(path) if record]
    assert report.read == len(records)
    expected = sorted((r.operation or "", str(r.get("UserId")), int(r.record_type or 0)) for r in records)
    pyarrow, polars = pytest.importorskip("pyarrow"), pytest.importorskip("polars")
    duckdb = pytest.importorskip("duckdb")
    taken = {
        "own": result.fetchall(),
        "polars": polars.DataFrame(result).rows(),
        "pyarrow": [tuple(row.values()) for row in pyarrow.table(result).to_pylist()],
        "pandas": list(result.to_pandas().itertuples(index=False, name=None)),
        "duckdb": duckdb.sql("from result").fetchall(),
    }
    assert report.added == len(taken["own"])
    for name, rows in taken.items():
        got = sorted((str(a), str(b), int(c)) for a, b, c in rows)
        assert got == (expected if report.added == report.read else sorted(got)), name
        assert len(got) == report.added, name


def test_nested_columns(sample_lake: Lake) -> None:
    polars, pyarrow = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    result = sample_lake.sql("select parameters, affected_items from activity where operation in ('New-InboxRule', 'HardDelete') order by id")
    own = result.to_dicts()
    table = pyarrow.table(result).to_pylist()
    assert [dict(row["parameters"] or []) for row in table] == [row["parameters"] or {} for row in own]
    assert [row["affected_items"] for row in table] == [row["affected_items"] for row in own]
    assert polars.DataFrame(result).height == len(own)


def test_pandas_takes_every_table(sample_lake: Lake) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    for name in ("events", "activity", "event_records", "ledger", "rejected"):
        result = sample_lake.sql(f"select * from {name}")
        frame = result.to_pandas()
        assert list(frame.columns) == result.columns and len(frame) == result.count()


def test_pandas_has_the_texts_inside_lists(sample_lake: Lake) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    view = "arrow_cast('a', 'Utf8View')"
    sql = f"select {view} as plain, make_array({view}, null) as list, named_struct('k', {view}) as struct, make_array(make_array({view})) as deep"
    frame = sample_lake.sql(sql).to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    row = frame.iloc[0]
    assert (row["plain"], list(row["list"]), row["struct"]) == ("a", ["a", None], {"k": "a"})
    assert [list(inner) for inner in row["deep"]] == [["a"]]


def test_the_schema_is_told_without_a_run(sample_lake: Lake) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    result = sample_lake.sql(FLAT)
    assert pyarrow.schema(result).names == result.columns
    assert pyarrow.schema(result.schema).names == result.columns


def test_another_schema_may_be_asked_for(sample_lake: Lake) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    result = sample_lake.sql("select operation from activity")
    wanted = pyarrow.schema([("operation", pyarrow.large_string())])
    assert pyarrow.table(result, schema=wanted).num_rows == 449


def test_a_capsule_that_nobody_reads(sample_lake: Lake) -> None:
    result = sample_lake.sql(FLAT)
    for _ in range(50):
        result.__arrow_c_stream__()
        result.__arrow_c_schema__()
    gc.collect()
    assert result.count() == 449


def test_rows_come_in_batches(sample_lake: Lake) -> None:
    result = sample_lake.sql("select a.value as a, b.value as b from range(0, 300) a cross join range(0, 300) b")
    sizes = [batch.num_rows for batch in result]
    assert len(sizes) > 1 and sum(sizes) == 90_000
    assert sum(batch.num_rows for batch in result.batches()) == 90_000


def test_a_result_larger_than_a_batch_streams(sample_lake: Lake) -> None:
    """The first rows are there long before all of them: a result that was collected would take minutes and memory."""
    rows = sample_lake.sql("select a.value as a, b.value as b from range(0, 1000000) a cross join range(0, 1000000) b")
    first = next(iter(rows))
    assert 0 < first.num_rows < 1_000_000


def test_an_error_in_a_stream_names_itself(sample_lake: Lake) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    result = sample_lake.sql("select cast(user_id as bigint) as n from activity")
    with pytest.raises(Exception, match="QueryError"):
        pyarrow.table(result)


def test_a_table_in_memory_is_read_again_and_again(sample_lake: Lake) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = sample_lake.sql(FLAT).collect()
    assert pyarrow.table(table).equals(pyarrow.table(table))
    assert pyarrow.table(table).num_rows == 449


def test_a_library_that_is_missing_is_named(sample_lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    result = sample_lake.sql(FLAT)
    for name, method, extra in (("polars", "to_polars", "polars"), ("pyarrow", "to_pyarrow", "pandas"), ("pandas", "to_pandas", "pandas")):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(ImportError, match=re.escape(f"trail365[{extra}]")):
            getattr(result, method)()
        monkeypatch.undo()


def test_a_notebook_shows_text_as_text(new_lake: Lake, tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'\x1b[2J\u202e"
    record = {"CreationTime": "2026-03-02T07:58:12", "Operation": hostile, "UserId": hostile, "Workload": "Exchange", "RecordType": 2}
    (tmp_path / "hostile.jsonl").write_text(json.dumps(record) + "\n")
    new_lake.import_files(tmp_path / "hostile.jsonl")
    result = new_lake.sql("""select operation, user_id, operation as "<b>name</b>" from activity""")
    for html in (result._repr_html_(), next(iter(new_lake.records()))._repr_html_(), new_lake._repr_html_()):
        for text in ("<script", "<img", "<b>", "\x1b", "\u202e"):
            assert text not in html
    assert "&lt;script&gt;" in result._repr_html_()
    assert result._repr_html_().count("<tr>") == 2


def test_a_notebook_shows_the_first_rows(sample_lake: Lake) -> None:
    html = sample_lake.sql(FLAT)._repr_html_()
    assert html.count("<tr>") == 21 and "first 20 rows" in html


def test_floats_and_times_at_the_ends(sample_lake: Lake) -> None:
    row = sample_lake.sql(
        "select cast('NaN' as double) as n, arrow_cast('9999-12-31T23:59:59', 'Timestamp(Microsecond, Some(\"UTC\"))') as t"
    ).fetchall()[0]
    assert math.isnan(row[0]) and row[1].year == 9999


