"""The Office 365 Management Activity API of one tenant: subscriptions, content, notifications.

>>> from trail365 import ActivityClient
>>> with ActivityClient(tenant_id, client_id=app_id, secret=secret) as client:    # doctest: +SKIP
...     client.start_subscription("Audit.Exchange")
...     for info in client.content("Audit.Exchange"):
...         for record in client.fetch(info):
...             print(record.creation_time, record.operation)
"""

from __future__ import annotations

import enum
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Protocol, TypeAlias, TypeVar

from trail365 import _native
from trail365.errors import ClientError

if TYPE_CHECKING:
    from typing_extensions import Self

    from trail365.aspose import NotificationStatus, SubscriptionStatus, WebhookStatus

T = TypeVar("T")

Time: TypeAlias = datetime | date | str


class ContentType(str, enum.Enum):
    """The types of content that can be subscribed to."""

    AUDIT_AZURE_ACTIVE_DIRECTORY = "Audit.AzureActiveDirectory"
    AUDIT_EXCHANGE = "Audit.Exchange"
    AUDIT_SHARE_POINT = "Audit.SharePoint"
    AUDIT_GENERAL = "Audit.General"
    DLP_ALL = "DLP.All"

    def __str__(self) -> str:
        return self.value


@dataclass
class ContentInfo:
    """One blob of content that can be fetched."""

    #: ID of the blob. The same blob can be listed more than once.
    content_id: str = ""
    #: Type of its content.
    content_type: str = ""
    #: Address of the blob.
    content_uri: str = ""
    #: Time at which it became available; its events can be far older.
    created: datetime | None = None
    #: End of the time in which it can be fetched.
    expiration: datetime | None = None


@dataclass
class Notification(ContentInfo):
    """A notification that the service sent, or tried to send, to a webhook."""

    #: Time at which it was sent.
    sent: datetime | None = None
    #: Outcome; text for a word that is not documented.
    status: NotificationStatus | str | None = None


@dataclass
class Webhook:
    """The receiver of notifications about new content."""

    #: HTTPS address that notifications are posted to.
    address: str | None = None
    #: Value of the header `Webhook-AuthID` of notifications. It proves that they are genuine, so no repr shows it.
    auth_id: str | None = field(default=None, repr=False)
    #: Time at which notifications end.
    expiration: datetime | None = None
    #: Status of the webhook; text for a word that is not documented.
    status: WebhookStatus | str | None = None


@dataclass
class Subscription:
    """A subscription as the service describes it."""

    #: Type of its content.
    content_type: str = ""
    #: Status of the subscription; text for a word that is not documented.
    status: SubscriptionStatus | str | None = None
    #: Receiver of notifications.
    webhook: Webhook | None = None


@dataclass
class ObjectName:
    """A sensitive information type, which DLP records name by its ID."""

    id: str = ""
    name: str = ""


class _HasToken(Protocol):
    @property
    def token(self) -> str: ...


#: What a token provider returns: a token; a token and its lifetime in seconds, as a `timedelta` or by its end; or an
#: object with `token` and perhaps `expires_on`, as those of azure-identity are.
TokenAnswer: TypeAlias = str | tuple[str, float | timedelta | datetime | None] | _HasToken


class TokenSource:
    """Asks a token provider: a function, or an object with `get_token(scope)` or `get_access_token()`."""

    def __init__(self, provider: Any, resource: str) -> None:
        named = (getattr(provider, name, None) for name in ("get_token", "get_access_token"))
        if not callable(provider) and not any(callable(method) for method in named):
            raise TypeError("a token provider is a function, or has get_token(scope) or get_access_token()")
        self.provider = provider
        self.resource = resource

    def ask(self) -> Any:
        """Asks the provider once."""
        get_token = getattr(self.provider, "get_token", None)
        if callable(get_token):
            return get_token(f"{self.resource}/.default")
        get_access_token = getattr(self.provider, "get_access_token", None)
        return get_access_token() if callable(get_access_token) else self.provider()

    def __call__(self) -> tuple[str, float | None]:
        answer = self.ask()
        if hasattr(answer, "token"):
            # Looked for first: the tokens of azure-identity are tuples with names.
            token = getattr(answer, "token")
            ends = getattr(answer, "expires_on", None)
            life = ends - time.time() if isinstance(ends, (int, float)) else ends
        elif isinstance(answer, tuple):
            token, life = answer
        else:
            token, life = answer, None
        if isinstance(life, datetime):
            life = life.timestamp() - time.time()
        if isinstance(life, timedelta):
            life = life.total_seconds()
        if not isinstance(token, str):
            # The answer itself is not shown: it may hold the token.
            raise TypeError(f"a token provider returned {type(token).__name__} for a token, which is text")
        return token, life

    def __repr__(self) -> str:
        return "<TokenSource>"


def _credential(
    client_id: str | None,
    secret: str | None,
    certificate: bytes | str | os.PathLike[str] | None,
    password: str | None,
    federated_token_file: str | os.PathLike[str] | None,
    managed_identity: bool,
    token: str | None,
    source: TokenSource | None,
) -> _native.Credential:
    ways = {
        "secret": secret is not None,
        "certificate": certificate is not None,
        "federated_token_file": federated_token_file is not None,
        "managed_identity": managed_identity,
        "token": token is not None,
        "token_provider": source is not None,
    }
    given = [name for name, is_given in ways.items() if is_given]
    if len(given) != 1:
        found = " and ".join(given) or "none"
        raise TypeError(f"a client signs in in one way, and {found} was given: choose one of {', '.join(ways)}")
    if managed_identity:
        return _native.Credential.managed_identity(client_id)
    if token is not None:
        return _native.Credential.token(token)
    if source is not None:
        return _native.Credential.provider(source)
    if client_id is None:
        raise TypeError(f"{given[0]} needs the client_id of the app registration")
    if secret is not None:
        return _native.Credential.client_secret(client_id, secret)
    if certificate is not None:
        if not isinstance(certificate, bytes):
            with open(certificate, "rb") as file:
                certificate = file.read()
        return _native.Credential.certificate(client_id, certificate, password)
    assert federated_token_file is not None
    return _native.Credential.federated_token_file(client_id, os.fspath(federated_token_file))


#: Code of the service for a start that changes nothing.
_ALREADY_ENABLED = "AF20024"


def _subscription_of(content_type: str, subscriptions: list[Subscription], error: ClientError) -> Subscription:
    """Returns the subscription to a type that the service called enabled."""
    for subscription in subscriptions:
        if subscription.content_type.lower() == str(content_type).lower():
            return subscription
    raise error


class BaseClient:
    """The settings of a client, blocking or not."""

    __slots__ = ("__weakref__", "_client")

    _client: _native.NativeClient | None
    _source: type[TokenSource] = TokenSource

    def __init__(
        self,
        tenant_id: str,
        *,
        client_id: str | None = None,
        secret: str | None = None,
        certificate: bytes | str | os.PathLike[str] | None = None,
        password: str | None = None,
        federated_token_file: str | os.PathLike[str] | None = None,
        managed_identity: bool = False,
        token: str | None = None,
        token_provider: Any = None,
        cloud: str | tuple[str, str] = "enterprise",
        resource_id: str | None = None,
        publisher: str | None = None,
        proxy: str | bool | None = None,
        root_certificates: bytes | None = None,
        user_agent: str | None = None,
        connect_timeout: float | None = 10.0,
        read_timeout: float | None = 60.0,
        total_timeout: float | None = 600.0,
        content_timeout: float | None = None,
        retries: int = 3,
        quota_per_minute: int = 2000,
        max_in_flight: int = 16,
        max_content_bytes: int | None = 8 << 30,
        max_bytes_in_memory: int | None = 1 << 30,
        max_pages: int = 10_000,
    ) -> None:
        """Makes a client; nothing is sent.

        It signs in in one way: `client_id` with `secret`, with `certificate` (PEM with the key, or PFX with its
        `password`; bytes or a path) or with `federated_token_file`; `managed_identity=True`, with the `client_id` of a
        user-assigned one; `token`, an access token from elsewhere; or `token_provider`, a function that returns tokens.

        `cloud` is `enterprise`, `gcc`, `gcc-high`, `dod`, or the API's root and the sign-in authority as a tuple.
        `proxy` is a URL, `False` for none, or `None` for that of the environment. Timeouts are seconds, or `None`.
        """
        self._client = None
        if not isinstance(cloud, str):
            cloud = ",".join(cloud)
        settings = {
            "publisher": publisher,
            "resource": resource_id,
            "proxy": proxy if isinstance(proxy, str) else None,
            "direct": proxy is False,
            "connect_timeout": connect_timeout,
            "read_timeout": read_timeout,
            "total_timeout": total_timeout,
            "content_timeout": content_timeout,
            "user_agent": user_agent,
            "root_certificates": root_certificates,
            "retries": retries,
            "quota_per_minute": quota_per_minute,
            "max_in_flight": max_in_flight,
            "max_content_bytes": max_content_bytes,
            "max_bytes_in_memory": max_bytes_in_memory,
            "max_pages": max_pages,
        }
        source = None
        if token_provider is not None:
            source = self._source(token_provider, resource_id or _native.cloud_root(cloud))
        credential = _credential(
            client_id, secret, certificate, password, federated_token_file, managed_identity, token, source
        )
        self._client = _native.NativeClient(tenant_id, credential, cloud, settings)

    @classmethod
    def get_client(cls, token_provider: Any, tenant_id: str, **settings: Any) -> Self:
        """Returns a client that takes its tokens from a provider. This is Aspose's way to make one."""
        return cls(tenant_id, token_provider=token_provider, **settings)

    @property
    def _open(self) -> _native.NativeClient:
        if self._client is None:
            raise ClientError("the client was closed")
        return self._client

    @property
    def tenant_id(self) -> str:
        """The tenant. A client for which this is set is built anew, as with the other properties."""
        return self._open.tenant_id

    @tenant_id.setter
    def tenant_id(self, value: str) -> None:
        self._client = self._open.rebuilt(tenant_id=value)

    @property
    def cloud(self) -> str:
        """The cloud: its name, or root and authority."""
        return self._open.cloud

    @property
    def resource_id(self) -> str:
        """The resource that tokens are for; by default the root of the cloud's API."""
        return self._open.resource

    @resource_id.setter
    def resource_id(self, value: str) -> None:
        provider = self.token_provider
        credential = None if provider is None else _native.Credential.provider(self._source(provider, value))
        self._client = self._open.rebuilt(resource=value, credential=credential)

    @property
    def timeout(self) -> int | None:
        """Milliseconds that a call may take, content aside; `None` for any time."""
        seconds = self._open.total_timeout
        return None if seconds is None else round(seconds * 1000)

    @timeout.setter
    def timeout(self, value: int) -> None:
        self._client = self._open.rebuilt(total_timeout=value / 1000)

    @property
    def token_provider(self) -> Any:
        """The token provider; `None` for a client that signs in by itself."""
        source = self._open.credential.function
        return None if source is None else source.provider

    @token_provider.setter
    def token_provider(self, value: Any) -> None:
        credential = _native.Credential.provider(self._source(value, self.resource_id))
        self._client = self._open.rebuilt(credential=credential)

    @property
    def multiple_services_token_provider(self) -> Any:
        """The token provider, as one API has one audience."""
        return self.token_provider

    @multiple_services_token_provider.setter
    def multiple_services_token_provider(self, value: Any) -> None:
        self.token_provider = value

    @property
    def server_time(self) -> datetime:
        """The time by the service's clock; before the first answer that of this machine."""
        return self._open.server_time

    @property
    def clock_offset(self) -> timedelta | None:
        """The lead of the service's clock over this machine's; `None` before the first answer."""
        seconds = self._open.clock_offset
        return None if seconds is None else timedelta(seconds=seconds)

    @property
    def pace(self) -> dict[str, Any]:
        """The present pace of requests."""
        return self._open.pace()

    def content_uri(self, content_id: str) -> str:
        """Returns the address of the content with this ID."""
        return self._open.content_uri(content_id)

    def _address(self, content: ContentInfo | str) -> tuple[str, str]:
        """Returns the address of a blob and the name that its records give as their source."""
        if isinstance(content, ContentInfo):
            uri = content.content_uri or self.content_uri(content.content_id)
            return uri, content.content_id or uri
        return (content if "://" in content else self.content_uri(content)), content

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client holds a credential and is not pickled: make one in each process")

    def __repr__(self) -> str:
        name = type(self).__name__
        if self._client is None:
            return f"<{name}, closed>"
        return f"<{name} of tenant {self.tenant_id} in {self.cloud}, {self._client.credential!r}>"


class Listing(Generic[T]):
    """An iterator over the items of all pages. Each page is fetched when the one before it is used up."""

    def __init__(self, pages: _native.Pages[T]) -> None:
        self._pages = pages
        self._items: Iterator[T] = iter(())
        #: Entries so far that name no content, so that nothing could be fetched for them.
        self.unreadable = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        while True:
            for item in self._items:
                return item
            page = self._pages.next().wait()
            if page is None:
                raise StopIteration
            self._items = iter(page[0])
            self.unreadable += page[1]


class ActivityClient(BaseClient):
    """The Management Activity API of one tenant. Threads can share a client."""

    __slots__ = ()

    def subscriptions(self) -> list[Subscription]:
        """Returns the subscriptions with their webhooks."""
        return self._open.subscriptions().wait()

    def start_subscription(
        self, content_type: str, webhook: Webhook | None = None, *, remove_webhook: bool = False
    ) -> Subscription:
        """Starts a subscription, or changes the webhook of an active one. The first content can take 12 hours.

        One that is enabled as asked for is returned as it is, so that a program can start it each time it runs.
        """
        try:
            return self._open.start_subscription(str(content_type), webhook, remove_webhook).wait()
        except ClientError as error:
            if error.code != _ALREADY_ENABLED:
                raise
            return _subscription_of(content_type, self.subscriptions(), error)

    def stop_subscription(self, content_type: str) -> None:
        """Stops a subscription. Content that the service would gather until it is started again is lost."""
        self._open.stop_subscription(str(content_type)).wait()

    def content(
        self, content_type: str, start: Time | None = None, end: Time | None = None
    ) -> Listing[ContentInfo]:
        """Lists the content that became available in a window of at most a day, by default the last 24 hours."""
        return Listing(self._open.content(str(content_type), start, end))

    def notifications(
        self, content_type: str, start: Time | None = None, end: Time | None = None
    ) -> Listing[Notification]:
        """Lists the notifications that were sent to the webhook in a window, or should have been."""
        return Listing(self._open.notifications(str(content_type), start, end))

    def fetch(self, content: ContentInfo | str) -> _native.Reader:
        """Fetches a blob, by what a listing says of it, its ID or its address, and iterates over its records.

        The blob is complete before the first record comes. Pieces that are no record come as `Rejected`.
        """
        return self._open.fetch(*self._address(content)).wait()

    def fetch_bytes(self, content: ContentInfo | str) -> bytes:
        """Fetches a blob as the service wrote it: a JSON array of records."""
        return self._open.fetch_bytes(self._address(content)[0]).wait()

    def sensitive_types(self, language: str | None = None) -> list[ObjectName]:
        """Returns the names of the sensitive information types, in a language such as `de-DE`."""
        return self._open.sensitive_types(language).wait()

    # The names of Aspose.Email.

    def list_subscriptions(self) -> list[Subscription]:
        """Returns the subscriptions with their webhooks."""
        return self.subscriptions()

    def list_content(
        self, content_type: str, start_time: Time | None = None, end_time: Time | None = None
    ) -> list[ContentInfo]:
        """Returns the content of all pages; see `content`."""
        return list(self.content(content_type, start_time, end_time))

    def fetch_content(self, content_id: ContentInfo | str) -> list[Any]:
        """Returns the records of a blob, each of the class of its type; see `fetch`."""
        return list(self.fetch(content_id))

    def list_friendly_names(self) -> list[ObjectName]:
        """Returns the names of the sensitive information types, in the service's own language."""
        return self.sensitive_types()

    def close(self) -> None:
        """Closes the client. Calls that other threads have started go on."""
        self._client = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        self.close()
