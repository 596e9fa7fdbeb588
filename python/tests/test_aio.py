"""The client for event loops against the sandbox."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import signal
import threading
import time
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import pytest
from service import EXCHANGE, hanging, noon, obtainable, token_of, webhook

from trail365 import (
    AuthenticationError,
    ClientError,
    ObjectName,
    Subscription,
    SubscriptionError,
    TransportError,
    Webhook,
    WindowError,
    aio,
    aspose,
    records,
)
from trail365.testing import Sandbox

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs a test's coroutine; nothing here takes a minute."""

    async def limited() -> T:
        return await asyncio.wait_for(work, 60)

    return asyncio.run(limited())


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with noon() as sandbox:
        yield sandbox


def test_content_is_listed_and_fetched(sandbox: Sandbox) -> None:
    async def work() -> None:
        async with sandbox.aio_client() as client:
            truth = obtainable(sandbox, EXCHANGE)
            listing = client.content(EXCHANGE)
            found = []
            async for info in listing:
                found.append((info.content_id, [record async for record in client.fetch(info)]))
            assert listing.unreadable == 0
            assert [id for id, _ in found] == [blob["contentId"] for blob in truth] and len(found) > 7
            assert [[str(r["Id"]) for r in read] for _, read in found] == [blob["records"] for blob in truth]
            assert all(isinstance(record, records.Common) for _, read in found for record in read)
            infos = await client.list_content(EXCHANGE, "2026-03-03", "2026-03-03T12:00:00")
            assert 0 < len(infos) < len(found)
            content = await client.fetch_content(infos[-1].content_id)
            whole = json.loads(await client.fetch_bytes(infos[-1]))
            assert [record.to_dict() for record in content] == whole

    run(work())


def test_subscriptions_webhooks_and_names() -> None:
    async def work(address: str) -> None:
        with noon(subscribed=[]) as sandbox:
            async with sandbox.aio_client() as client:
                assert await client.subscriptions() == []
                with pytest.raises(SubscriptionError):
                    await client.list_content(EXCHANGE)
                enabled = Subscription(EXCHANGE, aspose.SubscriptionStatus.ENABLED)
                assert await client.start_subscription(EXCHANGE) == enabled
                assert await client.start_subscription(EXCHANGE) == enabled
                hooked = await client.start_subscription(EXCHANGE, Webhook(address=address, auth_id="hush"))
                assert hooked.webhook and hooked.webhook.status is aspose.WebhookStatus.ENABLED
                removed = await client.start_subscription(EXCHANGE, remove_webhook=True)
                assert removed.webhook is None
                assert [note async for note in client.notifications(EXCHANGE)] == []
                await client.stop_subscription(EXCHANGE)
                assert [s.status for s in await client.list_subscriptions()] == [aspose.SubscriptionStatus.DISABLED]
                names = await client.list_friendly_names()
                assert names[0] == ObjectName("50842eb7-edc8-4019-85dd-5a5c1f2bb085", "Credit Card Number")
                assert (await client.sensitive_types("es"))[0].name == "Número de tarjeta de crédito"

    with webhook() as (address, _):
        run(work(address))


def test_the_loop_goes_on_while_calls_wait() -> None:
    async def work() -> None:
        with noon(service={"latency_ms": 300}) as sandbox:
            async with sandbox.aio_client() as client:
                ticks = 0

                async def tick() -> None:
                    nonlocal ticks
                    while True:
                        ticks += 1
                        await asyncio.sleep(0.01)

                ticking = asyncio.create_task(tick())
                listed = await asyncio.gather(*(client.list_subscriptions() for _ in range(10)))
                ticking.cancel()
                assert [len(subscriptions) for subscriptions in listed] == [5] * 10
                assert ticks > 5, "a call holds the loop"
                assert sandbox.requests()["operations"]["token"] == 1, "they share a token"

    run(work())


def test_a_cancelled_task_ends_its_call() -> None:
    async def work() -> None:
        with hanging() as sandbox:
            async with sandbox.aio_client() as client:
                calls = [asyncio.create_task(client.subscriptions()) for _ in range(3)]
                while client.pace["in_flight"] < 3:
                    await asyncio.sleep(0.01)
                begun = time.monotonic()
                for call in calls:
                    call.cancel()
                ended = await asyncio.gather(*calls, return_exceptions=True)
                assert [type(error) for error in ended] == [asyncio.CancelledError] * 3
                while client.pace["in_flight"] > 0:
                    await asyncio.sleep(0.01)
                with pytest.raises(asyncio.TimeoutError):
                    await asyncio.wait_for(client.list_content(EXCHANGE), 0.1)
                while client.pace["in_flight"] > 0:
                    await asyncio.sleep(0.01)
                assert time.monotonic() - begun < 10

    run(work())


def test_a_loop_may_end_before_its_calls() -> None:
    with hanging() as sandbox:
        client = sandbox.aio_client()

        async def abandon() -> None:
            task = asyncio.create_task(client.subscriptions())
            await asyncio.sleep(0.1)
            assert not task.done()

        asyncio.run(abandon())
        for _ in range(500):
            if client.pace["in_flight"] == 0:
                break
            time.sleep(0.01)
        assert client.pace["in_flight"] == 0


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT to send")
def test_ctrl_c_ends_a_program() -> None:
    with hanging() as sandbox:

        async def work() -> None:
            async with sandbox.aio_client() as client:
                threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
                await client.subscriptions()

        begun = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(work())
        assert time.monotonic() - begun < 10


def test_a_token_provider_is_a_function_or_a_coroutine(sandbox: Sandbox) -> None:
    token = token_of(sandbox)
    loops = []

    async def from_the_loop() -> tuple[str, float]:
        loops.append(asyncio.get_running_loop())
        await asyncio.sleep(0.01)
        return token, 3600

    class Credential:
        async def get_token(self, scope: str) -> Any:
            return type("AccessToken", (), {"token": token, "expires_on": time.time() + 3600})()

    async def work() -> None:
        for provider in (from_the_loop, lambda: token, Credential()):
            async with sandbox.aio_client(token_provider=provider) as client:
                assert len(await client.subscriptions()) == 5
                assert client.token_provider is provider
        assert loops == [asyncio.get_running_loop()]

    run(work())


def test_an_exception_of_a_provider_is_raised_as_it_is(sandbox: Sandbox) -> None:
    failure = LookupError("the vault has no such key")

    async def fails() -> str:
        raise failure

    def stops() -> str:
        raise StopIteration

    async def work() -> None:
        async with sandbox.aio_client(token_provider=fails) as client:
            with pytest.raises(LookupError) as caught:
                await client.subscriptions()
            assert caught.value is failure
        async with sandbox.aio_client(token_provider=stops) as client:
            # A coroutine cannot raise this one: Python puts another in front of it.
            with pytest.raises(RuntimeError):
                await client.subscriptions()

    run(work())


def test_errors_have_their_classes(sandbox: Sandbox) -> None:
    async def work() -> None:
        secret = "correct-horse-battery"
        async with sandbox.aio_client(client_id=sandbox.client_id, secret=secret, retries=0) as client:
            with pytest.raises(AuthenticationError) as wrong:
                await client.subscriptions()
            assert wrong.value.code == "AADSTS7000215" and wrong.value.remedy
            assert secret not in repr(client) + str(wrong.value)
            with pytest.raises(TypeError, match="credential"):
                pickle.dumps(client)
        async with sandbox.aio_client() as client:
            with pytest.raises(WindowError):
                await client.list_content(EXCHANGE, "2026-03-01", "2026-03-03")
        with pytest.raises(ClientError, match="closed"):
            await client.subscriptions()
        gone = Sandbox(users=1)
        gone.close()
        async with gone.aio_client(retries=0) as client:
            with pytest.raises(TransportError):
                await client.subscriptions()

    run(work())


def test_a_client_serves_loop_after_loop(sandbox: Sandbox) -> None:
    client = sandbox.aio_client()
    for _ in range(3):
        assert len(run(client.subscriptions())) == 5
    found: list[int] = []

    def work() -> None:
        found.append(len(run(client.subscriptions())))

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [5] * 5
