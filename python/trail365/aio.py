"""The client for programs with an event loop: the methods of `trail365.ActivityClient` as coroutines.

>>> from trail365 import aio
>>> async def main():
...     async with aio.ActivityClient(tenant_id, client_id=app_id, secret=secret) as client:
...         async for info in client.content("Audit.Exchange"):
...             async for record in client.fetch(info):
...                 print(record.creation_time, record.operation)

A call whose task is cancelled ends: its connection is closed, and its place in the pace is free.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import AsyncIterator, Awaitable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from trail365 import _native
from trail365.client import (
    _ALREADY_ENABLED,
    BaseClient,
    ContentInfo,
    Notification,
    ObjectName,
    Subscription,
    Time,
    TokenSource,
    Webhook,
    _subscription_of,
)
from trail365.errors import ClientError

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["ActivityClient"]

T = TypeVar("T")


async def _run(call: _native.Call[T]) -> T:
    """Waits for a call. If the waiting task is cancelled, the call ends."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[tuple[Any, BaseException | None]] = loop.create_future()

    def settle(value: Any, error: BaseException | None) -> None:
        if not ended.done():
            ended.set_result((value, error))

    def done(value: Any, error: BaseException | None) -> None:
        # A loop that was closed has nobody who waits.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, value, error)

    call.start(done)
    try:
        value, error = await ended
    finally:
        call.cancel()
    if error is not None:
        raise error
    return value  # type: ignore[no-any-return]


async def _awaited(answer: Awaitable[T]) -> T:
    return await answer


class _LoopTokenSource(TokenSource):
    """Asks a token provider on a thread. What it returns to be awaited is awaited on the loop of the call."""

    loop: asyncio.AbstractEventLoop | None = None

    def ask(self) -> Any:
        answer = super().ask()
        if not inspect.isawaitable(answer):
            return answer
        if self.loop is None:
            raise RuntimeError("no event loop runs that could await the token provider")
        return asyncio.run_coroutine_threadsafe(_awaited(answer), self.loop).result()


class Listing(Generic[T]):
    """An asynchronous iterator over the items of all pages."""

    def __init__(self, client: ActivityClient, pages: _native.Pages[T]) -> None:
        self._client = client
        self._pages = pages
        self._items: Iterator[T] = iter(())
        #: Entries so far that name no content, so that nothing could be fetched for them.
        self.unreadable = 0

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        while True:
            for item in self._items:
                return item
            page = await self._client._run(self._pages.next())
            if page is None:
                raise StopAsyncIteration
            self._items = iter(page[0])
            self.unreadable += page[1]


class ActivityClient(BaseClient):
    """The Management Activity API of one tenant. Tasks can share a client.

    A token provider may be a function, which is called on a thread of its own, or a coroutine function, which runs on
    the loop.
    """

    __slots__ = ()

    _source = _LoopTokenSource

    async def _run(self, call: _native.Call[T]) -> T:
        source = self._open.credential.function
        if isinstance(source, _LoopTokenSource):
            source.loop = asyncio.get_running_loop()
        return await _run(call)

    async def subscriptions(self) -> list[Subscription]:
        """Returns the subscriptions with their webhooks."""
        return await self._run(self._open.subscriptions())

    async def start_subscription(
        self, content_type: str, webhook: Webhook | None = None, *, remove_webhook: bool = False
    ) -> Subscription:
        """Starts a subscription, or changes the webhook of an active one. The first content can take 12 hours.

        One that is enabled as asked for is returned as it is, so that a program can start it each time it runs.
        """
        try:
            return await self._run(self._open.start_subscription(str(content_type), webhook, remove_webhook))
        except ClientError as error:
            if error.code != _ALREADY_ENABLED:
                raise
            return _subscription_of(content_type, await self.subscriptions(), error)

    async def stop_subscription(self, content_type: str) -> None:
        """Stops a subscription. Content that the service would gather until it is started again is lost."""
        await self._run(self._open.stop_subscription(str(content_type)))

    def content(
        self, content_type: str, start: Time | None = None, end: Time | None = None
    ) -> Listing[ContentInfo]:
        """Lists the content that became available in a window of at most a day, by default the last 24 hours."""
        return Listing(self, self._open.content(str(content_type), start, end))

    def notifications(
        self, content_type: str, start: Time | None = None, end: Time | None = None
    ) -> Listing[Notification]:
        """Lists the notifications that were sent to the webhook in a window, or should have been."""
        return Listing(self, self._open.notifications(str(content_type), start, end))

    async def fetch(self, content: ContentInfo | str) -> AsyncIterator[Any]:
        """Fetches a blob, by what a listing says of it, its ID or its address, and iterates over its records.

        The blob is complete before the first record comes. Pieces that are no record come as `Rejected`.
        """
        for record in await self._run(self._open.fetch(*self._address(content))):
            yield record

    async def fetch_bytes(self, content: ContentInfo | str) -> bytes:
        """Fetches a blob as the service wrote it: a JSON array of records."""
        return await self._run(self._open.fetch_bytes(self._address(content)[0]))

    async def sensitive_types(self, language: str | None = None) -> list[ObjectName]:
        """Returns the names of the sensitive information types, in a language such as `de-DE`."""
        return await self._run(self._open.sensitive_types(language))

    # The names of Aspose.Email.

    async def list_subscriptions(self) -> list[Subscription]:
        """Returns the subscriptions with their webhooks."""
        return await self.subscriptions()

    async def list_content(
        self, content_type: str, start_time: Time | None = None, end_time: Time | None = None
    ) -> list[ContentInfo]:
        """Returns the content of all pages; see `content`."""
        return [info async for info in self.content(content_type, start_time, end_time)]

    async def fetch_content(self, content_id: ContentInfo | str) -> list[Any]:
        """Returns the records of a blob, each of the class of its type; see `fetch`."""
        return [record async for record in self.fetch(content_id)]

    async def list_friendly_names(self) -> list[ObjectName]:
        """Returns the names of the sensitive information types, in the service's own language."""
        return await self.sensitive_types()

    async def aclose(self) -> None:
        """Closes the client. Calls that other tasks have started go on."""
        self._client = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        await self.aclose()
