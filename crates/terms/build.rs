//! `data/` is embedded by a macro that cargo does not watch: a changed file makes this crate new.

fn main() {
    println!("cargo:rerun-if-changed=../../data");
    println!("cargo:rerun-if-changed=build.rs");
}
