#!/usr/bin/env python3
"""A collector whose disk is full, and one whose lake cannot be written: each says so, and loses nothing.

    tests/real/disk.py PROGRAM FOLDER

The disk is a tmpfs, mounted where nothing but this test sees it. Exit code 1 and a line on stderr when an exit code, the
remedy or the lake is not as it should be; exit code 77 where no tmpfs can be mounted.
"""
import os
import subprocess
import sys

import collect

HIDDEN = "TRAIL365_TEST_HIDDEN"

# A seed with which the service's clock is right.
PUNCTUAL = 5


def hidden() -> None:
    """Begins anew where mounts are nobody else's business."""
    for command in (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"]):
        if subprocess.run([*command, "true"], stderr=subprocess.DEVNULL).returncode == 0:
            os.environ[HIDDEN] = "yes"
            os.execvp(command[0], [*command, sys.executable, *sys.argv])
    print("nothing can be mounted here", file=sys.stderr)
    sys.exit(77)


def mount(folder: str, *options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", folder], check=True)


def refused(world: collect.World, code: int, what: str) -> None:
    """Collects, which has to end like this."""
    collector = world.collect()
    _, said = collector.communicate()
    if collector.returncode != code or "\nhelp: " not in said:
        sys.exit(f"{what}: exit code {collector.returncode}, not {code}: {said[-2000:]}")
    print(f"{what}: exit code {code}: {said.strip().splitlines()[-2][:160]}")


def whole(world: collect.World, when: str) -> None:
    """Collects, after which all has to be there."""
    before = world.truth()
    world.advance(1)
    collect.complete(world)
    wrong = collect.judge(world.differences(before), None, "complete")
    if wrong:
        sys.exit(f"{when}: {wrong}")
    world.verify()
    print(f"{when}: {len(collect.ids(before))} records, none missing, none doubled")


def main() -> None:
    if HIDDEN not in os.environ:
        hidden()
    program, folder = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    os.makedirs(folder, exist_ok=True)
    world = collect.World(program, folder, PUNCTUAL, None)
    os.makedirs(world.lake)
    # Enough for a disk to be full, and for something to be withheld.
    world.advance(10 * 3600)
    try:
        mount(world.lake, "size=600k")
        refused(world, 8, "a full disk")
        mount_again = ["mount", "-o", "remount,size=400m", world.lake]
        subprocess.run(mount_again, check=True)
        whole(world, "with room again")
        world.advance(3600)
        subprocess.run(["mount", "-o", "remount,ro", world.lake], check=True)
        refused(world, 9, "a lake that cannot be written")
        subprocess.run(["mount", "-o", "remount,rw", world.lake], check=True)
        whole(world, "writable again")
    finally:
        world.sandbox.kill()


if __name__ == "__main__":
    main()
