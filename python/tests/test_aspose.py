"""The names of Aspose.Email's activity module, as its pages list them."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from conftest import shared

import trail365
from trail365 import aspose

#: Classes that talk to the service; the tests of the client have them.
CLIENT = {"ActivityClient", "IActivityClient", "ContentInfo", "Notification", "ObjectName", "Subscription", "Webhook"}

#: What a property of each type on the pages is set to.
VALUES: dict[str, Any] = {
    "string": "a text",
    "bool": True,
    "int": 12,
    "long": 2**40,
    "DateTime": datetime(2026, 3, 2, 7, 58, 12, tzinfo=timezone.utc),
    "Guid": UUID("2fa91425-cb00-4853-9d2c-67eda13ffe79"),
}

#: Properties whose value in records has another type than on the pages.
OTHER: dict[tuple[str, str], Any] = {
    ("ExchangeMailboxAuditGroupActivity", "cross_mailbox_operations"): True,
}


def reference() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(shared("reference", "aspose-activity.json").read_text())
    return data


def value_of(owner: str, name: str, type_name: str) -> list[Any]:
    """Returns values that a property may take: the first that its field accepts is used."""
    if (owner, name) in OTHER:
        return [OTHER[owner, name]]
    plain = type_name.rstrip("?")
    if plain.endswith("[]"):
        items = value_of(owner, name, plain[:-2])
        return [[item, item] for item in items] + [{"Name": "Value"}]
    if plain in VALUES:
        return [VALUES[plain], *VALUES.values()]
    cls = getattr(aspose, plain, None)
    if isinstance(cls, type) and issubclass(cls, Enum):
        return [list(cls)[-1]]
    if cls is not None:
        # A pair without a name is no pair.
        return [cls(**{"name": "a name"}) if "name" in vars(cls) else cls(), "a text"]
    if plain == "NameValuePair":
        return [{"Name": "ForwardTo", "Value": "x@example.net"}]
    raise AssertionError(f"{owner}.{name} has the unknown type {type_name}")


def set_one(record: Any, name: str, values: list[Any]) -> Any:
    """Sets a property to the first value that fits it."""
    errors = []
    for value in values:
        try:
            setattr(record, name, value)
        except (TypeError, ValueError) as error:
            errors.append(error)
        else:
            return value
    raise AssertionError(f"{name} takes none of {values}: {errors}")


def test_every_class_and_property() -> None:
    checked = 0
    for described in reference()["classes"]:
        name = described["python_name"]
        if name in CLIENT:
            continue
        cls = getattr(aspose, name)
        for described_property in described["properties"]:
            attribute = described_property["name_python"]
            record = cls()
            assert getattr(record, attribute) is None
            value = set_one(record, attribute, value_of(name, attribute, described_property["type"]))
            read = getattr(record, attribute)
            assert read is not None
            if isinstance(read, trail365.FieldList) and isinstance(value, trail365.Object):
                assert read == [value]
            elif not isinstance(value, dict | list):
                assert read == value, (name, attribute)
            else:
                assert len(read) == len(value)
            assert record == cls(**{attribute: value})
            # Microsoft spells one key in two ways, UniqueID and UniqueId; case is no difference in reading.
            assert [key.lower() for key in record.keys()] == [described_property["wire"].lower()]
            again = cls.from_json(record.to_json())
            assert again == record and getattr(again, attribute) == read
            checked += 1
    assert checked == 198


def test_every_enum_and_member() -> None:
    checked = 0
    for described in reference()["enums"]:
        cls = getattr(aspose, described["python_name"])
        names = {value["name_python"] for value in described["values"]}
        assert names == set(cls.__members__), described["python_name"]
        for value in described["values"]:
            member = cls[value["name_python"]]
            if isinstance(member, int):
                assert member == value["value"], (described["python_name"], value)
            checked += 1
    assert checked == 363


def test_what_the_pages_call_mandatory_is_reported() -> None:
    missing = {d.path for d in aspose.ExchangeMailboxAuditGroupActivity().validate() if d.kind == "missing"}
    assert {"CreationTime", "Id", "Operation", "OrganizationId", "RecordType", "UserKey", "UserType"} <= missing


def test_a_program_for_aspose_runs() -> None:
    content = trail365.parse(
        b'{"RecordType":3,"Operation":"SoftDelete","UserId":"joey@example.com","LogonType":0,'
        b'"AffectedItems":[{"Subject":"Invoice"}]}'
    )
    assert isinstance(content, aspose.ExchangeMailboxAuditGroupActivity)
    assert isinstance(content, aspose.Content)
    lines = [f"{content.user_id} {content.operation} {item.subject}" for item in content.affected_items or []]
    assert lines == ["joey@example.com SoftDelete Invoice"]
    assert content.logon_type is not None and int(content.logon_type) == aspose.LogonType.OWNER
