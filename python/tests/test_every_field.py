"""Every schema, every field: set, read, written, parsed again."""

from __future__ import annotations

import copy
import json
import pickle
import re
from datetime import datetime, timezone
from typing import Any
from uuid import UUID

import pytest

import trail365
from trail365 import _native, enums, records
from trail365._native import Field, Object

WHEN = datetime(2026, 3, 2, 7, 58, 12, 345000, tzinfo=timezone.utc)
GUID = UUID("2fa91425-cb00-4853-9d2c-67eda13ffe79")

#: What a field of each scalar type is set to.
SCALARS: dict[str, Any] = {
    "string": 'a "text" \\ with \u00e9\u4e2d\U0001f600 and <b>',
    "address": "[2001:db8::1]:443",
    "guid": GUID,
    "datetime": WHEN,
    "i32": -(2**31),
    "i64": 2**63 - 1,
    "bool": False,
    "json": {"any": [1, "two", None, {"deep": 3.5}]},
    "list of {Name, Value}": {"ForwardTo": "x@example.net", "Name": "."},
}


def classes() -> list[type[Any]]:
    return list(records._CLASSES)


def fields_of(cls: type[Any]) -> dict[str, Field]:
    """Returns the fields of a class and of those it extends, by attribute; a field's other names count as well."""
    found: dict[str, Field] = {}
    for base in reversed(cls.__mro__):
        found.update({name: value for name, value in vars(base).items() if isinstance(value, Field)})
    return found


def type_of(field: Field) -> str:
    match = re.fullmatch(r"Field\((.*): (.*)\)", repr(field))
    assert match, repr(field)
    return match[2]


def sample(type_name: str) -> Any:
    """Returns a value for a field of this type."""
    if type_name in SCALARS:
        return SCALARS[type_name]
    if type_name.startswith("list of "):
        one = sample(type_name.removeprefix("list of "))
        return [one, one]
    if type_name in set(_native.enum_names()):
        return list(getattr(enums, type_name))[-1]
    inner = getattr(records, type_name)
    attribute, field = next(iter(fields_of(inner).items()))
    return inner(**{attribute: sample_flat(type_of(field))})


def sample_flat(type_name: str) -> Any:
    """A value of a field inside an inner object; objects in it are left out, as schemas may hold themselves."""
    return SCALARS.get(type_name)


def expected(value: Any, type_name: str) -> Any:
    return trail365.Address(value) if type_name == "address" else value


@pytest.mark.parametrize("cls", classes(), ids=lambda cls: cls.__name__)
def test_every_field_is_set_written_and_parsed_again(cls: type[Any]) -> None:
    empty = cls()
    whole: dict[str, Any] = {}
    for attribute, field in fields_of(cls).items():
        type_name = type_of(field)
        value = sample(type_name)
        assert getattr(empty, attribute) is None

        by_keyword = cls(**{attribute: value})
        by_setting = cls()
        setattr(by_setting, attribute, value)
        assert by_keyword == by_setting
        assert getattr(by_setting, attribute) == expected(value, type_name), (attribute, type_name)

        text = by_setting.to_json()
        assert list(json.loads(text)) == [field.name]
        again = cls.from_json(text)
        assert again == by_setting and hash(again) == hash(by_setting)
        assert again.to_json() == text
        assert getattr(again, attribute) == expected(value, type_name)

        wrong = [d for d in by_setting.validate() if d.path == field.name or d.path.startswith(field.name + ".")]
        # Fields that only real records have, or had in an earlier schema, are told as such.
        assert {d.kind for d in wrong} <= {"missing", "undocumented field"}, (attribute, wrong)

        setattr(by_setting, attribute, None)
        assert by_setting.to_json() == "{}"
        whole[attribute] = value

    full = cls(**whole)
    assert {field.name for field in fields_of(cls).values()} == set(full.keys())
    assert full.extra == {}
    assert full == cls.from_json(full.to_json().encode())
    assert pickle.loads(pickle.dumps(full)) == full == copy.deepcopy(full)
    missing_fields = [d.path for d in full.validate() if d.kind == "missing" and "." not in d.path and "[" not in d.path]
    assert missing_fields == []


@pytest.mark.parametrize("cls", classes(), ids=lambda cls: cls.__name__)
def test_what_is_mandatory_and_missing_is_reported(cls: type[Any]) -> None:
    mandatory = {field.name for field in fields_of(cls).values() if str(field.__doc__).endswith(" Mandatory.")}
    reported = {d.path for d in cls().validate() if d.kind == "missing"}
    assert reported == mandatory


def test_the_classes_are_those_of_the_stubs_and_of_the_module() -> None:
    by_name = {name for name, value in vars(records).items() if isinstance(value, type) and value not in (Field, Object)}
    assert by_name == {cls.__name__ for cls in classes()}
    assert len(by_name) >= 200


def test_a_class_knows_what_its_fields_say() -> None:
    field = vars(records.ExchangeItem)["subject"]
    assert "Subject" in str(field.__doc__)
    assert records.ExchangeItem.__doc__


@pytest.mark.parametrize("name", _native.enum_names())
def test_every_member_of_an_enum_is_found_by_number_and_by_name(name: str) -> None:
    cls: Any = getattr(enums, name)
    members = _native.enum_members(name)
    assert members
    for ident, text, number in members:
        member = cls.of(text)
        if isinstance(member, int):
            assert number is not None
            # Two names of one number are one member.
            assert member == cls(number) == number
        else:
            assert str(member) == text == cls(text)
        assert pickle.loads(pickle.dumps(member)) == member
