//! What others wrote, from the Python package index: `pdqhash` as the oracle of hashes, the stock `threatexchange` as a
//! client of a served node.

use std::path::PathBuf;
use std::process::Command;

use crate::tools::{has, need, root, run, run_with};

/// The folder of the clients' own Python.
fn venv() -> PathBuf {
    root().join("target/clients")
}

/// Makes the clients' Python, with what `crates/node/tests/clients/requirements.txt` names.
fn install() -> Result<PathBuf, String> {
    let ready = Command::new("python3").args(["-c", "import ensurepip, venv"]).output();
    need(has("python3") && ready.is_ok_and(|done| done.status.success()), &["python3", "python3-venv"])?;
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
    for script in ["oracle.py", "stock.py"] {
        run_with(Command::new(&python).arg(root().join("crates/node/tests/clients").join(script)).arg(&program))?;
    }
    Ok(())
}
