#!/usr/bin/env python3
"""Makes a container in azurite: azure_container.py HOST:PORT NAME, once the server answers."""
import base64
import datetime
import hashlib
import hmac
import sys
import time
import urllib.error
import urllib.request

# The account that every emulator has; Microsoft publishes its key.
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

TYPE = "application/octet-stream"


def create(host: str, name: str) -> None:
    date = datetime.datetime.now(datetime.timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
    headers = {"x-ms-date": date, "x-ms-version": "2021-08-06", "Content-Type": TYPE}
    canonical = f"x-ms-date:{date}\nx-ms-version:2021-08-06\n/{ACCOUNT}/{ACCOUNT}/{name}\nrestype:container"
    # Verb, encoding, language, length, MD5, type, date, four conditions, range.
    text = "\n".join(["PUT", "", "", "", "", TYPE, "", "", "", "", "", ""]) + "\n" + canonical
    signature = base64.b64encode(hmac.new(base64.b64decode(KEY), text.encode(), hashlib.sha256).digest()).decode()
    headers["Authorization"] = f"SharedKey {ACCOUNT}:{signature}"
    url = f"http://{host}/{ACCOUNT}/{name}?restype=container"
    urllib.request.urlopen(urllib.request.Request(url, method="PUT", headers=headers, data=b""))


def main() -> None:
    host, name = sys.argv[1:]
    for _ in range(100):
        try:
            return create(host, name)
        except urllib.error.HTTPError as error:
            if error.code == 409:  # it is there
                return
            raise SystemExit(f"{error}: {error.read().decode()}")
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"no server at {host}")


if __name__ == "__main__":
    main()
