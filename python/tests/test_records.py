"""What a record is as an object of Python."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import sys
import threading
import weakref
from collections.abc import Mapping, MutableMapping
from datetime import datetime
from typing import Any

import pytest

import trail365
from trail365 import records


def test_a_record_is_a_document_of_other_shapes() -> None:
    text = b'{"RecordType":15,"Operation":"UserLoginFailed","UserId":"joey@example.com","Workload":"AzureActiveDirectory","Novel":1}'
    record = records.AzureActiveDirectoryStsLogon.from_json(text)
    assert record.to_ecs()["user"]["domain"] == "example.com"
    assert (record.to_ecs()["event"]["outcome"], record.to_ecs(strict=True)["event"]["outcome"]) == ("success", "failure")
    assert (record.to_ocsf()["class_uid"], record.to_ocsf()["unmapped"]["Novel"]) == (3002, 1)

LOGIN = (
    '{"RecordType":15,"Operation":"UserLoggedIn","UserId":"joey@example.com","UserType":0,'
    '"Tomorrow":{"x":[1,2.5]},"operation":"second"}'
)


def login() -> Any:
    return trail365.parse(LOGIN)


def test_a_record_has_the_class_of_its_type() -> None:
    record = login()
    assert type(record) is records.AzureActiveDirectoryStsLogon
    assert isinstance(record, records.AzureActiveDirectory | records.Common)
    assert type(trail365.parse('{"RecordType":99999}')) is records.Common
    for text in ("{}", b" {} \n", '{"RecordType":"none"}'):
        assert isinstance(trail365.parse(text), records.Common)


def test_match() -> None:
    match login():
        case records.AzureActiveDirectoryStsLogon(user_id="joey@example.com", operation=operation):
            assert operation == "UserLoggedIn"
        case _:
            pytest.fail("no case fits")


def test_a_subclass() -> None:
    class Mine(records.ExchangeItem):
        """An item with a method of its own."""

        def shout(self) -> str:
            return (self.subject or "").upper()

    mine = Mine(subject="hello")
    assert mine.shout() == "HELLO"
    assert type(copy.copy(mine)) is Mine and mine == records.ExchangeItem(subject="hello")
    assert Mine.from_json('{"Subject":"x"}').shout() == "X"


def test_mapping_access() -> None:
    record = login()
    kind: object = record
    assert isinstance(kind, Mapping) and isinstance(kind, MutableMapping)
    assert list(record) == list(record.keys()) == list(json.loads(LOGIN))
    assert record["UserId"] == "joey@example.com" and record.get("None") is None and record.get("None", 1) == 1
    assert "UserId" in record and "None" not in record and 5 not in record
    assert len(record) == 6 and bool(record) and bool(records.Common())
    assert dict(record) == record.to_dict() == json.loads(LOGIN)
    with pytest.raises(KeyError, match="None"):
        record["None"]
    record["New"] = {"a": [None, True, 1.5]}
    assert record.to_dict()["New"] == {"a": [None, True, 1.5]}
    del record["New"]
    with pytest.raises(KeyError, match="New"):
        del record["New"]
    assert record.pop("UserType") == 0 and "UserType" not in record
    record.update(UserType=2)
    assert record.user_type == 2
    assert record.setdefault("UserType", 5) == 2


def test_what_the_schema_lacks_is_extra() -> None:
    record = login()
    assert record.extra["Tomorrow"] == {"x": [1, 2.5]}
    assert "UserId" not in record.extra


def test_deviations() -> None:
    record = trail365.parse('{"RecordType":15,"UserType":"Nobody","CreationTime":"soon","LogonError":5}')
    found = {d.path: d for d in record.deviations}
    assert found["Operation"].kind == "missing" and found["Operation"].found is None
    assert found["UserType"].kind == "unknown enum member" and found["UserType"].found == '"Nobody"'
    assert found["CreationTime"].expected == "datetime"
    assert set(record.validate()) == set(record.deviations)
    assert "CreationTime" in str(found["CreationTime"]) and "CreationTime" in repr(found["CreationTime"])


def test_outcome() -> None:
    assert login().outcome in {"succeeded", "failed", "partial", "unknown"}
    assert trail365.parse('{"RecordType":15,"Operation":"UserLoginFailed"}').outcome == "failed"


def test_equality_and_hash() -> None:
    one, two = login(), login()
    assert one == two and hash(one) == hash(two) and one is not two and len({one, two}) == 1
    reordered = trail365.parse(json.dumps(dict(reversed(json.loads(LOGIN).items())), indent=1))
    assert reordered == one and hash(reordered) == hash(one)
    two.user_id = "other@example.com"
    assert one != two
    assert one != LOGIN and one != {} and (one == 5) is False
    assert records.ExchangeItem() != records.ExchangeFolder()


def test_repr() -> None:
    text = repr(records.ExchangeItem(subject="a\x1b[31m" + "x" * 500))
    assert text.startswith("ExchangeItem(Subject=") and "\x1b" not in text and len(text) < 200
    assert repr(records.ExchangeItem()) == "ExchangeItem()"


def test_a_notebook_shows_text_as_text() -> None:
    record = records.ExchangeItem(subject="<script>alert(1)</script>\x1b[2J")
    record["<img src=x onerror=alert(1)>"] = ["<b>"]
    html = record._repr_html_()
    for hostile in ("<script", "<img", "<b>", "\x1b"):
        assert hostile not in html
    assert "&lt;script&gt;" in html


def test_pickle_and_copy() -> None:
    record = trail365.parse('{"RecordType":2,"Operation":"Send","Item":{"Subject":"a"},"Big":1.00000000000000000001}')
    for other in (pickle.loads(pickle.dumps(record)), copy.copy(record), copy.deepcopy(record)):
        assert type(other) is type(record) and other == record and other.to_json() == record.to_json()
        other.item.subject = "b"
        assert record.item.subject == "a"
    inner = pickle.loads(pickle.dumps(record.item))
    assert inner == record.item and type(inner) is records.ExchangeItem


def test_unknown_keywords_and_positional_values_are_refused() -> None:
    with pytest.raises(TypeError, match="no field sujet"):
        records.ExchangeItem(sujet="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="names"):
        records.ExchangeItem("x")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        records.ExchangeItem(to_json="x")  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        records.ExchangeItem().sujet = "x"  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        trail365.Object()


@pytest.mark.parametrize("wrong", ["", "[]", "5", "{", '{"a":1}x', '{"a":"\x00"}', "[" * 1000, '{"a":' * 1000 + "1" + "}" * 1000])
def test_what_is_no_record(wrong: str) -> None:
    for parse in (trail365.parse, records.Common.from_json):
        with pytest.raises(trail365.RecordError) as error:
            parse(wrong)
        assert isinstance(error.value, ValueError) and str(error.value)


def test_an_error_says_where() -> None:
    with pytest.raises(trail365.RecordError) as error:
        trail365.parse('{"Operation":x}')
    assert error.value.offset == 13


def test_other_types_than_text() -> None:
    for parse in (trail365.parse, records.Common.from_json):
        wrong: Any
        for wrong in (None, 5, {}, bytearray(b"{}")):
            with pytest.raises(TypeError):
                parse(wrong)
        with pytest.raises(UnicodeDecodeError):
            parse(b'{"a":"\xff"}')
        with pytest.raises(UnicodeEncodeError):
            parse('{"a":"\ud800"}')


def test_what_is_no_unicode_is_an_error_of_the_package() -> None:
    for parse in (trail365.parse, records.Common.from_json):
        with pytest.raises(trail365.EncodingError) as decoded:
            parse(b'{"RecordType":1,"Operation":"\xe9"}')
        assert isinstance(decoded.value, trail365.RecordError) and isinstance(decoded.value, UnicodeDecodeError)
        assert decoded.value.offset == decoded.value.start == 29 and "0xe9 in position 29" in str(decoded.value)
        with pytest.raises(trail365.SurrogateError) as encoded:
            parse('{"a":"\ud800"}')
        assert isinstance(encoded.value, trail365.RecordError) and isinstance(encoded.value, UnicodeEncodeError)
    record = records.Common()
    for key, value in (("X", "\ud800"), ("X", {"\ud800": 1}), ("UserId", "\udfff")):
        with pytest.raises(trail365.SurrogateError):
            record[key] = value
    with pytest.raises(trail365.SurrogateError):
        record.user_id = "\udfff"


def test_refused_values_are_errors_of_the_package() -> None:
    record = records.Common()
    for name, value in (("creation_time", datetime(2026, 3, 2)), ("creation_time", "yesterday"), ("organization_id", "x")):
        with pytest.raises(trail365.ArgumentError) as refused:
            setattr(record, name, value)
        assert isinstance(refused.value, ValueError) and isinstance(refused.value, trail365.Trail365Error)
    with pytest.raises(trail365.ArgumentError):
        record["X"] = float("nan")
    with pytest.raises(trail365.ArgumentError):
        trail365.read("sample.csv", encoding="no such")


def test_an_integer_is_exact_or_refused() -> None:
    limit = sys.get_int_max_str_digits()
    long = "9" * (limit + 1)
    record = trail365.parse(f'{{"RecordType":1,"Operation":"x","Most":{"9" * limit},"N":{long},"M":-{long}}}')
    assert record["Most"] == 10**limit - 1
    for read in (lambda: record["N"], lambda: record["M"], record.to_dict, lambda: record.extra):
        with pytest.raises(trail365.RecordError, match="set_int_max_str_digits") as refused:
            read()
        assert isinstance(refused.value.__cause__, ValueError)
    assert long in record.to_json()
    with pytest.raises(trail365.ArgumentError, match="set_int_max_str_digits"):
        record["X"] = 10 ** (limit + 1)
    try:
        sys.set_int_max_str_digits(limit + 1)
        assert record["N"] == 10 ** (limit + 1) - 1 == -record["M"]
    finally:
        sys.set_int_max_str_digits(limit)


def test_values_that_json_lacks() -> None:
    endless: list[Any] = []
    endless.append(endless)
    record = records.Common()
    for wrong, error in (
        (float("nan"), ValueError),
        (float("inf"), ValueError),
        (endless, ValueError),
        ({1: 2}, TypeError),
        ({1, 2}, TypeError),
        (object(), TypeError),
        (b"bytes", TypeError),
        ("\ud800", UnicodeEncodeError),
    ):
        with pytest.raises(error):
            record["X"] = wrong
    assert record.to_json() == "{}"
    record["X"] = 10**400
    assert str(10**400) in record.to_json()


def test_a_record_lives_as_long_as_what_is_inside_it() -> None:
    item = trail365.parse('{"RecordType":2,"Operation":"Send","Item":{"Subject":"a"}}').item
    gc.collect()
    assert item.subject == "a"
    record = login()
    ref = weakref.ref(record)
    del record
    gc.collect()
    assert ref() is None


def test_many_threads_change_one_record() -> None:
    record = records.ExchangeMailboxAuditGroupRecord(affected_items=[{"Subject": "0"}])
    errors: list[BaseException] = []

    def change(number: int) -> None:
        try:
            for turn in range(100):
                record[f"Key{number}"] = turn
                record.user_id = f"{number}@example.com"
                assert record.affected_items is not None
                record.affected_items[0].subject = str(turn)
                assert json.loads(record.to_json())
                assert record.user_id
                repr(record)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert {key: record[key] for key in record if key.startswith("Key")} == {f"Key{n}": 99 for n in range(8)}
