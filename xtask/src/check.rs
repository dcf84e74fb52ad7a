//! Everything that must hold, in the order in which a failure is cheapest.

use std::process::Command;
use std::time::Instant;

use crate::postgres::Cluster;
use crate::tools::{has, need, root, run, run_with};
use crate::{clients, wasm, web};

type Step = fn() -> Result<(), String>;

/// All checks.
pub fn everything() -> Result<(), String> {
    let began = Instant::now();
    let steps: [(&str, Step); 11] = [
        ("format", || run("cargo", &["fmt", "--all", "--check"])),
        ("scripts", scripts),
        ("modules in the browser", wasm::is_current),
        ("clippy", clippy),
        ("dependencies", dependencies),
        ("tests", rust_tests),
        ("release build", || run("cargo", &["build", "--release", "--locked"])),
        ("demo", demo),
        ("data files", || run("target/release/khien", &["check", "--json"])),
        ("stock clients", clients::drive),
        ("browser tests", || web::browser_tests(None)),
    ];
    for (name, step) in steps {
        let at = Instant::now();
        println!("── {name}");
        step()?;
        println!("── {name}: {:.0} s", at.elapsed().as_secs_f64());
    }
    println!("everything holds, {:.0} s", began.elapsed().as_secs_f64());
    Ok(())
}

/// Signed manifests (C2PA) and letters as PDF are off in what is built; they are linted with the rest and tested by themselves, both in
/// one build of the node. The crates behind C2PA switch on others' features (the order of JSON among them), so all other tests run
/// without it, as the release does.
const OPTIONAL: [&str; 2] = ["--features", "khien-node/c2pa,khien-node/letters"];

fn clippy() -> Result<(), String> {
    let all = ["clippy", "--workspace", "--all-targets", "--locked", OPTIONAL[0], OPTIONAL[1], "--", "-D", "warnings"];
    run("cargo", &all)
}

fn scripts() -> Result<(), String> {
    web::install()?;
    web::assets_are_current()?;
    web::unit_tests()
}

/// Tests of all crates, the store's on both databases.
pub fn rust_tests() -> Result<(), String> {
    clients::ffmpeg()?;
    clients::readers_of_pdf()?;
    let cluster = Cluster::start(false)?;
    run_with(
        Command::new("cargo")
            .args(["test", "--workspace", "--locked"])
            .current_dir(root())
            .env("KHIEN_TEST_POSTGRES", &cluster.url),
    )?;
    let tests = ["--test", "provenance", "--test", "letters"];
    run("cargo", &[&["test", "--package", "khien-node", "--locked", OPTIONAL[0], OPTIONAL[1]], &tests[..]].concat())
}

fn demo() -> Result<(), String> {
    let folder = std::env::temp_dir().join(format!("khien-demo-{}", std::process::id()));
    let walked = run_with(
        Command::new(root().join("target/release/khien"))
            .args(["demo", "--exit", "--listen", "127.0.0.1:0", "--data"])
            .arg(&folder)
            .env("KHIEN_LOG", "error"),
    );
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    }
    walked
}

/// Bans, licences and sources always; advisories where their database can be had, and it is said which.
fn dependencies() -> Result<(), String> {
    if !has("cargo-deny") {
        need(has("cc"), &["gcc"])?;
        println!("installing cargo-deny");
        run("cargo", &["install", "--locked", "cargo-deny"])?;
    }
    run("cargo", &["deny", "--all-features", "check", "bans", "licenses", "sources"])?;
    let advisories = Command::new("cargo").args(["deny", "check", "advisories"]).current_dir(root()).output();
    match advisories {
        Ok(done) if done.status.success() => println!("advisories: checked, none"),
        Ok(done) => {
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            if said.contains("failed to fetch") || said.contains("unable to fetch") || said.contains("failed to load") {
                println!("advisories: not checked, the database cannot be had here");
            } else {
                return Err(format!("advisories:\n{said}"));
            }
        }
        Err(error) => return Err(error.to_string()),
    }
    Ok(())
}

/// The figures of `docs/performance.md`, on both databases.
pub fn bench() -> Result<(), String> {
    run(
        "cargo",
        &["bench", "--locked", "-p", "khien-seal", "-p", "khien-casework", "-p", "khien-desk", "-p", "khien-letters"],
    )?;
    run("cargo", &["build", "--release", "--locked"])?;
    let khien = root().join("target/release/khien");
    let intake = |clients: &str, database: Option<&str>| {
        let mut command = Command::new(&khien);
        command.args(["bench", "intake", "--clients", clients, "--seconds", "10", "--json"]).env("KHIEN_LOG", "error");
        if let Some(url) = database {
            command.args(["--database", url]);
        }
        run_with(&mut command)
    };
    for distribution in ["uniform", "skewed", "frames"] {
        let mut command = Command::new(&khien);
        command.args(["bench", "match", "--hashes", "10000000", "--queries", "6000", "--json", "--distribution"]);
        run_with(command.arg(distribution))?;
    }
    for clients in ["1", "4", "16", "64"] {
        intake(clients, None)?;
    }
    let cluster = Cluster::start(true)?;
    intake("64", Some(&cluster.url))
}
