"""Microsoft 365 audit activity: typed records, any export, the lake, the service.

>>> import trail365
>>> record = trail365.parse('{"RecordType":15,"Operation":"UserLoggedIn","UserId":"joey@example.com"}')
>>> record.user_id, record.record_type.name
('joey@example.com', 'AzureActiveDirectoryStsLogon')
"""

from collections.abc import MutableMapping, MutableSequence
from importlib import import_module
from types import ModuleType

from trail365 import enums, records
from trail365._native import (
    Address,
    Deviation,
    FieldList,
    ImportReport,
    Lake,
    Object,
    Origin,
    Pair,
    Pairs,
    Progress,
    Reader,
    Rejected,
    Result,
    __version__,
    parse,
    read,
)
from trail365.client import (
    ActivityClient,
    ContentInfo,
    ContentType,
    Notification,
    ObjectName,
    Subscription,
    Webhook,
)
from trail365.errors import (
    ArgumentError,
    AuthenticationError,
    ClientError,
    CommitConflictError,
    ConfigurationError,
    ContentExpiredError,
    ContentIdError,
    EncodingError,
    ForkedProcessError,
    InternalError,
    LakeDamagedError,
    LakeError,
    LakeNotFoundError,
    PermissionDeniedError,
    QueryError,
    QueryRefusedError,
    ReadError,
    RecordError,
    SubscriptionError,
    SurrogateError,
    ThrottledError,
    TimedOutError,
    Trail365Error,
    TransportError,
    WindowError,
)

# The native classes have what is particular to them; the rest of the protocol is Python's own.
MutableMapping.register(Object)
for _name in ("pop", "popitem", "setdefault", "update", "clear"):
    setattr(Object, _name, getattr(MutableMapping, _name))
MutableSequence.register(FieldList)
for _name in ("remove", "index", "count", "__iadd__", "__reversed__"):
    setattr(FieldList, _name, getattr(MutableSequence, _name))
del _name

__all__ = [
    "ActivityClient",
    "Address",
    "ArgumentError",
    "AuthenticationError",
    "ClientError",
    "CommitConflictError",
    "ConfigurationError",
    "ContentExpiredError",
    "ContentIdError",
    "ContentInfo",
    "ContentType",
    "Deviation",
    "EncodingError",
    "FieldList",
    "ForkedProcessError",
    "ImportReport",
    "InternalError",
    "Lake",
    "LakeDamagedError",
    "LakeError",
    "LakeNotFoundError",
    "Notification",
    "Object",
    "ObjectName",
    "Origin",
    "Pair",
    "Pairs",
    "PermissionDeniedError",
    "Progress",
    "QueryError",
    "QueryRefusedError",
    "ReadError",
    "Reader",
    "RecordError",
    "Rejected",
    "Result",
    "Subscription",
    "SubscriptionError",
    "SurrogateError",
    "ThrottledError",
    "TimedOutError",
    "Trail365Error",
    "TransportError",
    "Webhook",
    "WindowError",
    "__version__",
    "enums",
    "parse",
    "read",
    "records",
]


def __getattr__(name: str) -> ModuleType:
    # Loaded on first use: most programs need neither an event loop nor a sandbox.
    if name in ("aio", "testing"):
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
