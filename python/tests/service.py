"""What the tests of the two clients share: sandboxes whose clock is held at noon of a Tuesday."""

from __future__ import annotations

import base64
import http.server
import json
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trail365.testing import Sandbox

NOON = "2026-03-03T12:00:00"
EXCHANGE = "Audit.Exchange"
TYPES = ["Audit.AzureActiveDirectory", "Audit.Exchange", "Audit.SharePoint", "Audit.General", "DLP.All"]
PASSWORD = "open-sesame"

#: Keys and certificates that prove nothing to anybody.
DATA = Path(__file__).parents[2] / "crates" / "client" / "tests" / "client" / "data"
#: Who issues tokens that stand for the app.
ISSUER = {
    "issuer": "https://issuer.example.com",
    "subject": "system:serviceaccount:audit:collector",
    "audience": "api://AzureADTokenExchange",
}


def noon(**changes: Any) -> Sandbox:
    """A sandbox of ten people who have been subscribed to for a day."""
    service = {"page_size": 7, "restart_minutes": 0, "quota": {"requests": 0}, **changes.pop("service", {})}
    tenant = {"blob_minutes": 30, "records_per_blob": 20, **changes.pop("tenant", {})}
    return Sandbox(users=10, start=NOON, rate=0.0, service=service, tenant=tenant, **changes)


def hanging() -> Sandbox:
    """A sandbox that answers each listing after half a minute."""
    return noon(faults={"hang": 1.0, "hang_ms": 30_000, "tries": 100})


def obtainable(sandbox: Sandbox, content_type: str) -> list[dict[str, Any]]:
    """The blobs of a type that can be had."""
    return [
        blob
        for blob in sandbox.truth()
        if blob["contentType"] == content_type and blob["state"] == "obtainable"
    ]


def token_of(sandbox: Sandbox) -> str:
    """Signs in by hand."""
    form = {
        "grant_type": "client_credentials",
        "client_id": sandbox.client_id,
        "client_secret": sandbox.secret,
        "scope": f"{sandbox.url}/.default",
    }
    url = f"{sandbox.url}/{sandbox.tenant_id}/oauth2/v2.0/token"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, urllib.parse.urlencode(form).encode()) as answer:
        return str(json.load(answer)["access_token"])


def signed_claims() -> str:
    """A token of another issuer, signed with `key.pem`."""

    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    expiry = int(time.time()) + 300
    claims = {"iss": ISSUER["issuer"], "sub": ISSUER["subject"], "aud": ISSUER["audience"], "exp": expiry}
    message = part(b'{"alg":"RS256"}') + "." + part(json.dumps(claims).encode())
    sign = ["openssl", "dgst", "-sha256", "-sign", str(DATA / "key.pem")]
    signature = subprocess.run(sign, input=message.encode(), capture_output=True, check=True).stdout
    return f"{message}.{part(signature)}"


def public_key() -> str:
    """The public part of `key.pem`."""
    read = ["openssl", "pkey", "-in", str(DATA / "key.pem"), "-pubout"]
    return subprocess.run(read, capture_output=True, check=True, text=True).stdout


@contextmanager
def webhook() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A webhook in this process, and the headers that it was sent."""
    seen: list[dict[str, str]] = []

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            seen.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", seen
    finally:
        server.shutdown()
        server.server_close()
