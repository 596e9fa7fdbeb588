#!/usr/bin/env python3
"""Validates OCSF documents against the JSON Schemas of the package ocsf-json-schema (1.8.0, Apache-2.0).

    tests/real/ocsf.py PROGRAM LAKE FOLDER

Takes the sample, records of every operation of a lake of `demo`, and records with values that their fields do not have. Exit
code 1 and a line on stderr for each kind of error. It prints how many records of each class there are, and which operations
take the default.
"""
import collections
import json
import os
import random
import subprocess
import sys

from jsonschema import Draft202012Validator
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
SAMPLE = os.path.join(ROOT, "sample", "AuditLog_sample.csv")
# Records of one operation that are looked at: a validator of Python takes a millisecond each.
MOST = 3
ODD = [None, "", [], {}, 0, True, "\u202e<null>", "a@b", "192.0.2.1:5", -1.5e300, [None], [[]], {"Name": None}, '{"a":1}']


def run(*arguments: str) -> str:
    return subprocess.run(arguments, check=True, stdout=subprocess.PIPE, text=True).stdout


def lake_records(program: str, lake: str) -> list[dict]:
    rows = run(program, "query", "--lake", lake, "--format", "jsonl", "select record from event_records")
    counts, records = collections.Counter(), []
    for row in rows.splitlines():
        record = json.loads(json.loads(row)["record"])
        kind = (record.get("RecordType"), record.get("Operation"))
        counts[kind] += 1
        if counts[kind] <= MOST:
            records.append(record)
    return records


def make_odd(record: dict, dice: random.Random) -> dict:
    """Takes some fields out and gives others a value of another kind."""
    kept = {key: value for key, value in record.items() if key in ("RecordType", "Operation") or dice.random() > 0.1}
    return {key: dice.choice(ODD) if key != "RecordType" and dice.random() < 0.15 else value for key, value in kept.items()}


def class_names(schema: dict) -> dict[int, str]:
    return {found["uid"]: name for name, found in schema["classes"].items()}


def main() -> None:
    program, lake, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    records, dice = lake_records(program, lake), random.Random(8)
    odd = [make_odd(record, dice) for record in records for _ in range(2)]
    path = os.path.join(folder, "records.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records + odd)
    schema = get_ocsf_schema(version="1.8.0")
    embedded, names, validators = OcsfJsonSchemaEmbedded(schema), class_names(schema), {}
    errors, classes, default = collections.Counter(), collections.Counter(), collections.Counter()
    for line in run(program, "convert", "--to", "ocsf", SAMPLE, path).splitlines():
        document = json.loads(line)
        kind = (names[document["class_uid"]], *document["metadata"]["profiles"])
        if kind not in validators:
            validators[kind] = Draft202012Validator(embedded.get_class_schema(kind[0], list(kind[1:])))
        for error in validators[kind].iter_errors(document):
            errors[kind[0], "/".join(map(str, error.absolute_path)), error.message[:160]] += 1
        classes[kind[0]] += 1
        if document["type_uid"] == 600399:
            default[document["activity_name"]] += 1
    for name, count in classes.most_common():
        print(f"ocsf: {count} of {name}")
    print("ocsf: by the default: " + ", ".join(f"{json.dumps(name)} {count}" for name, count in default.most_common(10)))
    for (name, place, message), count in errors.most_common(20):
        print(f"ocsf: {count} errors of {name} at /{place}: {json.dumps(message)}", file=sys.stderr)
    if errors:
        sys.exit(1)


main()
