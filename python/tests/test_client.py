"""The blocking client against the sandbox."""

from __future__ import annotations

import copy
import doctest
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from service import (
    DATA,
    EXCHANGE,
    ISSUER,
    PASSWORD,
    TYPES,
    hanging,
    noon,
    obtainable,
    public_key,
    signed_claims,
    token_of,
    webhook,
)

import trail365
import trail365.aio
import trail365.client
import trail365.testing
from trail365 import (
    ActivityClient,
    AuthenticationError,
    ClientError,
    ConfigurationError,
    ContentExpiredError,
    ContentInfo,
    ContentType,
    Notification,
    ObjectName,
    PermissionDeniedError,
    Subscription,
    SubscriptionError,
    ThrottledError,
    TimedOutError,
    TransportError,
    Webhook,
    WindowError,
    aspose,
    records,
)
from trail365.testing import Sandbox

UTC = timezone.utc


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with noon() as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[ActivityClient]:
    # The quota of a tenant would let 33 requests a second through.
    with sandbox.client(retries=0, quota_per_minute=600_000) as client:
        yield client


# Listings and content


@pytest.mark.parametrize("content_type", list(ContentType))
def test_every_page_is_listed(sandbox: Sandbox, client: ActivityClient, content_type: ContentType) -> None:
    truth = [blob["contentId"] for blob in obtainable(sandbox, str(content_type))]
    listing = client.content(content_type)
    listed = list(listing)
    assert [info.content_id for info in listed] == truth and len(truth) > 7
    assert listing.unreadable == 0 and next(listing, None) is None
    assert {info.content_type for info in listed} == {content_type}
    assert all(info.content_uri.startswith(sandbox.url) for info in listed)
    assert all(info.created and info.created.tzinfo == UTC for info in listed)
    assert all(info.created and info.expiration == info.created + timedelta(days=7) for info in listed)
    assert client.list_content(str(content_type)) == listed


def test_windows_that_meet_hold_everything_once(sandbox: Sandbox, client: ActivityClient) -> None:
    night = datetime(2026, 3, 3, tzinfo=UTC)
    here = night.astimezone(timezone(timedelta(hours=5)))
    first = client.list_content(EXCHANGE, "2026-03-02T12:00:00", here)
    second = list(client.content(EXCHANGE, night.date(), "2026-03-03T12:00:01Z"))
    assert all(info.created and info.created < night for info in first) and first
    assert first + second == client.list_content(EXCHANGE)


def test_content_is_records_of_their_types(sandbox: Sandbox, client: ActivityClient) -> None:
    classes: set[type] = set()
    for content_type in TYPES:
        for info, blob in zip(client.content(content_type), obtainable(sandbox, content_type), strict=True):
            read = list(client.fetch(info))
            assert [str(record["Id"]) for record in read] == blob["records"]
            assert {record.origin.source for record in read} <= {info.content_id}
            assert all(record.creation_time.tzinfo is not None for record in read)
            assert all(type(record) is type(trail365.parse(record.to_json())) for record in read)
            classes |= {type(record) for record in read}
    assert {records.ExchangeMailboxAuditRecord, records.AzureActiveDirectoryStsLogon} <= classes
    assert all(issubclass(known, records.Common) for known in classes)


def test_content_is_fetched_by_info_id_and_address(sandbox: Sandbox, client: ActivityClient) -> None:
    info = max(client.content(EXCHANGE), key=lambda info: len(client.fetch_bytes(info)))
    content = client.fetch_bytes(info)
    whole = json.loads(content)
    assert len(whole) > 3
    for name in (info, info.content_id, info.content_uri, ContentInfo(content_id=info.content_id)):
        assert client.fetch_bytes(name) == content
        fetched = client.fetch_content(name)
        assert [record.to_dict() for record in fetched] == whole
        assert fetched == list(client.fetch(name))
    # The sandbox's own addresses name the publisher besides.
    assert info.content_uri.startswith(client.content_uri(info.content_id))


def test_what_is_no_record_comes_as_rejected() -> None:
    with noon(faults={"broken_records": 1.0}) as sandbox, sandbox.client() as client:
        blobs = obtainable(sandbox, EXCHANGE)
        pieces = [piece for info in client.content(EXCHANGE) for piece in client.fetch(info)]
        rejected = [piece for piece in pieces if not piece]
        assert all(isinstance(piece, trail365.Rejected) for piece in rejected)
        kinds = [broken["kind"] for blob in blobs for broken in blob["unparsable"]]
        escapes = [piece for piece in rejected if "escape" in piece.reason]
        assert len(escapes) == kinds.count("escape") > 0 and len(rejected) > len(escapes)
        # An object in a list is a record of its own.
        ids = [str(piece["Id"]) for piece in pieces if piece and piece["Id"] != "in a list"]
        assert ids == [id for blob in blobs for id in blob["records"]]


def test_a_broken_transfer_is_fetched_again() -> None:
    with noon(faults={"cut_body": 1.0, "tries": 1}) as sandbox, sandbox.client() as client:
        info = client.list_content(EXCHANGE)[0]
        assert [str(record["Id"]) for record in client.fetch(info)] == obtainable(sandbox, EXCHANGE)[0]["records"]
    with noon(faults={"cut_body": 1.0, "tries": 9}) as sandbox, sandbox.client(retries=0) as client:
        info = client.list_content(EXCHANGE)[0]
        with pytest.raises(TransportError) as caught:
            client.fetch(info)
        assert isinstance(caught.value, ConnectionError) and caught.value.can_retry


# Subscriptions, webhooks, names


def test_subscriptions_are_started_listed_and_stopped() -> None:
    with noon(subscribed=[]) as sandbox, sandbox.client() as client:
        assert client.subscriptions() == []
        with pytest.raises(SubscriptionError) as lacking:
            client.list_content(EXCHANGE)
        assert lacking.value.code == "AF20022" and lacking.value.remedy and not lacking.value.can_retry
        enabled = Subscription(EXCHANGE, aspose.SubscriptionStatus.ENABLED)
        assert client.start_subscription(ContentType.AUDIT_EXCHANGE) == enabled
        # A program that starts its subscriptions can run again.
        assert client.start_subscription(EXCHANGE) == enabled
        assert client.start_subscription("audit.exchange") == enabled
        assert client.list_subscriptions() == [enabled]
        client.stop_subscription("audit.exchange")
        assert [s.status for s in client.subscriptions()] == [aspose.SubscriptionStatus.DISABLED]


def test_a_webhook_of_this_process_is_validated_and_notified() -> None:
    service = {"webhook": {"every_ms": 5, "retry_ms": 5}}
    end = datetime(2026, 3, 4, tzinfo=UTC)
    with webhook() as (address, seen), noon(service=service, subscribed=[]) as sandbox, sandbox.client() as client:
        started = client.start_subscription(EXCHANGE, Webhook(address=address, auth_id="hook-auth", expiration=end))
        assert started.webhook == Webhook(address, "hook-auth", end, aspose.WebhookStatus.ENABLED)
        assert seen[0]["webhook-authid"] == "hook-auth" and "webhook-validationcode" in seen[0]
        sandbox.advance(timedelta(hours=2))
        told: list[Notification] = []
        for _ in range(200):
            told = list(client.notifications(EXCHANGE))
            if told:
                break
            time.sleep(0.02)
        assert told[0].status is aspose.NotificationStatus.SUCCESS and told[0].sent
        assert isinstance(told[0], ContentInfo) and len(list(client.fetch(told[0]))) >= 0
        removed = client.start_subscription(EXCHANGE, remove_webhook=True)
        assert removed.webhook is None
        with pytest.raises(ValueError, match="address"):
            client.start_subscription(EXCHANGE, Webhook())


def test_sensitive_types_have_names(client: ActivityClient) -> None:
    card = "50842eb7-edc8-4019-85dd-5a5c1f2bb085"
    assert client.list_friendly_names()[0] == ObjectName(card, "Credit Card Number")
    assert client.sensitive_types("de-DE")[0] == ObjectName(id=card, name="Kreditkartennummer")


def test_the_service_tells_its_time() -> None:
    with noon(faults={"clock_skew_seconds": -1800}) as sandbox, sandbox.client() as client:
        assert client.clock_offset is None and client.server_time.tzinfo == UTC
        client.list_content(EXCHANGE)
        assert abs(client.server_time - datetime(2026, 3, 3, 11, 30, tzinfo=UTC)) < timedelta(minutes=1)
        assert client.clock_offset is not None
        assert abs(datetime.now(UTC) + client.clock_offset - client.server_time) < timedelta(seconds=5)
        assert client.pace["requests"] > 0 and client.pace["in_flight"] == 0


# Signing in


def test_a_certificate_signs_in() -> None:
    pem = (DATA / "key.pem").read_bytes() + (DATA / "cert.pem").read_bytes()
    app = {"id": "7ab7862c-4c57-491e-8a45-d52a7e023983", "certificates": [(DATA / "cert.pem").read_text()]}
    with noon(tenant={"apps": [app]}) as sandbox:
        id = app["id"]
        for way in (
            {"certificate": pem},
            {"certificate": DATA / "modern.pfx", "password": PASSWORD},
            {"certificate": (DATA / "legacy.pfx").read_bytes(), "password": PASSWORD},
        ):
            with sandbox.client(client_id=id, **way) as client:
                assert len(client.subscriptions()) == 5
        with pytest.raises(ConfigurationError, match="password") as caught:
            sandbox.client(client_id=id, certificate=DATA / "modern.pfx", password="hunter2")
        assert "hunter2" not in str(caught.value)
        with pytest.raises(FileNotFoundError):
            sandbox.client(client_id=id, certificate=DATA / "absent.pfx")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl signs the token of this test")
def test_a_federated_token_signs_in(tmp_path: Path) -> None:
    app = {"id": "7ab7862c-4c57-491e-8a45-d52a7e023983", "federated": [{**ISSUER, "public_key": public_key()}]}
    file = tmp_path / "token"
    file.write_text(signed_claims())
    with noon(tenant={"apps": [app]}) as sandbox:
        with sandbox.client(client_id=app["id"], federated_token_file=file) as client:
            assert len(client.subscriptions()) == 5


def test_a_managed_identity_signs_in(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{sandbox.url}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "sandbox-identity")
    for id in (None, sandbox.client_id):
        with sandbox.client(client_id=id, managed_identity=True) as client:
            assert len(client.subscriptions()) == 5


class AccessToken(NamedTuple):
    token: str
    expires_on: int


class Azure:
    """A credential as azure-identity has them."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.scopes: list[str] = []

    def get_token(self, *scopes: str) -> AccessToken:
        self.scopes += scopes
        return AccessToken(self.token, int(time.time()) + 3600)


class AsposeProvider:
    """A token provider as Aspose has them."""

    def __init__(self, token: str) -> None:
        self.token = token

    def get_access_token(self) -> Any:
        return type("OAuthToken", (), {"token": self.token, "expires_on": datetime.now(UTC) + timedelta(hours=1)})()


def test_tokens_come_from_elsewhere(sandbox: Sandbox) -> None:
    token = token_of(sandbox)
    azure = Azure(token)
    soon = datetime.now(UTC) + timedelta(hours=1)
    for provider in (
        lambda: token,
        lambda: (token, 3600),
        lambda: (token, timedelta(hours=1)),
        lambda: (token, soon),
        lambda: (token, None),
        azure,
        AsposeProvider(token),
    ):
        with sandbox.client(token_provider=provider) as client:
            assert len(client.subscriptions()) == 5
            assert client.token_provider is provider is client.multiple_services_token_provider
    assert azure.scopes == [f"{sandbox.url}/.default"]
    with sandbox.client(token=token) as client:
        assert len(client.subscriptions()) == 5 and client.token_provider is None


def test_a_provider_is_asked_once_and_again_when_a_token_ends(sandbox: Sandbox) -> None:
    asked = []

    def provider() -> tuple[str, float]:
        asked.append(threading.current_thread())
        return token, 0.2 if len(asked) == 1 else 3600

    token = token_of(sandbox)
    with sandbox.client(token_provider=provider) as client:
        for _ in range(3):
            client.subscriptions()
        time.sleep(0.3)
        for _ in range(3):
            client.subscriptions()
    assert len(asked) == 2


def test_an_exception_of_a_provider_is_raised_as_it_is(sandbox: Sandbox) -> None:
    class Locked(Exception):
        pass

    failure, asked = Locked("the vault is locked"), []

    def provider() -> str:
        asked.append(1)
        raise failure

    with sandbox.client(token_provider=provider, retries=3) as client:
        with pytest.raises(Locked) as caught:
            client.subscriptions()
        assert caught.value is failure and asked == [1]
        listing = client.content(EXCHANGE)
        with pytest.raises(Locked):
            next(listing)
    with sandbox.client(token_provider=lambda: (b"a-token", 1)) as client:
        with pytest.raises(TypeError, match="bytes for a token") as wrong:
            client.subscriptions()
        assert "a-token" not in str(wrong.value)
    with pytest.raises(TypeError, match="token provider"):
        sandbox.client(token_provider=5)


def test_a_provider_may_use_a_client(sandbox: Sandbox) -> None:
    with sandbox.client() as other:

        def provider() -> str:
            assert len(other.subscriptions()) == 5
            return token_of(sandbox)

        with sandbox.client(token_provider=provider) as client:
            assert len(client.subscriptions()) == 5


def test_a_client_signs_in_in_one_way() -> None:
    id = "41463f53-8812-40f4-890f-865bf6e35190"
    with pytest.raises(TypeError, match="none was given"):
        ActivityClient(id)
    with pytest.raises(TypeError, match="secret and token was given"):
        ActivityClient(id, client_id=id, secret="s", token="t")
    with pytest.raises(TypeError, match="client_id"):
        ActivityClient(id, secret="s")


# Errors


def test_a_wrong_secret_is_told_and_not_shown(sandbox: Sandbox) -> None:
    secret = "correct-horse-battery"
    with sandbox.client(client_id=sandbox.client_id, secret=secret, retries=0) as client:
        with pytest.raises(AuthenticationError) as caught:
            client.subscriptions()
        error = caught.value
        assert (error.code, error.kind, error.fault) == ("AADSTS7000215", "SignIn", "Configuration")
        assert error.status == 401 and error.remedy and "secret" in error.remedy and not error.can_retry
        assert isinstance(error, ClientError) and isinstance(error, trail365.Trail365Error)
        for text in (str(error), repr(error), repr(vars(error)), repr(client), str(client)):
            assert secret not in text
        assert secret.encode() not in pickle.dumps(str(error))


def test_no_client_is_copied_or_pickled(sandbox: Sandbox) -> None:
    with sandbox.client(proxy="http://joey:hunter2@127.0.0.1:1", retries=0) as client:
        for take in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="credential"):
                take(client)
        assert sandbox.secret not in repr(client) and "hunter2" not in repr(client)
        assert not hasattr(client, "__dict__")
        assert sandbox.tenant_id in repr(client)
        assert sandbox.client_id in repr(client)
        with pytest.raises(TransportError) as caught:
            client.subscriptions()
        assert "hunter2" not in str(caught.value)


def test_arguments_that_cannot_be_are_refused(sandbox: Sandbox, client: ActivityClient) -> None:
    with pytest.raises(WindowError) as caught:
        client.list_content(EXCHANGE, "2026-03-01", "2026-03-03")
    assert isinstance(caught.value, ValueError) and caught.value.code == "AF20030" and caught.value.remedy
    with pytest.raises(WindowError):
        client.list_content(EXCHANGE, "2026-01-01", "2026-01-02")
    with pytest.raises(ValueError, match="zone"):
        client.content(EXCHANGE, datetime(2026, 3, 3), "2026-03-03T12:00:00")
    with pytest.raises(ValueError, match="both or neither"):
        client.content(EXCHANGE, "2026-03-03")
    with pytest.raises(ConfigurationError, match=r"Audit\.Exchange"):
        client.content("Audit.Exchagne")
    with pytest.raises(ConfigurationError) as wrong:
        sandbox.client(tenant_id="contoso.com")
    assert wrong.value.code == "AF20013"
    refused: list[dict[str, Any]] = [
        {"cloud": "mars"},
        {"client_id": "me", "secret": "s"},
        {"total_timeout": -1.0},
        {"publisher": "x"},
    ]
    for settings in refused:
        with pytest.raises(ValueError):
            sandbox.client(**settings)
    with pytest.raises(OverflowError, match="retries"):
        sandbox.client(retries=-1)
    with pytest.raises(TypeError, match="max_pages"):
        sandbox.client(max_pages="many")


def test_what_is_gone_refused_throttled_or_late_has_its_class(sandbox: Sandbox, client: ActivityClient) -> None:
    with noon(faults={"withheld": 1.0}) as other, other.client() as there:
        with pytest.raises(ContentExpiredError) as expired:
            there.fetch(next(there.content(EXCHANGE)))
        assert expired.value.code == "AF20051"
    with pytest.raises(trail365.ContentIdError, match="(?i)content id") as unknown:
        client.fetch("nonsense")
    assert unknown.value.code == "AF20052" and isinstance(unknown.value, ValueError)
    assert not isinstance(unknown.value, ContentExpiredError)
    with pytest.raises(PermissionDeniedError) as denied, sandbox.client(token="no-token", retries=0) as there:
        there.subscriptions()
    assert isinstance(denied.value, PermissionError) and denied.value.status == 401
    assert "no-token" not in str(denied.value)
    faults = {"throttled": 1.0, "tries": 9, "retry_after_seconds": 7}
    with noon(faults=faults) as other, other.client(retries=0) as there:
        with pytest.raises(ThrottledError) as throttled:
            there.subscriptions()
        assert throttled.value.can_retry and throttled.value.retry_after == pytest.approx(7, abs=1)
        assert throttled.value.code == "AF429"
    with hanging() as other, other.client(retries=0, total_timeout=0.3) as there:
        with pytest.raises(TimedOutError) as late:
            there.subscriptions()
        assert isinstance(late.value, TimeoutError)
    other.close()
    with other.client(retries=0) as there:
        with pytest.raises(TransportError) as gone:
            there.subscriptions()
        assert isinstance(gone.value, ConnectionError) and gone.value.kind == "Connect"


def test_a_closed_client_says_so(sandbox: Sandbox) -> None:
    client = sandbox.client()
    client.close()
    client.close()
    for use in (client.subscriptions, lambda: client.tenant_id, lambda: client.content(EXCHANGE)):
        with pytest.raises(ClientError, match="closed"):
            use()
    assert "closed" in repr(client)


# Threads, signals, processes


def test_ten_threads_share_a_client() -> None:
    with noon() as sandbox, sandbox.client(quota_per_minute=600_000) as client:
        found: list[list[list[str]]] = []
        failed: list[BaseException] = []

        def work() -> None:
            try:
                found.append([[str(record["Id"]) for record in client.fetch(i)] for i in client.content(EXCHANGE)])
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=work) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert found == [[blob["records"] for blob in obtainable(sandbox, EXCHANGE)]] * 10
        assert sandbox.requests()["operations"]["token"] == 1, "they share a token"


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT to send")
def test_ctrl_c_ends_a_call(client: ActivityClient) -> None:
    with hanging() as slow, slow.client() as waiting:
        threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
        begun = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            waiting.subscriptions()
            time.sleep(5)
        assert time.monotonic() - begun < 4
        for _ in range(100):
            if waiting.pace["in_flight"] == 0:
                break
            time.sleep(0.01)
        assert waiting.pace["in_flight"] == 0, "the call goes on"
    assert len(client.subscriptions()) == 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_process_is_told() -> None:
    program = """
import os, sys, trail365
from trail365.testing import Sandbox
with Sandbox(users=3) as sandbox, sandbox.client() as client:
    client.subscriptions()
    child = os.fork()
    if child == 0:
        try:
            client.subscriptions()
        except trail365.ForkedProcessError as error:
            os._exit(7 if "spawn" in str(error) else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert len(client.subscriptions()) == 5
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, timeout=120)


def test_python_ends_while_calls_run() -> None:
    program = """
import asyncio, threading
from trail365.testing import Sandbox
slow = Sandbox(users=1, faults={"hang": 1.0, "hang_ms": 30_000, "tries": 100})
waiting, client = slow.client(), slow.aio_client()
threading.Thread(target=waiting.subscriptions, daemon=True).start()
async def abandon():
    task = asyncio.create_task(client.subscriptions())
    await asyncio.sleep(0.1)
    assert not task.done()
asyncio.run(abandon())
"""
    subprocess.run([sys.executable, "-X", "dev", "-c", program], check=True, timeout=60)


# Values, and the names of Aspose


def test_values_are_made_set_compared_and_pickled() -> None:
    made = datetime(2026, 3, 3, tzinfo=UTC)
    values: list[Any] = [
        ContentInfo(content_id="1", content_type=EXCHANGE, content_uri="https://a", created=made, expiration=made),
        Notification(content_id="1", sent=made, status=aspose.NotificationStatus.FAILURE),
        Subscription(content_type=EXCHANGE, webhook=Webhook(address="https://b")),
        Webhook(address="https://b", auth_id="hush", expiration=made, status=aspose.WebhookStatus.EXPIRED),
        ObjectName(id="1", name="Credit Card Number"),
    ]
    for value in values:
        assert type(value)() == type(value)() != value
        assert pickle.loads(pickle.dumps(value)) == value == copy.deepcopy(value)
        for name in vars(value):
            other = copy.copy(value)
            setattr(other, name, "other")
            assert getattr(other, name) == "other" and other != value
        assert type(value).__name__ in repr(value) and "hush" not in repr(value)
    assert isinstance(values[1], ContentInfo)


def test_aspose_s_client_is_ours(sandbox: Sandbox) -> None:
    from trail365.aspose import ActivityClient as Client
    from trail365.aspose import IActivityClient

    token = token_of(sandbox)
    with Client.get_client(lambda: token, sandbox.tenant_id, cloud=(sandbox.url, sandbox.url)) as client:
        assert isinstance(client, ActivityClient) and IActivityClient is Client
        infos = client.list_content(EXCHANGE)
        content = client.fetch_content(infos[-1].content_id)
        assert [str(record.id) for record in content] == obtainable(sandbox, EXCHANGE)[-1]["records"]
        assert (client.tenant_id, client.resource_id, client.timeout) == (sandbox.tenant_id, sandbox.url, 600_000)

        client.timeout = 5000
        assert client.timeout == 5000 and len(client.list_subscriptions()) == 5
        client.resource_id = "https://manage.office.com"
        assert client.resource_id == "https://manage.office.com" and len(client.list_subscriptions()) == 5
        assert client.timeout == 5000, "the other settings stay"
        other = Azure(token)
        client.token_provider = other
        assert client.multiple_services_token_provider is other and len(client.list_subscriptions()) == 5
        assert other.scopes == ["https://manage.office.com/.default"]
        client.multiple_services_token_provider = AsposeProvider(token)
        assert len(client.list_subscriptions()) == 5 and client.token_provider is not other
        client.tenant_id = "00001111-aaaa-2222-bbbb-3333cccc4444"
        assert client.tenant_id == "00001111-aaaa-2222-bbbb-3333cccc4444"
        with pytest.raises(ClientError):
            client.list_subscriptions()
        with pytest.raises(ConfigurationError):
            client.tenant_id = "contoso.com"


def test_aspose_s_names_are_all_there() -> None:
    shared = Path(os.environ.get("TRAIL365_SHARED", Path(__file__).parents[3] / "shared"))
    facts = shared / "reference" / "aspose-activity.json"
    if not facts.exists():
        pytest.skip(f"SKIPPED LOUDLY: {facts} is not there")
    classes = {found["class"]: found for found in json.loads(facts.read_text())["classes"]}
    for name in ("ActivityClient", "ContentInfo", "Notification", "ObjectName", "Subscription", "Webhook"):
        has = set(dir(getattr(aspose, name)))
        members = classes[name]["properties"] + classes[name]["methods"]
        wanted = {member["name_python"] for member in members if "name_python" in member}
        assert wanted and wanted <= has, name


# The sandbox itself


def test_the_examples_run() -> None:
    for module in (trail365.client, trail365.aio, trail365.testing):
        done = doctest.testmod(module)
        assert done.attempted > 0 and done.failed == 0, module


def test_a_seed_makes_the_same_activity() -> None:
    def content(seed: int) -> bytes:
        with noon(seed=seed) as sandbox, sandbox.client(quota_per_minute=600_000) as client:
            return b"".join(client.fetch_bytes(info) for info in client.content(EXCHANGE))

    assert content(7) == content(7) != content(8)


def test_a_sandbox_refuses_what_it_cannot_do() -> None:
    refused: list[dict[str, Any]] = [
        {"users": 0},
        {"tenant": {"nobody": 1}},
        {"faults": {"late": 2.0}},
        {"subscribed": ["Audit.Mars"]},
    ]
    for settings in refused:
        with pytest.raises(ConfigurationError):
            Sandbox(**settings)
    with pytest.raises(ValueError, match="zone"):
        Sandbox(start=datetime(2026, 3, 3))
    sandbox = Sandbox(users=1)
    sandbox.close()
    with pytest.raises(trail365.Trail365Error, match="closed"):
        sandbox.truth()
