"""Records go through an object and come out as they were."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from conftest import SAMPLE, SAMPLE_RECORDS, shared

import trail365


def export_texts(path: Any) -> list[str]:
    """Returns the records of a portal export, read without this package."""
    csv.field_size_limit(2**30)
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [row["AuditData"] for row in csv.DictReader(file)]


def assert_same_meaning(texts: list[str]) -> None:
    for text in texts:
        record = trail365.parse(text)
        plain = json.loads(text)
        assert record.to_json() == text
        assert record.raw == text.encode()
        assert json.loads(record.to_json()) == plain == record.to_dict()
        again = type(record).from_json(record.to_json())
        assert again == record and hash(again) == hash(record)

        # A change of one field leaves everything else.
        record.user_id = "somebody.else@example.com"
        plain["UserId"] = "somebody.else@example.com"
        assert json.loads(record.to_json()) == plain == record.to_dict()
        assert list(json.loads(record.to_json())) == list(plain)


def test_the_sample_export() -> None:
    texts = export_texts(SAMPLE)
    assert len(texts) == 449
    assert_same_meaning(texts)


def test_the_sample_records() -> None:
    assert_same_meaning(SAMPLE_RECORDS.read_text().splitlines())


def test_a_tenants_export() -> None:
    path = shared("data", "tenant-search-export.csv")
    texts = export_texts(path)
    assert_same_meaning(texts)
    read = list(trail365.read(path))
    assert [record.to_dict() for record in read] == [json.loads(text) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        '{"Operation":"x","Big":123456789012345678901234567890,"Small":0.10000000000000000000000000001,"E":1E+400}',
        '{"Operation":"x","Operation":"y","Lone":"\\ud800","Escaped":"\\u0041\\/"}',
        '{ "Operation" : "x" ,\n "Blank" : [ 1 , 2 ] }',
        '{"RecordType":99999,"Operation":null,"UserType":"Nobody","Item":"no object"}',
    ],
)
def test_what_python_cannot_say_is_kept(text: str) -> None:
    record = trail365.parse(text)
    assert record.to_json() == text
    record.user_id = "a@example.com"
    kept = record.to_json()
    for piece in ("123456789012345678901234567890", "\\ud800", "\\u0041\\/", "1E+400", '"Nobody"'):
        assert (piece in kept) == (piece in text)
    record.user_id = None
    assert record.to_json().replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")
