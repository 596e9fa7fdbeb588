#!/usr/bin/env python3
"""Measures `trail365 convert` to the shapes of other tools, beside a Python script that writes the same ECS documents.

    cargo build --release -p trail365 --no-default-features
    benches/shapes.py PROGRAM [EXPORT.csv] [--megabytes 1000] [--script-megabytes 20]

Without a file it takes the sample export. The records are repeated until they are as long as asked for. MB are of input, memory is the
peak of the process. The script reads the same rules (`schema/shapes/ecs.toml`); how many of its documents equal those of `convert` is
printed, since a script that does less is faster. A debug build says nothing.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import tempfile
import time
import tomllib
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Iterator

ROOT = Path(__file__).resolve().parents[1]
RULES = tomllib.loads((ROOT / "schema/shapes/ecs.toml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step["mappings"] for step in RULES["steps"]}
with (ROOT / "schema/shapes/ecs_fields.csv").open(encoding="utf-8") as fields:
    KINDS = {row["field"]: row for row in csv.DictReader(fields)}
SHAPES = ["records", "ecs", "ocsf", "sentinel", "asim-file", "purview", "graph", "timesketch"]


class Document:
    """A document in the making."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def put(self, path: str, value: Any) -> None:
        field = KINDS.get(path, {"type": "keyword", "array": "no"})
        value = int(value) if field["type"] == "long" else value
        if field["array"] == "yes":
            self.append(path, value)
        else:
            self.values[path] = value

    def append(self, path: str, value: Any) -> None:
        items = self.values.setdefault(path, [])
        items = self.values[path] = items if isinstance(items, list) else [items]
        if value not in items:
            items.append(value)

    def nested(self) -> dict[str, Any]:
        root: dict[str, Any] = {}
        for path, value in self.values.items():
            at = root
            *parents, name = path.split(".")
            for parent in parents:
                at = at.setdefault(parent, {})
            at[name] = value
        return root


def text_of(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return json.dumps(value)
    return value or None if isinstance(value, str) else None


def visit(value: Any, path: str) -> Iterator[Any]:
    """Yields the values at a path inside of a value."""
    if not path:
        if value is not None:
            yield value
        return
    if path.startswith("[]"):
        for item in value if isinstance(value, list) else [value]:
            yield from visit(item, path[2:].lstrip("."))
        return
    name = re.split(r"[.\[]", path)[0]
    if isinstance(value, dict) and name in value:
        yield from visit(value[name], path[len(name) :].lstrip("."))


def pairs_to_object(value: Any) -> Any:
    if isinstance(value, str):
        return {"_raw": value} if value else value
    if not isinstance(value, list):
        return value
    pairs = (item for item in value if isinstance(item, dict))
    return {item["Name"]: item["Value"] for item in pairs if item.get("Name") and item.get("Value") is not None}


def changes_to_object(value: Any) -> Any:
    if not isinstance(value, list):
        return {"_raw": value} if isinstance(value, str) and value else value
    changes = {}
    for item in value:
        if isinstance(item, str):
            changes[re.sub("[ .]", "_", item)] = {}
        elif item.get("OldValue") is not None and item.get("NewValue") is not None:
            name = re.sub("[ .]", "_", item["Name"])
            changes[name] = {key: item[key] for key in ("OldValue", "NewValue")}
    return changes


def put_client(document: Document, audit: dict[str, Any]) -> None:
    key = next((key for key in ("ClientIPAddress", "ClientIP", "ActorIpAddress") if text_of(audit.get(key))), None)
    if key is None:
        return
    text = re.sub(r"^(\[?)::ffff:(?=\d+\.)", r"\1", audit.pop(key).strip())
    found = re.match(r"^\[([^\]]+)\](?::(\d+))?$|^([^:\s]+|[0-9a-fA-F:]+)$|^([\d.]+):(\d+)", text)
    address = found and (found[1] or found[3] or found[4])
    try:
        ip = str(ip_address(address or ""))
    except ValueError:
        document.put("client.address" if re.search(r"\s", text) else "client.domain", text)
        return
    document.put("client.address", address)
    document.put("client.ip", ip)
    document.put("source.ip", ip)
    document.append("related.ip", ip)
    document.put("network.type", "ipv6" if ":" in ip else "ipv4")
    if port := found and (found[2] or found[5]):
        document.put("client.port", port)
        document.put("source.port", port)


def run_mappings(document: Document, record: dict[str, Any], audit: dict[str, Any], step: str, code: str, operation: str) -> None:
    for mapping in STEPS[step]:
        how = mapping["how"]
        if how == "code" or mapping.get("strict") or code not in mapping.get("codes", [code]):
            continue
        if operation not in mapping.get("operations", [operation]):
            continue
        taken = False
        key = re.split(r"[.\[]", mapping["from"])[0]
        rest = mapping["from"][len(key) :].lstrip(".")
        for value in visit(record.get(key), rest):
            for item in value if isinstance(value, list) else [value]:
                text = text_of(item)
                for target in mapping["to"]:
                    if text is None or how in ("fill", "take") and target in document.values:
                        continue
                    taken = True
                    if target == "@timestamp":
                        text = text[:19] + ".000Z"
                    (document.append if how == "append" else document.put)(target, text)
        if taken and how in ("move", "take"):
            if not rest:
                audit.pop(key, None)
            else:
                audit[key] = {name: value for name, value in audit[key].items() if name != rest}


def put_events(document: Document, code: str, operation: str) -> None:
    for event in RULES["events"]:
        if event.get("strict") or code not in event.get("codes", [code]) or operation not in event.get("operations", [operation]):
            continue
        for word in event.get("category", []):
            document.append("event.category", word)
        for word in event.get("type", []):
            document.append("event.type", word)
        for key in ("kind", "action"):
            if key in event:
                document.put(f"event.{key}", event[key])


def flatten(document: Document, audit: dict[str, Any]) -> None:
    for key in ("Parameters", "ExtendedProperties"):
        if key in audit:
            audit[key] = pairs_to_object(audit[key])
    if "ModifiedProperties" in audit:
        audit["ModifiedProperties"] = changes_to_object(audit["ModifiedProperties"])
        if not audit["ModifiedProperties"]:
            del audit["ModifiedProperties"]
    properties = audit.get("ExtendedProperties")
    if isinstance(properties, dict):
        if agent := properties.pop("UserAgent", None):
            document.put("user_agent.original", agent)
        if "additionalDetails" in properties:
            try:
                properties["additionalDetails"] = json.loads(properties["additionalDetails"])
            except ValueError:
                pass
            details = properties["additionalDetails"]
            if isinstance(details, dict) and details.get("User-Agent"):
                document.values.setdefault("user_agent.original", details["User-Agent"])
    parameters = audit.get("Parameters")
    if isinstance(parameters, dict):
        if "User" in parameters:
            document.append("related.user", parameters["User"])
        for key in ("ForwardTo", "ForwardAsAttachmentTo", "RedirectTo"):
            for part in filter(None, map(str.strip, parameters.get(key, "").split(";"))):
                document.append("email.to.address", part)
        if "From" in parameters:
            document.append("email.from.address", parameters["From"])


def put_server(document: Document, audit: dict[str, Any]) -> None:
    if text := audit.pop("OriginatingServer", None):
        text = re.sub("[\r\n]", "", text)
        found = re.fullmatch(r"\[?(.+?) \((.+)\)\]?", text)
        document.put("server.address", found[2] if found else text.strip())
        if found:
            document.put("server.domain", found[1])


def put_audit(document: Document, audit: dict[str, Any], code: str) -> None:
    for rename in RULES["renames"]:
        is_meant = code in rename.get("codes", [code]) and (not rename.get("objects") or isinstance(audit.get(rename["from"]), dict))
        if is_meant and rename["from"] in audit:
            audit[rename["to"]] = audit.pop(rename["from"])
    for key in RULES["as_text"]:
        if isinstance(audit.get(key), (int, float)):
            audit[key] = json.dumps(audit[key])
    for key in RULES["typed_items"]:
        for item in audit.get(key, []):
            if isinstance(item, dict) and isinstance(item.get("Type"), int):
                item["Type"] = str(item["Type"])


def split_addresses(document: Document) -> None:
    for split in RULES["splits"]:
        whole = document.values.get(split["from"])
        whole = whole[0] if isinstance(whole, list) else whole
        if isinstance(whole, str) and re.fullmatch("[^@]+@[^@]+", whole):
            name, domain = whole.split("@")
            document.put(split["email"], whole)
            document.put(split["name"], name)
            document.put(split["domain"], domain)


def ecs_document(record: dict[str, Any]) -> dict[str, Any]:
    audit = {key: value for key, value in record.items() if value is not None}
    record = dict(audit)
    document = Document()
    code, operation = RULES["codes"].get(str(record.get("RecordType")), ""), record.get("Operation", "")
    document.put("ecs.version", RULES["version"])
    if code:
        document.put("event.code", code)
    failed = str(record.get("ResultStatus", "")).lower() in ("failed", "false")
    document.put("event.outcome", "failure" if failed else "success")
    run_mappings(document, record, audit, STEP_NAMES[0], code, operation)
    if organization := audit.pop("OrganizationId", None):
        document.put("organization.id", organization.lower())
        document.put("host.id", organization.lower())
    put_client(document, audit)
    flatten(document, audit)
    run_mappings(document, record, audit, STEP_NAMES[2], code, operation)
    if code in ("ExchangeAdmin", "ExchangeItem"):
        put_server(document, audit)
    put_events(document, code, operation)
    split_addresses(document)
    run_mappings(document, record, audit, STEP_NAMES[3], code, operation)
    for link in RULES["fills"]:
        value = next((document.values[path] for path in link["from"] if path in document.values), None)
        if value is not None and link["to"] not in document.values:
            document.put(link["to"], value)
    for link in RULES["copies"]:
        for path in link["from"]:
            for value in (found if isinstance(found := document.values.get(path, []), list) else [found]):
                document.append(link["to"], value)
    put_audit(document, audit, code)
    return document.nested() | {"o365": {"audit": audit}}


STEP_NAMES = [step["name"] for step in RULES["steps"]]


def write_input(export: Path, path: Path, megabytes: int) -> int:
    csv.field_size_limit(2**30)
    with export.open(encoding="utf-8-sig", newline="") as file:
        lines = "".join(row["AuditData"].replace("\n", " ") + "\n" for row in csv.DictReader(file)).encode()
    copies = max(1, megabytes * 1_000_000 // len(lines))
    with path.open("wb") as file:
        for _ in range(copies):
            file.write(lines)
    return copies * len(lines)


def measure(program: str, shape: str, path: Path) -> tuple[float, float]:
    """Returns seconds and peak MiB."""
    started = time.perf_counter()
    with open(os.devnull, "wb") as nothing:
        process = subprocess.Popen([program, "convert", "--to", shape, str(path)], stdout=nothing, stderr=nothing)
        _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 2)
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def unordered(value: Any) -> Any:
    """Makes documents comparable: the order of lists of `related` says nothing."""
    related = {key: sorted(map(str, items)) for key, items in value.get("related", {}).items()}
    return value | {"related": related}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("export", nargs="?", type=Path, default=ROOT / "sample/AuditLog_sample.csv")
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--script-megabytes", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.jsonl"
        size = write_input(arguments.export, path, arguments.script_megabytes)
        started = time.perf_counter()
        with path.open(encoding="utf-8") as file, open(os.devnull, "w", encoding="utf-8") as out:
            for line in file:
                out.write(json.dumps(ecs_document(json.loads(line)), ensure_ascii=False) + "\n")
        script = size / 1e6 / (time.perf_counter() - started)
        found = subprocess.run([arguments.program, "convert", "--to", "ecs", str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        with path.open(encoding="utf-8") as file:
            pairs = [(json.loads(a), ecs_document(json.loads(b))) for a, b in zip(found.stdout.splitlines(), file)]
        equal = sum(unordered(a) == unordered(b) for a, b in pairs)
        print(f"Python script to ecs: {script:.1f} MB/s, {equal / len(pairs):.1%} of its documents equal those of convert")
        size = write_input(arguments.export, path, arguments.megabytes)
        for shape in SHAPES:
            seconds, memory = measure(arguments.program, shape, path)
            times = f", {size / 1e6 / seconds / script:.0f} times the script" if shape == "ecs" else ""
            print(f"convert --to {shape}: {size / 1e6 / seconds:.0f} MB/s, {memory:.0f} MiB{times}", flush=True)


if __name__ == "__main__":
    main()
