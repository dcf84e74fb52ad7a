//! The receipt as a QR code on the way without script: only the twenty symbols, no address that would say what they open.

use std::fmt::Write;

use khien_seal::receipt::Receipt;
use qrcode::{Color, EcLevel, QrCode};

/// Light squares around, as the standard asks (ISO/IEC 18004).
const MARGIN: usize = 4;

/// A drawing in squares of one unit.
pub struct Picture {
    /// Width and height.
    pub size: usize,
    /// The dark squares as an SVG path.
    pub path: String,
}

/// Draws a receipt; `None` when the library cannot, which it can for twenty symbols.
#[must_use]
pub fn of_receipt(receipt: &Receipt) -> Option<Picture> {
    let code = QrCode::with_error_correction_level(receipt.symbols().as_bytes(), EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        write!(path, "M{} {}h1v1h-1z", place % width + MARGIN, place / width + MARGIN).ok()?;
    }
    Some(Picture { size: width + 2 * MARGIN, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_symbols_fit_the_smallest_square() {
        let picture = of_receipt(&Receipt::draw().expect("receipt")).expect("picture");
        assert_eq!(picture.size, 21 + 8);
        assert!(picture.path.starts_with("M4 4h1v1h-1z"));
    }
}
