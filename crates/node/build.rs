//! Assets are embedded by a macro that cargo does not watch: a changed bundle makes this crate new.

fn main() {
    println!("cargo:rerun-if-changed=assets");
    println!("cargo:rerun-if-changed=build.rs");
}
