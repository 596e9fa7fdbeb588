"""Reading exports of all formats."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SAMPLE, SAMPLE_RECORDS, program, shared, shared_path

import trail365
from trail365 import records

RECORDS = SAMPLE_RECORDS.read_bytes()


def plain(items: Any) -> list[Any]:
    return [item.to_dict() for item in items if item]


def field_files() -> list[Path]:
    folder = shared_path("field")
    return sorted(path for path in folder.iterdir() if path.name != "README.md") if folder.is_dir() else []


@pytest.mark.parametrize("path", [SAMPLE, SAMPLE_RECORDS, *field_files()], ids=lambda path: path.name)
def test_the_program_reads_the_same(path: Path) -> None:
    done = subprocess.run([program(), "convert", path, "--to", "records"], capture_output=True, check=False, timeout=120)
    theirs = [json.loads(line) for line in done.stdout.splitlines()]
    assert plain(trail365.read(path)) == theirs


def test_field_inputs_are_there() -> None:
    shared("field")
    assert len(field_files()) > 20


def test_a_record_knows_where_it_stood() -> None:
    read = list(trail365.read(SAMPLE_RECORDS))
    assert [record.line for record in read] == list(range(1, 12))
    assert {Path(record.origin.source).name for record in read} == {"records.jsonl"}
    origin = read[2].origin
    assert origin == read[2].origin and origin.line == 3 and hash(origin) == hash(read[2].origin)
    assert "records.jsonl" in repr(origin)
    assert records.Common().origin is None and records.Common().line is None


def test_records_have_the_classes_of_their_types() -> None:
    kinds = {type(record).__name__ for record in trail365.read(SAMPLE)}
    assert {"AzureActiveDirectoryStsLogon", "ExchangeAdmin"} <= kinds


@pytest.mark.parametrize("kind", ["gz", "zip", "tar", "folder", "list", "tuple", "pattern", "text"])
def test_what_records_may_stand_in(kind: str, tmp_path: Path) -> None:
    source: Any = tmp_path / f"in.{kind}"
    if kind == "gz":
        source.write_bytes(gzip.compress(RECORDS))
    elif kind == "zip":
        with zipfile.ZipFile(source, "w") as archive:
            archive.writestr("a/b.json", RECORDS)
    elif kind == "tar":
        with tarfile.open(source, "w") as archive:
            archive.add(SAMPLE_RECORDS, "b.json")
    else:
        folder = tmp_path / "folder"
        folder.mkdir()
        (folder / "b.jsonl").write_bytes(RECORDS)
        source = {
            "folder": folder,
            "list": [folder / "b.jsonl"],
            "tuple": (str(folder / "b.jsonl"),),
            "pattern": str(folder / "*.jsonl"),
            "text": str(folder / "b.jsonl"),
        }[kind]
    assert plain(trail365.read(source)) == [json.loads(line) for line in RECORDS.splitlines()]


def test_open_files() -> None:
    expected = [json.loads(line) for line in RECORDS.splitlines()]
    assert plain(trail365.read(io.BytesIO(RECORDS))) == expected
    with open(SAMPLE_RECORDS, "rb") as file:
        read = list(trail365.read(file))
    assert plain(read) == expected and read[0].source == str(SAMPLE_RECORDS)
    assert plain(trail365.read(io.BytesIO(gzip.compress(RECORDS)))) == expected
    with open(SAMPLE_RECORDS) as text, pytest.raises(TypeError, match="binary"):
        trail365.read(text)  # type: ignore[arg-type]
    for wrong in (5, None, RECORDS):
        with pytest.raises(TypeError):
            trail365.read(wrong)  # type: ignore[arg-type]


def test_a_file_that_fails_in_the_middle() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 0:
                raise OSError("the cable was pulled")
            return super().read(min(size or 0, 3000))

    read = list(trail365.read(Failing(RECORDS)))
    last = read[-1]
    assert isinstance(last, trail365.Rejected) and "the cable was pulled" in last.reason and last.line == 0


def test_a_file_that_gives_more_or_other_than_was_asked_for() -> None:
    class Text(io.BytesIO):
        def read(self, size: int | None = -1) -> Any:
            return super().read(size) if not size else "text"

    class More(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(-1 if size else 0)

    assert [bool(item) for item in trail365.read(Text(RECORDS))] == [False]
    read = list(trail365.read(More(RECORDS * 1000)))
    assert not read[-1] or len(read) == 11_000, "bytes beyond the buffer must not vanish in silence"


def test_rejected_pieces_are_values() -> None:
    text = RECORDS.splitlines()[0] + b'\n{"Operation":"x","CreationTime":\n{"a":1}\n' + RECORDS.splitlines()[1] + b"\n"
    read = list(trail365.read(io.BytesIO(text)))
    rejected = [item for item in read if isinstance(item, trail365.Rejected)]
    assert len(plain(read)) == 2 and rejected
    piece = rejected[0]
    assert not piece and piece.reason and piece.line == 2 and piece.raw.startswith(b'{"Operation":"x"')
    assert piece.source == piece.origin.source == "-" and "line 2" in repr(piece)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    read = list(trail365.read([SAMPLE_RECORDS, tmp_path / "none.csv"]))
    assert len(read) == 12
    [lost] = [item for item in read if isinstance(item, trail365.Rejected)]
    assert "none.csv" in lost.source and lost.reason and lost.line == 0


def test_encodings() -> None:
    record = '{"CreationTime":"2026-03-02T07:58:12","Operation":"x","UserId":"müller@example.com","Workload":"Exchange"}\n'
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        [read] = trail365.read(io.BytesIO(record.encode(encoding)))
        assert read.user_id == "müller@example.com", encoding
    [read] = trail365.read(io.BytesIO(record.encode("cp1252")), encoding="windows-1252")
    assert read.user_id == "müller@example.com"
    with pytest.raises(ValueError, match="no encoding"):
        trail365.read(io.BytesIO(b""), encoding="klingon")


def test_notices() -> None:
    reader = trail365.read(shared("field", "38-cp1252.csv"))
    assert reader.notices == []
    assert plain(reader)
    assert any("1252" in notice for notice in reader.notices), reader.notices


def test_a_reader_is_an_iterator() -> None:
    reader = trail365.read(SAMPLE_RECORDS)
    assert iter(reader) is reader
    first = next(reader)
    assert first.user_id and len(list(reader)) == 10
    with pytest.raises(StopIteration):
        next(reader)


def test_threads_share_a_reader() -> None:
    from concurrent.futures import ThreadPoolExecutor

    reader = trail365.read(SAMPLE)
    with ThreadPoolExecutor(4) as pool:
        counts = [future.result() for future in [pool.submit(lambda: len(list(reader))) for _ in range(4)]]
    assert sum(counts) == 449


def test_nothing_to_read() -> None:
    assert [item for item in trail365.read(io.BytesIO(b"")) if item] == []
