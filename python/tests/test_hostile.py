"""Any input at all: an exception or a value, never a crash. A panic would be an exception that is no `Exception`."""

from __future__ import annotations

import io
import json
import math
import os
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

import trail365
from trail365 import records
from trail365._native import Field

#: Many more with TRAIL365_SLOW.
EXAMPLES = 1000 if os.environ.get("TRAIL365_SLOW") else 60
settings.register_profile("trail365", max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
settings.load_profile("trail365")

KEYS = st.sampled_from(
    ["Operation", "RecordType", "CreationTime", "Id", "UserId", "Item", "AffectedItems", "Parameters", "Folders", "ClientIP",
     "ExtendedProperties", "ModifiedProperties", "UserType", "LogonType", "Name", "Value", "Subject", "ParentFolder", "\x00", "", "é"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from([1, 2, 3, 15, 50, "2026-03-02T07:58:12", "[::1]:1"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=10)
CLASSES = st.sampled_from(records._CLASSES)


def look_at_everything(record: Any) -> None:
    """Reads all that a record has; nothing of it may fail."""
    for cls in type(record).__mro__:
        for name, field in vars(cls).items():
            if isinstance(field, Field):
                value = getattr(record, name)
                if isinstance(value, trail365.FieldList):
                    assert len(value.to_list()) == len(value)
                elif isinstance(value, trail365.Pairs):
                    assert len(value.items()) == len(value)
                repr(value)
    assert json.loads(record.to_json()) is not None
    record.validate(), record.outcome, record.extra, hash(record), repr(record), record._repr_html_(), record.to_dict()
    assert record == type(record).from_json(record.to_json())


@given(st.binary(max_size=300))
def test_bytes(data: bytes) -> None:
    for parse in (trail365.parse, records.ExchangeItem.from_json):
        try:
            look_at_everything(parse(data))
        except (trail365.RecordError, UnicodeDecodeError):
            pass


@given(st.text(max_size=300))
def test_text(text: str) -> None:
    try:
        look_at_everything(trail365.parse(text))
    except (trail365.RecordError, UnicodeEncodeError):
        pass


@given(OBJECTS, CLASSES)
def test_objects(plain: dict[str, Any], cls: Any) -> None:
    text = json.dumps(plain)
    for record in (trail365.parse(text), cls.from_json(text)):
        assert record.to_json() == text
        look_at_everything(record)


@given(OBJECTS)
def test_a_record_says_what_json_says(plain: dict[str, Any]) -> None:
    assert trail365.parse(json.dumps(plain)).to_dict() == plain


@given(OBJECTS, KEYS, VALUES)
def test_setting_a_key(plain: dict[str, Any], key: str, value: Any) -> None:
    record = trail365.parse(json.dumps(plain))
    record[key] = value
    plain[key] = value
    assert record.to_dict() == plain and json.loads(record.to_json()) == plain


@given(CLASSES, st.data())
def test_setting_any_field_to_anything(cls: Any, data: st.DataObject) -> None:
    names = [name for base in cls.__mro__ for name, field in vars(base).items() if isinstance(field, Field)]
    record = cls()
    for name in data.draw(st.lists(st.sampled_from(names), max_size=5)) if names else []:
        before = record.to_json()
        try:
            setattr(record, name, data.draw(VALUES | st.binary() | st.just(math.nan) | st.text()))
        except (TypeError, ValueError, AttributeError, KeyError):
            assert record.to_json() == before, "a refused value changed the record"
        look_at_everything(record)


@given(st.lists(st.tuples(st.integers(-5, 5), st.sampled_from(["set", "del", "insert", "append", "pop", "slice"])), max_size=12))
def test_a_list_behaves_as_a_list_of_python(steps: list[tuple[int, str]]) -> None:
    record = records.ExchangeMailboxAuditGroupRecord(affected_items=[{"Subject": "a"}, {"Subject": "b"}])
    ours, theirs = record.affected_items, [{"Subject": "a"}, {"Subject": "b"}]
    assert ours is not None

    def step(target: Any, at: int, what: str, number: int) -> type[Exception] | None:
        item = {"Subject": str(number)}
        try:
            match what:
                case "set":
                    target[at] = item
                case "del":
                    del target[at]
                case "insert":
                    target.insert(at, item)
                case "append":
                    target.append(item)
                case "pop":
                    target.pop(at)
                case "slice":
                    target[at:] = [item, item]
        except IndexError as error:
            return type(error)
        return None

    for number, (at, what) in enumerate(steps):
        assert step(ours, at, what, number) == step(theirs, at, what, number)
        assert [item.to_dict() for item in ours] == theirs


@given(st.binary(max_size=2000))
def test_any_bytes_as_a_file(data: bytes) -> None:
    for item in trail365.read(io.BytesIO(data)):
        repr(item)


@given(st.text(max_size=60))
@settings(max_examples=EXAMPLES // 6)
def test_any_text_as_a_query(sample_lake: trail365.Lake, text: str) -> None:
    for query in (text, f"select * from activity where user_id = '{text}'"):
        try:
            sample_lake.sql(query).to_dicts(1)
        except (trail365.QueryError, UnicodeEncodeError):
            pass


def test_a_value_whose_code_misbehaves() -> None:
    class Worse(dict[str, Any]):
        def items(self) -> Any:
            raise RuntimeError("no items")

    record = records.Common()
    with pytest.raises(RuntimeError, match="no items"):
        record["X"] = Worse(a=1)

    class Meddling:
        """Changes the record while it is written into it."""

        def __iter__(self) -> Any:
            group.affected_items = None
            yield {"Subject": "x"}

    group = records.ExchangeMailboxAuditGroupRecord(affected_items=[{"Subject": "a"}])
    items = group.affected_items
    assert items is not None
    items.extend(Meddling())
    assert group["AffectedItems"] == [{"Subject": "x"}]


def test_native_classes_that_nobody_calls() -> None:
    from trail365 import _native

    for name in dir(_native):
        value = getattr(_native, name)
        if isinstance(value, type):
            for arguments in ((), (5,), ("x", "y", "z"), (None,)):
                try:
                    value(*arguments)
                except (TypeError, ValueError, OverflowError, OSError):
                    pass
    with pytest.raises(TypeError):
        _native.Field(65535, "x")
    with pytest.raises(OverflowError):
        _native.Field(-1, "x")
    with pytest.raises(TypeError):
        vars(records.Common)["id"].__get__(5, None)
