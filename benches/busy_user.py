#!/usr/bin/env python3
"""Makes one user of a lake of `trail365 demo` a busy one: what the user did before the intrusion is repeated in earlier weeks.

    trail365 demo --lake LAKE --users 900
    trail365 query --lake LAKE --format jsonl "SELECT record FROM records WHERE lower(user_id) = 'USER'" |
        benches/busy_user.py UNTIL 50000 >busy.jsonl
    trail365 import --lake LAKE busy.jsonl

UNTIL is the time of the intrusion, as the report has it. Ids of records and of sessions are fresh for each week.
"""
import datetime
import json
import re
import sys

until, wanted = sys.argv[1], int(sys.argv[2])
records = [json.loads(line)["record"] for line in sys.stdin]
ordinary = [record for record in records if re.search(r'"CreationTime":"([^"]*)"', record)[1] < until]
written, week = len(records), 0
while written < wanted:
    week += 1
    for record in ordinary:
        time = re.search(r'"CreationTime":"([^"]*)"', record)[1]
        earlier = datetime.datetime.fromisoformat(time) - datetime.timedelta(weeks=week)
        record = record.replace(time, earlier.isoformat())
        record = re.sub(r'("(?:Id|AADSessionId|SessionId)":"[^"]*?)([0-9a-f]{4})(?=[^0-9a-f"]*(?:@[^"]*)?")', rf"\g<1>{week:04x}", record)
        print(record)
        written += 1
        if written >= wanted:
            break
