//! Builds the wheel of the Python package, installs it in an environment of its own, and tests it there.
//!
//! The library is that of `cargo build --workspace`, with the features and profile of `cargo test --workspace`, so nothing is compiled
//! twice. maturin always selects the one package, which gives its dependencies fewer features: the whole SQL engine would be built
//! again. It writes the metadata; the wheel is put together here.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

/// Oldest Python that the package is for.
const OLDEST: (u32, u32) = (3, 10);

/// Tests the package. Without Python, or without what the tests need from the package index, it says so and passes.
pub fn check(root: &Path, words: &[&str]) -> Result<()> {
    let Some(python) = find_python() else {
        tell_skipped(&format!("no Python {}.{} or later is here; PYTHON names one", OLDEST.0, OLDEST.1));
        return Ok(());
    };
    let work = target_folder(root).join("python");
    let Some(python) = make_environment(&python, root, &work)? else {
        tell_skipped("what the tests need cannot be installed");
        return Ok(());
    };
    let wheel = build_wheel(root, &work, &python)?;
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall"])
        .arg(&wheel))?;
    // Elsewhere than in `python/`, whose folder `trail365` would be imported in place of what was installed.
    let tool = |module: &str| {
        let mut command = Command::new(&python);
        command.current_dir(&work).args(["-m", module]);
        command
    };
    let package = root.join("python");
    let configuration = package.join("pyproject.toml");
    run(tool("pytest")
        .arg("-c")
        .arg(&configuration)
        .arg("--rootdir")
        .arg(&package)
        .arg(package.join("tests"))
        .args(words))?;
    run(tool("mypy")
        .arg("--config-file")
        .arg(&configuration)
        .arg(package.join("tests"))
        .arg(root.join("benches/python.py")))?;
    run(tool("mypy.stubtest")
        .arg("trail365")
        .arg("--allowlist")
        .arg(package.join("stubtest-allowlist.txt")))?;
    check_by_pyright(tool("pyright"), &package, &python)
}

fn tell_skipped(reason: &str) {
    eprintln!("SKIPPED: the Python package: {reason}");
}

fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder))
}

/// Returns an interpreter that is new enough.
fn find_python() -> Option<PathBuf> {
    let names =
        std::env::var("PYTHON").map_or_else(|_| vec!["python3".into(), "python".into()], |name| vec![name]);
    let test = format!("import sys; sys.exit(sys.version_info < {OLDEST:?})");
    let is_fit =
        |name: &String| Command::new(name).args(["-c", &test]).status().is_ok_and(|status| status.success());
    names.into_iter().find(is_fit).map(PathBuf::from)
}

/// Returns the interpreter of an environment that has what the tests need; `None` where it cannot be installed.
fn make_environment(python: &Path, root: &Path, work: &Path) -> Result<Option<PathBuf>> {
    fs::create_dir_all(work)?;
    let folder = work.join("venv");
    let own = if cfg!(windows) { folder.join("Scripts/python.exe") } else { folder.join("bin/python") };
    if !own.exists() && !Command::new(python).args(["-m", "venv"]).arg(&folder).status()?.success() {
        return Ok(None);
    }
    let needed = root.join("python/requirements-test.txt");
    let mut pip = Command::new(&own);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(needed);
    Ok(pip.status()?.success().then_some(own))
}

/// Builds the wheel and returns its path.
fn build_wheel(root: &Path, work: &Path, python: &Path) -> Result<PathBuf> {
    let started = Instant::now();
    run(cargo(root).args(["build", "--workspace", "--locked", "--quiet"]))?;
    let staged = work.join("staged");
    if staged.exists() {
        fs::remove_dir_all(&staged)?;
    }
    let package = staged.join("trail365");
    fs::create_dir_all(&package)?;
    for entry in fs::read_dir(root.join("python/trail365"))? {
        let path = entry?.path();
        let is_source =
            path.extension().is_some_and(|end| ["py", "pyi", "typed"].iter().any(|kind| end == *kind));
        if let Some(name) = path.file_name().filter(|_| is_source || path.ends_with("py.typed")) {
            fs::copy(&path, package.join(name))?;
        }
    }
    let module = package.join(if cfg!(windows) { "_native.pyd" } else { "_native.abi3.so" });
    let library = target_folder(root).join("debug").join(format!("{DLL_PREFIX}_native{DLL_SUFFIX}"));
    fs::copy(&library, &module).with_context(|| format!("copy {}", library.display()))?;
    strip(&module);
    let mut metadata = Command::new(python);
    metadata.current_dir(root.join("python")).args([
        "-m",
        "maturin",
        "pep517",
        "write-dist-info",
        "--metadata-directory",
    ]);
    run(metadata.arg(&staged).arg("--interpreter").arg(python))?;
    let wheels = work.join("wheels");
    if wheels.exists() {
        fs::remove_dir_all(&wheels)?;
    }
    fs::create_dir_all(&wheels)?;
    run(Command::new(python).args(["-m", "wheel", "pack"]).arg(&staged).arg("--dest-dir").arg(&wheels))?;
    let Some(wheel) = fs::read_dir(&wheels)?.next() else {
        bail!("no wheel was packed in {}", wheels.display())
    };
    let wheel = wheel?.path();
    let (megabytes, seconds) = (fs::metadata(&wheel)?.len() / 1_000_000, started.elapsed().as_secs());
    println!("{}: {megabytes} MB, of a debug build, in {seconds} s", wheel.display());
    Ok(wheel)
}

/// Returns Cargo as a shell would call it. What `cargo run` has set would be a change to the build scripts that watch it, that of ring
/// among them, and everything above them would be built again.
fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root);
    for (name, _) in std::env::vars_os() {
        let is_of_run = name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if is_of_run {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Takes the names of functions off, where the tool for it is installed: they are most of the file.
fn strip(library: &Path) {
    let stripped = Command::new("strip").arg("--strip-unneeded").arg(library).status();
    if !stripped.is_ok_and(|status| status.success()) {
        eprintln!("note: the wheel keeps names of functions: there is no `strip`");
    }
}

/// Runs pyright, which not every machine can have: it fetches its engine when it is first asked for its version.
fn check_by_pyright(mut pyright: Command, package: &Path, python: &Path) -> Result<()> {
    let mut version = Command::new(python);
    if !version.args(["-m", "pyright", "--version"]).output().is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: pyright cannot be installed here");
        return Ok(());
    }
    run(pyright.arg("--project").arg(package).arg("--pythonpath").arg(python))
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("run {}", command.get_program().display()))?;
    ensure!(status.success(), "{} failed: {status}", command.get_program().display());
    Ok(())
}
