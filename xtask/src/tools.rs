//! Running programs, and installing from Debian what is missing.

use std::path::PathBuf;
use std::process::Command;

/// The repository's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().map(PathBuf::from).unwrap_or_default()
}

/// Runs a program in the repository's folder; its output goes where ours goes.
pub fn run(program: &str, args: &[&str]) -> Result<(), String> {
    run_with(Command::new(program).args(args).current_dir(root()))
}

/// Runs a prepared program.
pub fn run_with(command: &mut Command) -> Result<(), String> {
    let shown = format!("{command:?}");
    let status = command.status().map_err(|error| format!("{shown}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("failed: {shown}")) }
}

/// What a program prints.
pub fn output(program: &str, args: &[&str]) -> Result<String, String> {
    let done = Command::new(program).args(args).output().map_err(|error| format!("{program}: {error}"))?;
    if done.status.success() {
        Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned())
    } else {
        Err(format!("{program}: {}", String::from_utf8_lossy(&done.stderr)))
    }
}

/// Whether a program is on the path.
pub fn has(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// Installs Debian packages when `present` says that they are missing; says what it does.
pub fn need(present: bool, packages: &[&str]) -> Result<(), String> {
    if present {
        return Ok(());
    }
    println!("installing {}", packages.join(" "));
    if !has("apt-get") {
        return Err(format!("please install: {}", packages.join(" ")));
    }
    let root = output("id", &["-u"])? == "0";
    let apt = |args: &[&str]| {
        let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
        if !root {
            command.arg("apt-get");
        }
        run_with(command.args(args).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update", "-qq"])?;
    apt(&[&["install", "-y", "-qq", "--no-install-recommends"], packages].concat())
}
