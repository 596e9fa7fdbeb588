"""What a person does with the pages of `trail365 ui`."""
import pathlib

TASKS = []


def run(site, url, ask, folder: pathlib.Path) -> None:
    for task in TASKS:
        task(site, url, ask, folder)
