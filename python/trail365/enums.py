"""The enums of the schema, under Microsoft's names. Each is made when it is first asked for."""

from __future__ import annotations

import enum
import keyword
from typing import Any

from trail365 import _native


class OpenEnum(enum.IntEnum):
    """An enum by numbers that takes any other number, too: records of tomorrow have members that nobody knows today."""

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if isinstance(value, str):
            return cls.of(value)
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = str(int(value))
        member._value_ = value
        return member

    @classmethod
    def of(cls, name: str) -> Any:
        """The member that Microsoft calls so."""
        return cls(_by_name(cls.__name__)[name])


class NamedEnum(str, enum.Enum):
    """An enum whose members have no numbers."""

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def of(cls, name: str) -> Any:
        """The member that Microsoft calls so."""
        return cls(name)


def _by_name(name: str) -> dict[str, int]:
    return {name: value for _, name, value in _native.enum_members(name) or [] if value is not None}


def _identifier(ident: str) -> str:
    if keyword.iskeyword(ident):
        return ident + "_"
    return "N" + ident if ident[0].isdigit() else ident


def __getattr__(name: str) -> Any:
    members = _native.enum_members(name)
    if members is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if all(value is not None for _, _, value in members):
        numbers = [(_identifier(ident), value) for ident, _, value in members]
        made: Any = OpenEnum(name, numbers, module=__name__)  # type: ignore[call-overload]
    else:
        names = [(_identifier(ident), text) for ident, text, _ in members]
        made = NamedEnum(name, names, module=__name__)  # type: ignore[call-overload]
    globals()[name] = made
    return made


def __dir__() -> list[str]:
    return sorted(_native.enum_names())
