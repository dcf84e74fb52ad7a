//! Pictures that both sides draw by whole numbers, and what native code makes of them: `vectors.json`. The browser's test
//! (`web/tests/browser/protect.test.mjs`) draws the same and compares what WebAssembly makes of them, bit for bit.
//!
//! `KHIEN_WRITE_VECTORS=1 cargo test -p khien-signal-web` writes the file anew.

use khien_signal::altered::crops;
use khien_signal::pdq::{Pixels, hash};
use sha2::{Digest, Sha256};

const SIZES: [(usize, usize); 16] = [
    (1, 1),
    (4, 9),
    (5, 5),
    (5, 700),
    (33, 17),
    (63, 64),
    (64, 64),
    (65, 64),
    (128, 128),
    (129, 127),
    (257, 640),
    (640, 480),
    (1001, 999),
    (1600, 1004),
    (2048, 1536),
    (4000, 3000),
];

/// Drawn by whole numbers below 2^31, so that a script draws the same: a hash of the place for noise.
fn mixed(x: usize, y: usize, salt: u32) -> u32 {
    let mut n = (x as u32).wrapping_mul(0x9e37_79b1) ^ (y as u32).wrapping_mul(0x85eb_ca77) ^ salt;
    n = (n ^ (n >> 15)).wrapping_mul(0x2c1b_3c6d);
    n = (n ^ (n >> 12)).wrapping_mul(0x297a_2d39);
    n ^ (n >> 15)
}

fn pixel(kind: &str, x: usize, y: usize, width: usize, height: usize) -> [u8; 3] {
    match kind {
        "noise" => {
            let n = mixed(x, y, 7);
            [n as u8, (n >> 8) as u8, (n >> 16) as u8]
        }
        "gradient" => [(x * 255 / width) as u8, (y * 255 / height) as u8, ((x + y) * 255 / (width + height)) as u8],
        "shapes" => {
            let (a, b) = (x * 97 / width, y * 97 / height);
            let round = (a as i64 - 40).pow(2) + (b as i64 - 55).pow(2) < 600;
            let band = (a + 2 * b) % 31 < 9;
            [if round { 220 } else { 40 }, if band { 180 } else { 60 }, if round == band { 20 } else { 200 }]
        }
        // Blotches in a grid of 17 × 13, with a little noise over them.
        _ => {
            let (a, b) = (x * 17 / width, y * 13 / height);
            let base = mixed(a, b, 99) & 127;
            let over = mixed(x, y, 5) & 63;
            [(base + over) as u8, (base * 2) as u8, (255 - base - over) as u8]
        }
    }
}

fn drawn(kind: &str, width: usize, height: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(width * height * 4);
    for y in 0..height {
        for x in 0..width {
            bytes.extend(pixel(kind, x, y, width, height));
            bytes.push(255);
        }
    }
    bytes
}

/// Pictures of fewer pixels than this have a word about their crops: there are 74 of each.
const CROPPED: usize = 320_000;

/// SHA-256 of the lines `hash quality` of all crops.
#[expect(clippy::expect_used, reason = "a test")]
fn crops_of(pixels: Pixels<'_>, width: usize, height: usize) -> String {
    let mut lines = Sha256::new();
    for (_, part) in crops(width, height) {
        let cut = part.of(pixels).expect("a part lies within");
        let pdq = cut.pixels().map(hash).expect("pixels");
        lines.update(format!("{} {}\n", pdq.hash, pdq.quality));
    }
    lines.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[expect(clippy::expect_used, reason = "a test")]
fn vectors() -> String {
    let mut lines = Vec::new();
    for kind in ["noise", "gradient", "shapes", "blotches"] {
        for (width, height) in SIZES {
            let bytes = drawn(kind, width, height);
            let pixels = Pixels::rgba(&bytes, width, height).expect("pixels");
            let pdq = hash(pixels);
            let cut = width * height < CROPPED;
            let crops =
                if cut { format!(r#", "crops": "{}""#, crops_of(pixels, width, height)) } else { String::new() };
            lines.push(format!(
                r#" {{"kind": "{kind}", "width": {width}, "height": {height}, "pdq": "{}", "quality": {}{crops}}}"#,
                pdq.hash, pdq.quality
            ));
        }
    }
    format!("[\n{}\n]\n", lines.join(",\n"))
}

#[test]
fn the_vectors_are_what_native_code_makes_of_the_drawn_pictures() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors.json");
    let made = vectors();
    if std::env::var_os("KHIEN_WRITE_VECTORS").is_some() {
        std::fs::write(path, &made).expect("vectors are written");
    }
    assert_eq!(std::fs::read_to_string(path).expect("vectors"), made);
}
