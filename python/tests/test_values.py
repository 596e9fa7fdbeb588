"""Values of fields: times, addresses, GUIDs, enums, pairs, lists, objects."""

from __future__ import annotations

import ipaddress
import uuid
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

import trail365
from trail365 import enums, records


class TestTimes:
    def test_a_time_is_aware(self) -> None:
        record = records.Common.from_json('{"CreationTime":"2026-03-02T07:58:12.3456789"}')
        assert record.creation_time == datetime(2026, 3, 2, 7, 58, 12, 345678, tzinfo=timezone.utc)

    def test_a_time_of_another_zone_is_written_in_utc(self) -> None:
        zone = timezone(timedelta(hours=2))
        record = records.Common(creation_time=datetime(2026, 3, 2, 9, 58, 12, tzinfo=zone))
        assert record["CreationTime"] == "2026-03-02T07:58:12"

    def test_a_naive_time_is_refused(self) -> None:
        with pytest.raises(ValueError, match="zone"):
            records.Common(creation_time=datetime(2026, 3, 2))
        record = records.Common()
        with pytest.raises(ValueError, match="zone"):
            record.creation_time = datetime(2026, 3, 2)
        with pytest.raises(ValueError, match="zone"):
            record["Other"] = [datetime(2026, 3, 2)]
        assert record.to_json() == "{}"

    def test_a_date_is_its_midnight_and_text_stays_as_it_is(self) -> None:
        assert records.Common(creation_time=date(2026, 3, 2))["CreationTime"] == "2026-03-02T00:00:00"
        assert records.Common(creation_time="2026-03-02T07:58:12Z")["CreationTime"] == "2026-03-02T07:58:12Z"

    @pytest.mark.parametrize("wrong", ["yesterday", ""])
    def test_text_that_is_no_time_is_refused(self, wrong: str) -> None:
        with pytest.raises(ValueError, match="no time"):
            records.Common(creation_time=wrong)

    def test_the_ends_of_time(self) -> None:
        for time in (datetime.min, datetime.max):
            aware = time.replace(tzinfo=timezone.utc)
            record = records.Common(creation_time=aware)
            assert records.Common.from_json(record.to_json()).creation_time == aware


class TestAddresses:
    @pytest.mark.parametrize(
        ("text", "ip", "port"),
        [
            ("203.0.113.77", "203.0.113.77", None),
            ("203.0.113.77:443", "203.0.113.77", 443),
            ("[2001:db8::1]:55", "2001:db8::1", 55),
            ("2001:db8::1", "2001:db8::1", None),
            ("somewhere", None, None),
            ("", None, None),
        ],
    )
    def test_parts(self, text: str, ip: str | None, port: int | None) -> None:
        record = records.Common(client_ip=text)
        address = record.client_ip
        assert address is not None
        assert address.ip == (ipaddress.ip_address(ip) if ip else None)
        assert address.port == port
        assert address.text == str(address) == text
        assert address == text and address == trail365.Address(text) and hash(address) == hash(text)
        assert address != 5
        assert text in repr(address)

    def test_what_an_address_is_set_to(self) -> None:
        record = records.Common()
        for value in (ipaddress.ip_address("203.0.113.77"), "203.0.113.77", trail365.Address("203.0.113.77")):
            record.client_ip = value
            assert record["ClientIP"] == "203.0.113.77"
        with pytest.raises(TypeError):
            record.client_ip = 5  # type: ignore[assignment]


class TestIdentifiers:
    def test_a_guid(self) -> None:
        value = uuid.UUID("2fa91425-cb00-4853-9d2c-67eda13ffe79")
        record = records.Common(id=value)
        assert record.id == value and isinstance(record.id, uuid.UUID)
        record.id = "2FA91425-CB00-4853-9D2C-67EDA13FFE79"
        assert record.id == value and record["Id"] == "2FA91425-CB00-4853-9D2C-67EDA13FFE79"
        with pytest.raises(ValueError, match="GUID"):
            record.id = "none"

    def test_a_text_that_is_no_guid_is_kept(self) -> None:
        record = records.Common.from_json('{"Id":"none"}')
        assert record.id is None and record["Id"] == "none"
        assert any(d.path == "Id" and d.kind != "missing" for d in record.validate())


class TestNumbers:
    def test_bounds_and_kinds(self) -> None:
        record = records.Common(version=2**31 - 1)
        assert record.version == 2**31 - 1
        with pytest.raises(ValueError, match="range"):
            record.version = 2**31
        for wrong in (True, 1.5, "1"):
            with pytest.raises(TypeError):
                record.version = wrong  # type: ignore[assignment]
        with pytest.raises(TypeError):
            records.ExchangeMailbox(external_access=1)  # type: ignore[arg-type]
        assert record.version == 2**31 - 1


class TestEnums:
    def test_a_member_by_number_and_by_name(self) -> None:
        record = records.ExchangeMailbox.from_json('{"LogonType":2,"UserType":"Admin"}')
        assert record.logon_type is enums.LogonType(2)
        assert record.user_type == enums.UserType.Admin
        assert enums.LogonType.of("Delegated") is enums.LogonType(2)

    def test_an_unknown_number_is_open(self) -> None:
        record = records.ExchangeMailbox.from_json('{"LogonType":4711}')
        kind: Any = record.logon_type
        assert isinstance(kind, enums.LogonType) and kind == 4711 and kind.name == "4711"
        record.logon_type = kind
        assert record["LogonType"] == 4711
        assert [d.kind for d in record.validate() if d.path == "LogonType"] == ["unknown enum member"]

    def test_an_unknown_name_is_text(self) -> None:
        record = records.ExchangeMailbox.from_json('{"LogonType":"Visitor"}')
        assert record.logon_type == "Visitor"
        record.logon_type = "Guest"
        assert record.logon_type == "Guest" == record["LogonType"]

    def test_a_name_is_written_as_its_number(self) -> None:
        record = records.Common(record_type="AzureActiveDirectoryStsLogon", user_type=enums.UserType.Admin)
        assert record.to_dict() == {"RecordType": 15, "UserType": 2}
        assert record.record_type == enums.AuditLogRecordType.AzureActiveDirectoryStsLogon

    def test_a_former_name_of_a_record_type(self) -> None:
        assert trail365.parse('{"RecordType":"exchangeItem","Operation":"x"}').record_type == 2

    @pytest.mark.parametrize("number", [2**31, -(2**63), 2**63 - 1])
    def test_numbers_beyond_the_enum(self, number: int) -> None:
        record = records.ExchangeMailbox(logon_type=number)
        assert record["LogonType"] == number

    def test_a_number_beyond_all_bounds_is_refused(self) -> None:
        with pytest.raises(ValueError, match="range"):
            records.ExchangeMailbox(logon_type=2**63)

    def test_an_enum_that_is_not_there(self) -> None:
        with pytest.raises(AttributeError, match="NoSuchEnum"):
            _ = enums.NoSuchEnum  # type: ignore[attr-defined]
        assert "LogonType" in dir(enums)


class TestPairs:
    def rule(self) -> records.ExchangeAdmin:
        return records.ExchangeAdmin.from_json(
            '{"Parameters":[{"Name":"A","Value":"1"},{"Name":"B","Value":null},{"Name":"A","Value":{"x":1}}]}'
        )

    def test_reading(self) -> None:
        pairs = self.rule().parameters
        assert pairs is not None
        assert len(pairs) == 3 and "A" in pairs and "C" not in pairs and 5 not in pairs
        assert pairs["A"] == "1" and pairs["B"] is None
        assert pairs.all("A") == ["1", '{"x":1}']
        assert pairs.items() == [("A", "1"), ("B", None), ("A", '{"x":1}')]
        assert pairs[0] == trail365.Pair("A", "1") and pairs[-1].value == '{"x":1}'
        assert [pair.name for pair in pairs] == ["A", "B", "A"]
        name, value = pairs[0]
        assert (name, value) == ("A", "1")
        assert pairs.get("C") is None and pairs.get("C", "none") == "none"
        with pytest.raises(KeyError):
            pairs["C"]
        with pytest.raises(IndexError):
            pairs[3]
        assert trail365.Pair("A", "1") in pairs
        assert "A" in repr(pairs)

    def test_writing_goes_through_and_keeps_the_others(self) -> None:
        record = self.rule()
        assert record.parameters is not None
        record.parameters["A"] = "2"
        record.parameters["C"] = "3"
        assert record.parameters.items() == [("A", "2"), ("B", None), ("A", '{"x":1}'), ("C", "3")]

    def test_writing_one_leaves_the_types_of_the_others(self) -> None:
        record = self.rule()
        assert record.parameters is not None
        record.parameters["B"] = "2"
        assert record["Parameters"][2] == {"Name": "A", "Value": {"x": 1}}

    @pytest.mark.parametrize(
        "value",
        [
            {"A": "1", "B": "2"},
            [("A", "1"), ("B", "2")],
            [trail365.Pair("A", "1"), trail365.Pair("B", "2")],
            [{"Name": "A", "Value": "1"}, {"Name": "B", "Value": "2"}],
            (records.NameValuePair(name=name, value=value) for name, value in (("A", "1"), ("B", "2"))),
        ],
    )
    def test_what_pairs_are_set_to(self, value: Any) -> None:
        record = records.ExchangeAdmin(parameters=value)
        assert record["Parameters"] == [{"Name": "A", "Value": "1"}, {"Name": "B", "Value": "2"}]
        assert record.parameters == {"A": "1", "B": "2"}

    @pytest.mark.parametrize("wrong", ["text", 5, [5], [("A",)], [(1, "x")], [{"Name": "A"}]])
    def test_what_pairs_refuse(self, wrong: Any) -> None:
        with pytest.raises((TypeError, AttributeError, KeyError)):
            records.ExchangeAdmin(parameters=wrong)


class TestLists:
    def group(self) -> records.ExchangeMailboxAuditGroupRecord:
        return records.ExchangeMailboxAuditGroupRecord(
            affected_items=[{"Subject": "one"}, records.ExchangeItem(subject="two"), {"Subject": "three"}]
        )

    def subjects(self, record: records.ExchangeMailboxAuditGroupRecord) -> list[str | None]:
        return [item.subject for item in record.affected_items or []]

    def test_reading(self) -> None:
        items = self.group().affected_items
        assert items is not None and len(items) == 3
        assert items[-1].subject == "three" and items[0] == records.ExchangeItem(subject="one")
        assert [item.subject for item in items[::-1]] == ["three", "two", "one"]
        assert [item.subject for item in items[1:]] == ["two", "three"]
        assert [item.subject for item in reversed(items)] == ["three", "two", "one"]
        for wrong in (3, -4, 2**70):
            with pytest.raises(IndexError):
                items[wrong]
        with pytest.raises(TypeError):
            items["0"]  # type: ignore[call-overload]
        assert items == items.to_list() and items == tuple(items)
        assert records.ExchangeItem(subject="two") in items
        assert items.index(records.ExchangeItem(subject="two")) == 1
        assert items.count(records.ExchangeItem(subject="none")) == 0

    def test_writing_goes_through(self) -> None:
        record = self.group()
        items = record.affected_items
        assert items is not None
        items[0].subject = "first"
        items[-1] = records.ExchangeItem(subject="last")
        items.append({"Subject": "end"})
        items.insert(0, {"Subject": "begin"})
        assert self.subjects(record) == ["begin", "first", "two", "last", "end"]
        del items[2]
        items.extend([{"Subject": "x"}])
        assert self.subjects(record) == ["begin", "first", "last", "end", "x"]
        assert items.pop().subject == "x"
        items += [{"Subject": "y"}]
        assert self.subjects(record) == ["begin", "first", "last", "end", "y"]
        items.remove(items[0])
        items.reverse()
        assert self.subjects(record) == ["y", "end", "last", "first"]
        del items[1:3]
        items[1:] = [{"Subject": "z"}, {"Subject": "w"}]
        assert self.subjects(record) == ["y", "z", "w"]
        items.clear()
        assert record["AffectedItems"] == [] and len(items) == 0

    def test_a_single_value_is_a_list_of_one(self) -> None:
        record = records.ExchangeMailboxAuditGroupRecord.from_json('{"AffectedItems":{"Subject":"one"}}')
        assert self.subjects(record) == ["one"]
        record.affected_items = records.ExchangeItem(subject="two")
        assert record["AffectedItems"] == [{"Subject": "two"}]

    def test_what_a_list_refuses(self) -> None:
        record = self.group()
        assert record.affected_items is not None
        for wrong in (5, "text", [5], ["text"], {"Subject": "x"}):
            with pytest.raises(TypeError):
                record.affected_items = wrong  # type: ignore[assignment]
        items = record.affected_items
        assert items is not None
        with pytest.raises(TypeError):
            items.append(5)
        assert self.subjects(record) == ["one", "two", "three"]

    def test_an_item_that_does_not_fit_is_shown_as_it_is(self) -> None:
        record = records.ExchangeMailboxAuditGroupRecord.from_json('{"AffectedItems":[{"Subject":"one"},5,null]}')
        items: Any = record.affected_items
        assert items[1:] == [5, None]


class TestObjects:
    def test_an_inner_object_writes_through(self) -> None:
        record = records.ExchangeMailboxAuditRecord(item={"Subject": "a", "ParentFolder": {"Path": "\\Inbox"}})
        assert record.item is not None and record.item.parent_folder is not None
        record.item.parent_folder.path = "\\Sent"
        assert record["Item"] == {"Subject": "a", "ParentFolder": {"Path": "\\Sent"}}
        record.item = records.ExchangeItem(subject="b")
        assert record["Item"] == {"Subject": "b"}

    def test_an_object_that_is_no_longer_there_says_so(self) -> None:
        record = records.ExchangeMailboxAuditRecord(item={"Subject": "a"})
        item = record.item
        assert item is not None
        record.item = None
        for look in (lambda: item.subject, item.to_json, lambda: repr(item), lambda: item == item, lambda: hash(item)):
            with pytest.raises(trail365.RecordError, match="no longer"):
                look()
        with pytest.raises(trail365.RecordError, match="no longer"):
            item.subject = "b"

    def test_what_an_object_refuses(self) -> None:
        wrong: Any
        for wrong in (5, "text", [{}]):
            with pytest.raises(TypeError):
                records.ExchangeMailboxAuditRecord(item=wrong)
