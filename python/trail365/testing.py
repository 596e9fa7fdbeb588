"""A fake Microsoft 365 in this process, to test collectors against.

>>> from trail365.testing import Sandbox
>>> with Sandbox(seed=7, users=5) as sandbox, sandbox.client() as client:
...     first = next(iter(client.content("Audit.Exchange")))
>>> first.content_type
'Audit.Exchange'
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from types import TracebackType
from typing import TYPE_CHECKING, Any

from trail365 import _native
from trail365.client import ActivityClient, ContentType
from trail365.errors import ArgumentError

if TYPE_CHECKING:
    from typing_extensions import Self

    from trail365 import aio

__all__ = ["Sandbox"]


class Sandbox:
    """A service that signs apps in and has the Management Activity API, with a tenant whose activity follows from a seed.

    It listens on a free port of this machine until it is closed. `truth` says what a collector should have.
    """

    def __init__(
        self,
        *,
        seed: int = 365,
        users: int = 50,
        subscribed: Iterable[str] = tuple(ContentType),
        hours: int = 24,
        start: datetime | str | None = None,
        rate: float = 1.0,
        faults: Mapping[str, Any] | None = None,
        service: Mapping[str, Any] | None = None,
        tenant: Mapping[str, Any] | None = None,
        plan: Mapping[str, Any] | None = None,
    ) -> None:
        """Starts a sandbox.

        The same `seed` makes the same activity of `users` people. The tenant has been `subscribed` for so many `hours`
        when the clock starts: at `start`, or at the time of this machine. The clock is `rate` times as fast as real time;
        0 holds it. `faults`, `service` and `tenant` have the keys of those tables in docs/sandbox.md, and `plan` has
        those of a whole plan, in place of what the others say.
        """
        if isinstance(start, datetime):
            if start.tzinfo is None:
                raise ArgumentError("a time without a zone: give it one, as in datetime(..., tzinfo=timezone.utc)")
            start = start.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        whole: dict[str, Any] = {
            "seed": seed,
            "clock": {"rate": rate} if start is None else {"start": start, "rate": rate},
            "faults": dict(faults or {}),
            "service": dict(service or {}),
            "tenants": [
                {
                    "users": users,
                    "subscribed": [str(of) for of in subscribed],
                    "subscribed_hours": hours,
                    **(tenant or {}),
                }
            ],
            **(plan or {}),
        }
        self._server = _native.SandboxServer(json.dumps(whole))

    @property
    def url(self) -> str:
        """Address of both the sign-in and the API."""
        return self._server.url

    @property
    def tenant_ids(self) -> list[str]:
        """The tenants, in the order of the plan."""
        return self._server.tenant_ids

    @property
    def tenant_id(self) -> str:
        """The first tenant."""
        return self.tenant_ids[0]

    @property
    def client_id(self) -> str:
        """Client ID of the first tenant's app."""
        return self._app()[0]

    @property
    def secret(self) -> str:
        """Secret of that app, which is as invented as the tenant."""
        return self._app()[1]

    def _app(self) -> tuple[str, str]:
        app = self._server.app
        if app is None:
            raise ArgumentError("no app of the first tenant has a secret")
        return app

    def client(self, **settings: Any) -> ActivityClient:
        """Returns a client of the first tenant. It signs in with the secret unless the settings say otherwise."""
        return ActivityClient(**self._settings(settings))

    def aio_client(self, **settings: Any) -> aio.ActivityClient:
        """Returns a client of the first tenant for an event loop."""
        from trail365 import aio

        return aio.ActivityClient(**self._settings(settings))

    def _settings(self, settings: dict[str, Any]) -> dict[str, Any]:
        ways = {"secret", "certificate", "federated_token_file", "managed_identity", "token", "token_provider"}
        own: dict[str, Any] = {"tenant_id": self.tenant_id, "cloud": (self.url, self.url), "proxy": False}
        if all(settings.get(way) in (None, False) for way in ways):
            own |= {"client_id": self.client_id, "secret": self.secret}
        return own | settings

    def truth(self) -> list[dict[str, Any]]:
        """Returns every blob so far: its `contentId`, the Ids of its `records`, and in `state` whether it can be had."""
        blobs: list[dict[str, Any]] = json.loads(self._server.truth())
        return blobs

    def requests(self) -> dict[str, Any]:
        """Returns counts of the requests so far, and the last ones in `last`."""
        requests: dict[str, Any] = json.loads(self._server.requests())
        return requests

    def advance(self, time: timedelta | float) -> None:
        """Sets the clock forward, by a time or by seconds."""
        self._server.advance(time.total_seconds() if isinstance(time, timedelta) else time)

    def close(self) -> None:
        """Ends the sandbox: its port is free afterwards."""
        self._server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Sandbox at {self.url}>"
