//! Coverage-guided fuzzing of every parser, with libFuzzer and the stable compiler: instrumentation is a pass of LLVM, so
//! neither nightly nor a sanitizer is needed.

use std::process::Command;

use crate::tools::{need, root, run_with};

/// What `fuzz/targets` holds.
const TARGETS: [&str; 20] = [
    "receipt",
    "header",
    "events",
    "chain",
    "checkpoint",
    "container",
    "envelope",
    "datafile",
    "picture",
    "hashlist",
    "index",
    "provenance",
    "vpdq",
    "package",
    "lookup",
    "certificate",
    "wire",
    "witness",
    "letter",
    "stamp",
];

const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing";

/// Fuzzes each target for so many seconds. What it learns stays in `fuzz/corpus`, what breaks in `fuzz/artifacts`.
pub fn run(seconds: &str) -> Result<(), String> {
    need(crate::tools::has("c++"), &["g++"])?;
    let folder = root().join("fuzz");
    let host = host()?;
    let mut build = Command::new("cargo");
    build.args(["build", "--release", "--locked", "--target", &host]).env("RUSTFLAGS", FLAGS).current_dir(&folder);
    run_with(&mut build)?;
    for target in TARGETS {
        println!("── {target}");
        let corpus = folder.join("corpus").join(target);
        let artifacts = folder.join("artifacts").join(target);
        for place in [&corpus, &artifacts] {
            std::fs::create_dir_all(place).map_err(|error| error.to_string())?;
        }
        let mut fuzz = Command::new(folder.join("target").join(&host).join("release").join(target));
        fuzz.arg(format!("-max_total_time={seconds}"))
            .args(["-max_len=16384", "-print_final_stats=1", "-verbosity=0"])
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .arg(&corpus);
        if target == "package" {
            fuzz.arg(folder.join("seeds/package"));
        }
        if target == "certificate" {
            fuzz.arg(root().join("crates/desk/tests/made/certificates"));
        }
        if target == "stamp" {
            fuzz.arg(root().join("crates/desk/src/package/stamp/made"));
        }
        if target == "events" {
            fuzz.arg(root().join("crates/casework/tests/golden"));
        }
        run_with(&mut fuzz)?;
    }
    Ok(())
}

/// The machine's own target: named, so that build scripts are not instrumented.
fn host() -> Result<String, String> {
    let said = Command::new("rustc").arg("-vV").output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc does not say its host".into())
}
