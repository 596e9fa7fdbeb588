"""The exceptions of the package. Each says what failed, on what and why; the remedy is in `remedy` where there is one."""

from __future__ import annotations


class Trail365Error(Exception):
    """The root of all exceptions of the package."""

    #: What to do about it, where there is something to do.
    remedy: str | None = None


class RecordError(Trail365Error, ValueError):
    """Bytes that are no record, or a change that a record cannot take."""

    #: Byte of the input at which it was seen.
    offset: int | None = None


class EncodingError(RecordError, UnicodeDecodeError):
    """Bytes of a record that are not UTF-8."""


class SurrogateError(RecordError, UnicodeEncodeError):
    """Text of a record that has halves of characters."""


class ArgumentError(Trail365Error, ValueError):
    """A value that a call, a field or a query cannot take."""


class ReadError(Trail365Error, OSError):
    """An input that cannot be read."""


class LakeError(Trail365Error):
    """A lake that cannot serve a call."""


class LakeNotFoundError(LakeError, FileNotFoundError):
    """No lake is there."""


class LakeDamagedError(LakeError):
    """Stored data contradicts the log."""


class CommitConflictError(LakeError):
    """Other writers were faster time after time."""


class QueryError(Trail365Error):
    """A query that cannot be planned or run."""

    #: Place in the query: line and column from 1.
    position: tuple[int, int] | None = None
    #: The name that was probably meant.
    suggestion: str | None = None


class QueryRefusedError(QueryError):
    """A statement that would change something, or reach beyond the tables."""


class ClientError(Trail365Error):
    """A call of the Management Activity API that failed."""

    #: Kind of failure in one word, such as `Throttled`.
    kind: str | None = None
    #: Who is at fault: `Ours`, `Configuration`, `Tenant`, `Service`, `Network` or `Caller`.
    fault: str | None = None
    #: Code of the service, such as `AF20024`.
    code: str | None = None
    #: HTTP status.
    status: int | None = None
    #: True if the same call may succeed later.
    can_retry: bool = False
    #: Seconds that the service wants to pass before the next try.
    retry_after: float | None = None


class ConfigurationError(ClientError, ValueError):
    """A setting that cannot be used. Nothing was sent."""


class WindowError(ClientError, ValueError):
    """A window that is longer than a day, or begins more than seven days ago."""


class AuthenticationError(ClientError):
    """Signing in failed."""


class PermissionDeniedError(ClientError, PermissionError):
    """The service refused the token, or the application lacks a permission."""


class ThrottledError(ClientError):
    """The service refuses more calls for now."""


class SubscriptionError(ClientError):
    """There is no subscription, or an administrator has disabled it."""


class ContentExpiredError(ClientError):
    """Content that the service no longer has."""


class ContentIdError(ClientError, ValueError):
    """An ID or address that is not one of content: the service never gave it out."""


class TransportError(ClientError, ConnectionError):
    """The service was not reached, or its answer broke off."""


class TimedOutError(ClientError, TimeoutError):
    """A call took longer than allowed."""


class ForkedProcessError(Trail365Error, RuntimeError):
    """The process was forked after the package had started its threads."""


class InternalError(Trail365Error):
    """A fault of this package."""
