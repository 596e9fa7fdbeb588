"""What the documentation says is so."""

from __future__ import annotations

import doctest
import pydoc
from pathlib import Path

import pytest
from conftest import ROOT

import trail365
from trail365 import _native, records

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL


@pytest.mark.parametrize("page", ["docs/python.md", "README.md", "python/README.md"])
def test_the_examples_of_a_page(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sample").symlink_to(ROOT / "sample")
    monkeypatch.chdir(tmp_path)
    # The lines of a fence are not part of what an example prints.
    text = "\n".join("" if line.startswith("```") else line for line in (ROOT / page).read_text().splitlines())
    test = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    told: list[str] = []
    runner.run(test, out=told.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(told)
    assert test.examples


def test_the_example_of_the_package() -> None:
    assert doctest.testmod(trail365).failed == 0


def test_the_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    for name in ("ipykernel", "polars", "matplotlib"):
        pytest.importorskip(name)
    # The kernel is another process, in another folder.
    monkeypatch.setenv("PYTHONPATH", str(Path(trail365.__file__).resolve().parents[1]))
    path = ROOT / "docs" / "notebooks" / "export-to-chart.ipynb"
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "a notebook is kept without outputs"
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    assert any("image/png" in output["data"] for output in shown), "no chart was drawn"
    assert any("text/html" in output["data"] for output in shown)


def test_help_shows_fields_with_their_meanings() -> None:
    text = pydoc.plain(pydoc.render_doc(records.ExchangeItem))
    assert "`Subject` (string): " in text and "`ParentFolder` (ExchangeFolder): " in text


def test_everything_has_a_docstring() -> None:
    bare = [cls.__name__ for cls in records._CLASSES if not cls.__doc__]
    for name in dir(_native):
        value = getattr(_native, name)
        if name.startswith("_") or name == "Field":
            continue
        if isinstance(value, type):
            methods = [f"{name}.{part}" for part, kind in vars(value).items() if not part.startswith("_") and not kind.__doc__]
            bare += methods
        if not value.__doc__:
            bare.append(name)
    assert bare == []


def test_all_that_is_exported_is_there() -> None:
    for name in trail365.__all__:
        assert getattr(trail365, name) is not None
