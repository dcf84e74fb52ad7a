//! What runs in a browser as WebAssembly, made and compared: the hashes (`khien-signal-web`), and what a file says of its
//! making (`khien-provenance-web`).
//!
//! The modules stand in the repository, because a person's browser runs them and anybody shall be able to make them again.
//! Byte for byte they come only from the compiler named in `crates/signal-web/toolchain.txt` (Debian's `rustc-web`); another
//! compiler gives another module, and then it is said that nothing was compared.

use std::path::PathBuf;
use std::process::Command;

use crate::tools::{has, need, output, root, run_with};

/// The modules: the crate, what the compiler calls it, its name in the repository.
const MODULES: [[&str; 3]; 2] = [
    ["khien-signal-web", "khien_signal_web.wasm", "signal.wasm"],
    ["khien-provenance-web", "khien_provenance_web.wasm", "provenance.wasm"],
];
const TARGET: &str = "wasm32-unknown-unknown";
/// Debian's compiler that can make WebAssembly, its library's sources, its linker.
const PACKAGES: [&str; 3] = ["rustc-web", "rust-web-src", "lld-19"];
const DEBIANS: &str = "/usr/bin/rustc";
const LINKER: &str = "/usr/lib/llvm-19/bin/wasm-ld";

/// Who makes a module.
enum Maker {
    /// Debian's compiler builds its own library for the target.
    Debian,
    /// rustup's compiler has the target's library.
    Rustup,
}

fn kept(name: &str) -> PathBuf {
    root().join("crates/node/assets").join(name)
}

fn pinned() -> Result<String, String> {
    let path = root().join("crates/signal-web/toolchain.txt");
    std::fs::read_to_string(&path)
        .map(|text| text.trim().to_owned())
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// Debian's two, in words; what is installed here.
fn debians() -> Result<String, String> {
    let version = output(LINKER, &["--version"])?;
    let linker = version.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    Ok(format!("{}, lld {}", output(DEBIANS, &["--version"])?, linker.unwrap_or("?")))
}

fn makers_here() -> Option<Maker> {
    let there = |path: &str| PathBuf::from(path).is_file();
    if there(DEBIANS) && there(LINKER) && there("/usr/lib/rustlib/src/rust/library/Cargo.lock") {
        return Some(Maker::Debian);
    }
    let targets = output("rustup", &["target", "list", "--installed"]).unwrap_or_default();
    targets.lines().any(|target| target == TARGET).then_some(Maker::Rustup)
}

/// Makes a module from the sources here; gives where it is.
fn make(maker: &Maker, [package, file, _]: [&str; 3]) -> Result<PathBuf, String> {
    let folder = root().join("target/wasm");
    let home = std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    // No path of this machine stands in the module, so that it is the same on every one.
    let mut flags = vec![format!("--remap-path-prefix={}=.", root().display())];
    flags.extend(home.map(|home| format!("--remap-path-prefix={home}=cargo")));
    let mut command = Command::new("cargo");
    command
        .args(["build", "-p", package, "--profile", "wasm", "--locked", "--target", TARGET])
        .current_dir(root())
        .env("CARGO_TARGET_DIR", &folder);
    if matches!(maker, Maker::Debian) {
        // The library of the target does not come with this compiler; its sources do.
        command.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features="]);
        command.env("RUSTC", DEBIANS).env("RUSTC_BOOTSTRAP", "1").env_remove("RUSTUP_TOOLCHAIN");
        flags.extend([format!("-Clinker={LINKER}"), "-Clinker-flavor=wasm-ld".to_owned()]);
        // Without the places of panics, a line more in a comment does not make another module.
        flags.push("-Zlocation-detail=none".to_owned());
    }
    run_with(command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))?;
    Ok(folder.join(TARGET).join("wasm").join(file))
}

fn read(path: &PathBuf) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// `cargo xtask wasm`: makes the modules with whatever compiler can be had, and compares them with those in the repository.
/// With `--write` they take their place, which only the pinned compiler may do.
pub fn rebuild(write: bool) -> Result<(), String> {
    if makers_here().is_none() && has("rustup") {
        println!("adding {TARGET}");
        if run_with(Command::new("rustup").args(["target", "add", TARGET])).is_err() {
            println!("it cannot be had by rustup here");
        }
    }
    if makers_here().is_none() {
        need(false, &PACKAGES)?;
    }
    let Some(maker) = makers_here() else { return Err(format!("no compiler for {TARGET} can be had here")) };
    let here = match maker {
        Maker::Debian => debians()?,
        Maker::Rustup => output("rustc", &["--version"])?,
    };
    let pin = root().join("crates/signal-web/toolchain.txt");
    if write && matches!(maker, Maker::Rustup) {
        return Err(format!(
            "{here} made it; the modules in the repository come from Debian's {}",
            PACKAGES.join(", ")
        ));
    }
    if write {
        std::fs::write(&pin, format!("{here}\n")).map_err(|error| format!("{}: {error}", pin.display()))?;
    }
    for module in MODULES {
        let (made, path) = (read(&make(&maker, module)?)?, kept(module[2]));
        if write {
            std::fs::write(&path, &made).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        compare(module[2], &made, &here)?;
    }
    Ok(())
}

fn compare(name: &str, made: &[u8], here: &str) -> Result<(), String> {
    let (kept, pinned) = (read(&kept(name))?, pinned()?);
    println!("{name}: {} bytes in the repository, {} made here", kept.len(), made.len());
    if here != pinned {
        println!("not compared byte for byte: that of the repository was made by {pinned}, this one by {here}");
        return Ok(());
    }
    if made == kept {
        println!("the same, byte for byte, made by {here}");
        return Ok(());
    }
    Err(format!(
        "crates/node/assets/{name} is not what its sources give; commit the result of `cargo xtask wasm --write`"
    ))
}

/// The step of `cargo xtask check`: compared where the compiler is installed, and said when it is not.
pub fn is_current() -> Result<(), String> {
    match makers_here() {
        Some(_) => rebuild(false),
        None => {
            println!(
                "the modules: not compared, no compiler for {TARGET} is installed here (`cargo xtask wasm` gets one: \
                 rustup's target, or Debian's {})",
                PACKAGES.join(", ")
            );
            Ok(())
        }
    }
}
