//! `cargo xtask …`: the checks and chores of this repository. Nothing but the standard library, so that it builds at once.

mod check;
mod clients;
mod fuzz;
mod postgres;
mod tools;
mod wasm;
mod web;

use std::process::ExitCode;

const HELP: &str = "cargo xtask <task>
  check            everything: format, clippy, tests on SQLite and PostgreSQL, browser tests, dependency audit
  test             the Rust tests on SQLite and PostgreSQL
  web              build the browser's scripts into crates/node/assets
  wasm [--write]   make the WebAssembly modules again and compare them with those in the repository
  browser [FILE]   the browser tests against a node of their own
  clients          the stock threatexchange client against a node of its own
  screens          screenshots of every page under docs/screens
  bench            the figures of docs/performance.md
  fuzz [SECONDS]   coverage-guided fuzzing of every parser, 60 seconds each";

fn main() -> ExitCode {
    let task = std::env::args().nth(1).unwrap_or_default();
    let rest: Vec<String> = std::env::args().skip(2).collect();
    let done = match task.as_str() {
        "check" => check::everything(),
        "test" => check::rust_tests(),
        "web" => web::build(),
        "wasm" => wasm::rebuild(rest.first().is_some_and(|word| word == "--write")),
        "browser" => web::browser_tests(rest.first().map(String::as_str)),
        "clients" => clients::drive(),
        "screens" => web::screens(),
        "bench" => check::bench(),
        "fuzz" => fuzz::run(rest.first().map_or("60", String::as_str)),
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\n{problem}");
            ExitCode::FAILURE
        }
    }
}
