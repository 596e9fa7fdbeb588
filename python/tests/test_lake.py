"""A lake: import, queries, upkeep."""

from __future__ import annotations

import ipaddress
import json
import pickle
import subprocess
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from conftest import SAMPLE, SAMPLE_RECORDS, program

import trail365
from trail365 import Lake


class TestImport:
    def test_counts(self, new_lake: Lake) -> None:
        report = new_lake.import_([SAMPLE, SAMPLE_RECORDS])
        assert report.to_dict() == {
            "read": 460, "added": 460, "duplicates": 0, "conflicts": 0, "partial_copies": 0, "rejected": 0
        }
        assert report.is_complete and [unit.added for unit in report.units] == [449, 11]
        assert "460 read" in repr(report)
        again = new_lake.import_files(str(SAMPLE))
        assert (again.read, again.added, again.duplicates) == (449, 0, 449)
        assert new_lake.sql("select count(*) as n from activity").fetchall() == [(460,)]

    def test_progress_is_told(self, new_lake: Lake, tmp_path: Path) -> None:
        path = many_records(tmp_path, 20_000)
        seen: list[trail365.Progress] = []
        report = new_lake.import_files(path, progress=seen.append)
        assert report.added == 20_000 and seen
        assert all(at.source == str(path) and at.total == 1 and at.done == 0 for at in seen)
        assert [at.records for at in seen] == sorted(at.records for at in seen)

    def test_an_exception_in_progress_ends_the_import(self, new_lake: Lake, tmp_path: Path) -> None:
        calls: list[object] = []

        def stop(at: trail365.Progress) -> None:
            calls.append(at)
            raise KeyError("enough")

        paths = [many_records(tmp_path, 20_000, "a"), many_records(tmp_path, 100, "b")]
        with pytest.raises(KeyError, match="enough"):
            new_lake.import_files(paths, progress=stop)
        assert len(calls) == 1
        new_lake.refresh()
        # Whole inputs are kept or none of them: nothing is half there, and the import can be repeated.
        assert new_lake.verify() == []
        report = new_lake.import_files(paths)
        assert report.read == 20_100
        assert new_lake.sql("select count(*) from activity").fetchall() == [(20_100,)]

    def test_no_paths_are_told(self, new_lake: Lake, tmp_path: Path) -> None:
        with pytest.raises(trail365.ReadError, match="nothing to import: no paths were given"):
            new_lake.import_files([])
        (tmp_path / "empty").mkdir()
        with pytest.raises(trail365.ReadError, match="nothing to import: ."):
            new_lake.import_files(tmp_path / "empty")

    def test_what_cannot_be_imported(self, new_lake: Lake, tmp_path: Path) -> None:
        with pytest.raises(trail365.ReadError, match="none.csv") as error:
            new_lake.import_files(tmp_path / "none.csv")
        assert isinstance(error.value, OSError)
        with pytest.raises(TypeError, match="progress"):
            new_lake.import_files(SAMPLE, progress=5)  # type: ignore[arg-type]
        with pytest.raises(ValueError):
            new_lake.import_files(SAMPLE, encoding="klingon")
        (tmp_path / "bad.jsonl").write_text('{"CreationTime":"2026-03-02T07:58:12","Operation":\n')
        report = new_lake.import_files(tmp_path / "bad.jsonl")
        assert report.rejected == 1 and not report.is_complete
        assert new_lake.sql("select count(*) from rejected").fetchall() == [(1,)]


class TestOpening:
    def test_a_lake_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(trail365.LakeNotFoundError) as error:
            Lake(tmp_path / "none", create=False)
        assert isinstance(error.value, FileNotFoundError) and "none" in str(error.value)
        assert not (tmp_path / "none").exists()

    def test_versions_and_times(self, new_lake: Lake) -> None:
        empty = new_lake.version
        new_lake.import_files(SAMPLE_RECORDS)
        assert new_lake.version > empty
        before = Lake(new_lake.path, version=empty)
        assert before.sql("select count(*) from activity").fetchall() == [(0,)]
        now = Lake(new_lake.path, time=datetime.now(timezone.utc))
        assert now.sql("select count(*) from activity").fetchall() == [(11,)]
        with pytest.raises(ValueError):
            Lake(new_lake.path, version=0, time=datetime.now(timezone.utc))
        with pytest.raises(ValueError, match="zone"):
            Lake(new_lake.path, time=datetime(2026, 1, 1))

    def test_a_lake_stays_at_its_version_until_it_is_refreshed(self, new_lake: Lake) -> None:
        other = Lake(new_lake.path)
        result = other.sql("select count(*) from activity")
        new_lake.import_files(SAMPLE_RECORDS)
        assert other.sql("select count(*) from activity").fetchall() == [(0,)]
        other.refresh()
        assert other.sql("select count(*) from activity").fetchall() == [(11,)]
        # A result is of the version that its lake had.
        assert result.fetchall() == [(0,)]

    def test_pickle_and_repr(self, sample_lake: Lake) -> None:
        again = pickle.loads(pickle.dumps(sample_lake))
        assert again.path == sample_lake.path and again.version == sample_lake.version
        assert sample_lake.path in repr(sample_lake)
        assert "449" in sample_lake._repr_html_()


class TestQueries:
    def test_parameters(self, sample_lake: Lake) -> None:
        hostile = "x' or 1=1 --"
        sql = "select count(*) from activity where user_id = $user"
        assert sample_lake.sql(sql, {"user": hostile}).fetchall() == [(0,)]
        assert sample_lake.sql(sql, params={"user": "petra.holm@contoso.example.com"}).fetchall()[0][0] > 0
        row = sample_lake.sql(
            "select $a as a, $b as b, $c as c, $d as d, $e as e, $f as f",
            {
                "a": "text",
                "b": 2**40,
                "c": 1.5,
                "d": True,
                "e": datetime(2026, 3, 2, 1, 2, 3, 4, tzinfo=timezone.utc),
                "f": ipaddress.ip_address("203.0.113.77").exploded,
            },
        ).fetchall()[0]
        assert row == ("text", 2**40, 1.5, True, datetime(2026, 3, 2, 1, 2, 3, 4, tzinfo=timezone.utc), "203.0.113.77")
        since = sample_lake.sql("select count(*) from activity where creation_time >= $since", {"since": date(2026, 3, 4)})
        assert 0 < since.fetchall()[0][0] < 449

    @pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
    def test_integers_beyond_those_of_sql_are_refused(self, sample_lake: Lake, number: int) -> None:
        with pytest.raises(trail365.ArgumentError, match="beyond those of SQL"):
            sample_lake.sql("select $n as n", {"n": number})
        assert sample_lake.sql("select $n as n", {"n": 2**63 - 1}).fetchall() == [(2**63 - 1,)]
        assert sample_lake.sql("select $n as n", {"n": -(2**63)}).fetchall() == [(-(2**63),)]
        assert sample_lake.sql("select $n as n", {"n": float(number)}).fetchall() == [(float(number),)]

    def test_shapes(self, sample_lake: Lake) -> None:
        query = "select record from event_records where operation = $operation"
        result = sample_lake.sql(query, {"operation": "New-InboxRule"}, shape="ecs")
        assert result.columns == ["document"]
        documents = [json.loads(row[0]) for row in result.fetchall()]
        assert documents and {document["event"]["code"] for document in documents} == {"ExchangeAdmin"}
        records = list(sample_lake.records("operation = 'New-InboxRule'"))
        assert sorted(map(str, documents)) == sorted(str(record.to_ecs()) for record in records)
        assert {record.to_ocsf()["metadata"]["version"] for record in records} == {"1.8.0"}
        with pytest.raises(trail365.ArgumentError, match="there is no shape esc: sentinel, ecs"):
            sample_lake.sql(query, shape="esc")
        with pytest.raises(trail365.QueryError, match="record"):
            sample_lake.sql("select id from events", shape="ecs")

    def test_wrong_parameters(self, sample_lake: Lake) -> None:
        with pytest.raises(ValueError, match="zone"):
            sample_lake.sql("select $a", {"a": datetime(2026, 3, 2)})
        with pytest.raises(TypeError, match="list"):
            sample_lake.sql("select $a", {"a": [1]})
        with pytest.raises(trail365.QueryError):
            sample_lake.sql("select $a", {"b": 1}).fetchall()
        with pytest.raises(trail365.QueryError):
            sample_lake.sql("select $a").fetchall()

    @pytest.mark.parametrize(
        "statement",
        [
            "create table x as select 1",
            "drop table activity",
            "insert into activity select * from activity",
            "delete from activity",
            "set datafusion.execution.batch_size = 1",
            "copy (select 1) to '/tmp/x.csv'",
            "create external table x stored as csv location '/etc/passwd'",
        ],
    )
    def test_what_would_change_something_is_refused(self, sample_lake: Lake, statement: str) -> None:
        with pytest.raises(trail365.QueryRefusedError):
            sample_lake.sql(statement)

    def test_an_error_has_its_place_and_a_suggestion(self, sample_lake: Lake) -> None:
        with pytest.raises(trail365.QueryError) as error:
            sample_lake.sql("select creation_time,\n       user_ix from activity")
        assert error.value.position == (2, 8)
        assert error.value.suggestion and "user_id" in error.value.suggestion
        with pytest.raises(trail365.QueryError):
            sample_lake.sql("selec 1")

    def test_an_error_while_a_query_runs(self, sample_lake: Lake) -> None:
        result = sample_lake.sql("select cast(user_id as bigint) from activity")
        for read in (result.fetchall, result.collect, lambda: list(result), result.to_dicts):
            with pytest.raises(trail365.QueryError):
                read()

    def test_the_program_answers_the_same(self, sample_lake: Lake) -> None:
        sql = "select operation, count(*) as n from events group by operation order by n desc, operation"
        done = subprocess.run(
            [program(), "query", sql, "--format", "jsonl", "--lake", sample_lake.path], capture_output=True, check=True
        )
        assert sample_lake.sql(sql).to_dicts() == [json.loads(line) for line in done.stdout.splitlines()]

    def test_cells_are_plain_values(self, sample_lake: Lake) -> None:
        [row] = sample_lake.sql(
            """select creation_time, record_type, parameters, raw, is_null, affected_items from
               (select *, null as is_null from activity) where operation = 'New-InboxRule'
               and user_id like 'petra%'"""
        ).to_dicts()
        assert row["creation_time"] == datetime(2026, 3, 3, 3, 18, 4, tzinfo=timezone.utc)
        assert row["record_type"] == 1 and row["is_null"] is None
        assert row["parameters"]["ForwardTo"] == "contoso.accounting@mail.example.net"

    def test_limits(self, sample_lake: Lake) -> None:
        result = sample_lake.sql("select operation from activity")
        assert result.columns == ["operation"]
        assert len(result.to_dicts(5)) == 5 and result.to_dicts(0) == []
        assert result.count() == 449 == len(result.fetchall())
        assert result.sql == "select operation from activity" and "operation" in repr(result)

    def test_search(self, sample_lake: Lake) -> None:
        found = sample_lake.search(addresses="203.0.113.77", operations=["UserLoggedIn", "New-InboxRule"])
        rows = found.to_dicts()
        assert [row["operation"] for row in rows] == ["New-InboxRule", "UserLoggedIn"]
        assert sample_lake.search(addresses=ipaddress.ip_address("203.0.113.77")).count() >= 2
        first = sample_lake.search(users="petra.holm@contoso.example.com", oldest_first=True, limit=1).to_dicts()
        assert len(first) == 1
        narrowed = sample_lake.search(since=datetime(2026, 3, 4, tzinfo=timezone.utc), until=date(2026, 3, 5))
        assert 0 < narrowed.count() < 449
        assert sample_lake.search(limit=0).count() == sample_lake.search().count() > 0
        with pytest.raises(ValueError, match="ends before"):
            sample_lake.search(since=date(2026, 3, 5), until=date(2026, 3, 4))
        assert sample_lake.search(record_types="ExchangeAdmin").count() > 0
        assert sample_lake.search(texts="x' or '1'='1").count() == 0
        for wrong in ({"addresses": "nowhere"}, {"record_types": "NoSuchType"}, {"since": "yesterday"}):
            with pytest.raises(ValueError):
                sample_lake.search(**wrong)  # type: ignore[arg-type]

    def test_records(self, sample_lake: Lake) -> None:
        read = list(sample_lake.records())
        assert len(read) == 449
        sources = {json.dumps(record.to_dict(), sort_keys=True) for record in trail365.read(SAMPLE)}
        assert {json.dumps(record.to_dict(), sort_keys=True) for record in read} == sources
        rules = list(sample_lake.records("operation = $what", {"what": "New-InboxRule"}))
        assert {type(rule) for rule in rules} == {trail365.records.ExchangeAdmin}
        assert all(Path(rule.source).name == SAMPLE.name and rule.line > 1 for rule in rules)


class TestUpkeep:
    def test_tables_and_ledger(self, sample_lake: Lake) -> None:
        names = {name for name, _ in sample_lake.tables()}
        assert {"activity", "ledger", "rejected", "events", "exchange_admin"} <= names
        assert all(what for _, what in sample_lake.tables())
        [unit] = sample_lake.ledger().to_dicts()
        assert unit["rows_added"] == 449

    def test_all_of_it(self, new_lake: Lake) -> None:
        for path in (SAMPLE, SAMPLE_RECORDS):
            new_lake.import_files(path)
        assert new_lake.info()["rows"] == 460 and new_lake.verify() == []
        done = new_lake.compact()
        assert done["rows"] == 460 or done["files_after"] <= done["files_before"]
        removed = new_lake.retain(datetime(2026, 3, 3, tzinfo=timezone.utc))
        assert removed > 0 and new_lake.info()["rows"] == 460 - removed
        assert new_lake.vacuum(dry_run=True) == []
        assert new_lake.upgrade()["from"] == new_lake.info()["format"]
        assert new_lake.verify() == []

    def test_a_damaged_lake(self, new_lake: Lake) -> None:
        new_lake.import_files(SAMPLE_RECORDS)
        [file] = [path for path in Path(new_lake.path).glob("activity/**/*.parquet")]
        file.unlink()
        lake = Lake(new_lake.path)
        assert lake.verify() != []
        with pytest.raises(trail365.QueryError, match="parquet|object"):
            lake.sql("select * from activity").fetchall()


def many_records(folder: Path, count: int, name: str = "many") -> Path:
    """Writes a file of records that differ."""
    path = folder / f"{name}.jsonl"
    with path.open("w") as file:
        for number in range(count):
            record: dict[str, Any] = {
                "CreationTime": f"2026-03-02T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}",
                "Id": f"2fa91425-cb00-4853-9d2c-{number + (0 if name == 'many' else crc32(name.encode()) * 2**12):012x}"[:36],
                "Operation": "FileAccessed",
                "OrganizationId": "db5b5fab-8f4d-4e27-9da1-494c73cf256d",
                "RecordType": 6,
                "UserKey": "k",
                "UserType": 0,
                "Workload": "SharePoint",
                "UserId": f"user{number % 100}@example.com",
                "ObjectId": f"https://contoso.example.com/sites/{name}/{number}",
            }
            file.write(json.dumps(record) + "\n")
    return path
