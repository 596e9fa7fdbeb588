#!/usr/bin/env python3
"""A report that is made without any network is the same, byte for byte, as one that is made with it.

    tests/real/offline.py PROGRAM FOLDER

The network is taken away by a network namespace of its own, in which not even this machine answers. Exit code 1 and a line on stderr when
a report cannot be made there, or differs in more than the times of its manifest; exit code 77 where there are no network namespaces.
"""
import json
import os
import pathlib
import socket
import subprocess
import sys

SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "sample" / "AuditLog_sample.csv"

# What tells one run from another.
OF_A_RUN = ["started_at", "ended_at"]

CONNECT = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 2)"


def find_isolation() -> list[str]:
    """Returns the command that runs another without a network."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        connect = [sys.executable, "-c", CONNECT, str(server.getsockname()[1])]
        subprocess.run(connect, check=True)
        for command in (["unshare", "--net"], ["unshare", "--net", "--map-root-user"]):
            if subprocess.run([*command, "true"], stderr=subprocess.DEVNULL).returncode != 0:
                continue
            if subprocess.run([*command, *connect], stderr=subprocess.DEVNULL).returncode == 0:
                sys.exit(f"{' '.join(command)} leaves a network")
            return command
    print("the network cannot be taken away here", file=sys.stderr)
    sys.exit(77)


def first_account(program: str, lake: str) -> str:
    """Returns the account to look at first."""
    listed = subprocess.run([program, "investigate", "--lake", lake], check=True, capture_output=True, text=True).stdout
    return next(line.split()[0] for line in listed.splitlines() if "@" in line)


def make_report(command: list[str], folder: pathlib.Path) -> dict[str, bytes]:
    """Makes a report in a folder of its own, so that both have one command line; returns its files."""
    folder.mkdir()
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    case = folder / "case"
    return {str(path.relative_to(case)): path.read_bytes() for path in sorted(case.rglob("*")) if path.is_file()}


def main() -> None:
    program, folder = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    isolation = find_isolation()
    folder.mkdir(parents=True)
    lake = str(folder / "lake")
    subprocess.run([program, "import", "--lake", lake, SAMPLE], check=True, stdout=subprocess.DEVNULL)
    user = first_account(program, lake)
    command = [program, "investigate", user, "--lake", lake, "--output", "case"]
    offline = make_report([*isolation, *command], folder / "offline")
    online = make_report(command, folder / "online")

    manifests = [json.loads(files.pop("manifest.json")) for files in (offline, online)]
    for files, manifest in zip((offline, online), manifests):
        # It has the hash of the manifest, and of all others.
        files.pop("SHA256SUMS")
        for key in OF_A_RUN:
            del manifest[key]
    if manifests[0] != manifests[1]:
        sys.exit("the manifests differ in more than their times")
    differing = [name for name in sorted(offline.keys() | online.keys()) if offline.get(name) != online.get(name)]
    if differing or len(offline) < 20:
        sys.exit(f"{len(offline)} files without a network; these differ: {differing}")
    print(f"offline: the {len(offline)} files of a report on {user} are the same without a network")


if __name__ == "__main__":
    main()
