"""What the tests share: places of inputs, a lake of the sample export, the program to compare with."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

import trail365

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample" / "AuditLog_sample.csv"
SAMPLE_RECORDS = ROOT / "sample" / "records.jsonl"


def shared_path(*parts: str) -> Path:
    """Returns a path in the folder `shared` beside the project, or in that which TRAIL365_SHARED names."""
    return Path(os.environ.get("TRAIL365_SHARED", ROOT.parent / "shared")).joinpath(*parts)


def shared(*parts: str) -> Path:
    """Returns such a path, and skips the test where there is none."""
    path = shared_path(*parts)
    if not path.exists():
        pytest.skip(f"SKIPPED LOUDLY: {path} is not there")
    return path


def program() -> Path:
    """Returns the program `trail365`, and skips the test where it is not built."""
    path = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug" / "trail365"
    if not path.exists():
        pytest.skip(f"SKIPPED LOUDLY: {path} is not built")
    return path


def run_program(*words: str | Path) -> bytes:
    """Returns what the program prints."""
    done = subprocess.run([program(), *words], capture_output=True, check=False, timeout=300)
    return done.stdout


@pytest.fixture(scope="session")
def sample_lake(tmp_path_factory: pytest.TempPathFactory) -> trail365.Lake:
    """A lake of the sample export, which no test changes."""
    lake = trail365.Lake(tmp_path_factory.mktemp("sample") / "lake")
    report = lake.import_files(SAMPLE)
    assert report.is_complete, report
    return lake


@pytest.fixture
def new_lake(tmp_path: Path) -> trail365.Lake:
    return trail365.Lake(tmp_path / "lake")


def resident_bytes() -> int:
    """Returns the memory of this process that is in use."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


needs_proc = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is told by /proc")
