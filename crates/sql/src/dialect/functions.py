"""Functions that the views of trail365 call in DuckDB and Spark. Printed by `trail365 lake sql --functions`."""
import json

_SPACE = " \t\r\n"


def _decode(text, at):
    # A decoder of its own each time: Spark sends functions to its workers, and a decoder cannot be sent.
    return json.JSONDecoder(strict=False).raw_decode(text, at)


def _skip(text, at):
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _members(text):
    """Returns the members of an object as (key, key as written, value as written, value); None where the text is no object."""
    try:
        at, members = _skip(text, 0), []
        if text[at] != "{":
            return None
        at = _skip(text, at + 1)
        while text[at] != "}":
            key, end = _decode(text, at)
            written, at = text[at:end], _skip(text, end)
            if not isinstance(key, str) or text[at] != ":":
                return None
            start = _skip(text, at + 1)
            value, end = _decode(text, start)
            members.append((key, written, text[start:end], value))
            at = _skip(text, end)
            if text[at] == ",":
                at = _skip(text, at + 1)
            elif text[at] != "}":
                return None
        return members if _skip(text, at + 1) == len(text) else None
    except (ValueError, IndexError, RecursionError):
        return None


def _at(text, path):
    """Returns the member at a path of keys with dots between them; of a doubled key the last whose value is not null."""
    member = None
    for key in path.split("."):
        found = [member for member in _members(text or "") or [] if member[0] == key and member[3] is not None]
        if not found:
            return None
        member = found[-1]
        text = member[2]
    return member


def json_get(text, path):
    """The value at a path of keys, as JSON text."""
    member = _at(text, path)
    return member[2] if member else None


def json_text(text, path):
    """The value at a path of keys, as text: a string without its quotes and escapes, anything else as JSON."""
    member = _at(text, path)
    if member is None:
        return None
    value = member[3]
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else member[2]


def _filtered(text, stays):
    members = _members(text or "")
    if members is None:
        return None
    kept = [member for member in members if stays(member)]
    if len(kept) == len(members):
        return text
    return "{" + ",".join(f"{written}:{value}" for _, written, value, _ in kept) + "}"


def json_without(text, keys):
    """A JSON object without these keys."""
    return _filtered(text, lambda member: member[0] not in keys)


def json_rest(record, extra, keys):
    """What a record holds besides the values of these keys that columns show."""
    shown = set(keys) - {member[0] for member in _members(extra or "") or []}
    return _filtered(record, lambda member: member[3] is None or member[0] not in shown)


def prepare_duckdb(connection):
    """Registers the functions with a connection of DuckDB and sets its times to UTC."""
    text, texts = "VARCHAR", "VARCHAR[]"
    connection.execute("SET TimeZone = 'UTC'")
    for function, types in ((json_get, [text, text]), (json_text, [text, text]), (json_without, [text, texts]), (json_rest, [text, text, texts])):
        connection.create_function(function.__name__, function, types, text, null_handling="special")


def register_spark(spark):
    """Registers the functions with a session of Spark or Sail and sets its times to UTC."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    for function in (json_get, json_text, json_without, json_rest):
        spark.udf.register(function.__name__, function, "string")


def prepare_spark(spark, lake):
    """Does what `register_spark` does, and makes the table `activity` of a lake."""
    register_spark(spark)
    spark.read.format("delta").load(f"{lake}/activity").createOrReplaceTempView("activity")
