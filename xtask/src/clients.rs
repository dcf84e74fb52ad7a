//! What others wrote, from the Python package index: `pdqhash` and `vpdq` as the oracles of hashes, the stock `threatexchange` as a
//! client of a served node; `cryptography`, `cwt` and `pycose` as another State;
//! `bagit` and `case-utils` as those who receive a package.

use std::path::PathBuf;
use std::process::Command;

use crate::tools::{has, need, root, run, run_with};

/// What decodes videos, here and in the tests.
pub fn ffmpeg() -> Result<(), String> {
    need(has("ffmpeg") && has("ffprobe"), &["ffmpeg"])
}

/// What reads the letters that we make as PDF: programs that are not ours.
pub fn readers_of_pdf() -> Result<(), String> {
    let programs = ["qpdf", "pdftotext", "pdfinfo", "pdffonts", "pdfdetach"];
    need(programs.into_iter().all(has), &["qpdf", "poppler-utils"])
}

/// The folder of the clients' own Python.
fn venv() -> PathBuf {
    root().join("target/clients")
}

/// Makes the clients' Python, with what `crates/node/tests/clients/requirements.txt` names.
fn install() -> Result<PathBuf, String> {
    let ready = Command::new("python3").args(["-c", "import ensurepip, venv"]).output();
    need(has("python3") && ready.is_ok_and(|done| done.status.success()), &["python3", "python3-venv"])?;
    ffmpeg()?;
    // `vpdq` is built here, from its C++ and the headers of the libraries of ffmpeg: some fifteen seconds.
    let headers = Command::new("pkg-config").args(["--exists", "libavdevice", "libavfilter", "libswscale"]).output();
    let built = has("cmake")
        && has("c++")
        && has("make")
        && has("python3-config")
        && headers.is_ok_and(|done| done.status.success());
    need(
        built,
        &["cmake", "make", "g++", "python3-dev", "pkg-config", "libavdevice-dev", "libavfilter-dev", "libswscale-dev"],
    )?;
    let python = venv().join("bin/python");
    if !python.is_file() {
        run_with(Command::new("python3").args(["-m", "venv"]).arg(venv()))?;
    }
    let wanted = root().join("crates/node/tests/clients/requirements.txt");
    run_with(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(wanted))?;
    Ok(python)
}

/// Drives a node of its own with them.
pub fn drive() -> Result<(), String> {
    let python = install()?;
    run("cargo", &["build", "--release", "--locked"])?;
    let program = root().join("target/release/khien");
    for script in [
        "oracle.py",
        "video_oracle.py",
        "stock.py",
        "desk.py",
        "calls.py",
        "information.py",
        "package.py",
        "witness.py",
    ] {
        run_with(Command::new(&python).arg(root().join("crates/node/tests/clients").join(script)).arg(&program))?;
    }
    Ok(())
}
