//! From the bytes of a picture file to its hashes (feature `decode`).
//!
//! The picture is hashed as it is stored: a turn that EXIF asks for is not made, because the reference and the lists made
//! with it do not make it; the eight dihedral hashes find the other way round. Alpha is not looked at. Of a JPEG of more
//! than a megapixel only the brightness is decoded, which is all that PDQ looks at: a third less work, and at most a few
//! bits from the hash of the colours (`docs/signals.md`). Of an animation the first picture counts.
//!
//! Bytes are not trusted: pixels, memory and scans are bounded, and what is wrong is told.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader};
use sha2::Digest as _;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use crate::pdq::{self, Pdq, Pixels};

/// How much a file may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Width times height.
    pub pixels: u64,
}

impl Default for Limits {
    /// A hundred million pixels: at most some 700 MB while decoding.
    fn default() -> Self {
        Self { pixels: 100_000_000 }
    }
}

/// The longest side, in pixels.
const LONGEST: u32 = 65_535;

/// Up to so many pixels a JPEG's colours are decoded for its hash too, as the reference does: that costs next to nothing.
const COLOURS_UP_TO: u64 = 1 << 20;

/// Why there is no hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not one of the kinds that can be read.
    #[error("not a picture that can be read here (JPEG, PNG, WebP, GIF, BMP or TIFF)")]
    Kind,
    /// Over the limit.
    #[error("the picture has {width} x {height} pixels; at most {limit} are read")]
    TooLarge {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
        /// Pixels allowed.
        limit: u64,
    },
    /// Cut off or broken.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
}

/// A decoded picture.
#[derive(Debug, Clone)]
pub struct Raster {
    bytes: Vec<u8>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    channels: u8,
}

impl Raster {
    /// The pixels.
    ///
    /// # Errors
    /// None that decoding would not have told.
    pub fn pixels(&self) -> Result<Pixels<'_>, Unreadable> {
        let (width, height) = (self.width as usize, self.height as usize);
        let pixels = match self.channels {
            1 => Pixels::grey(&self.bytes, width, height),
            3 => Pixels::rgb(&self.bytes, width, height),
            _ => Pixels::rgba(&self.bytes, width, height),
        };
        pixels.map_err(|error| Unreadable::Damaged(error.to_string()))
    }

    /// What is asked for to find altered copies too ([`crate::altered::forms`]).
    ///
    /// # Errors
    /// As [`Self::pixels`].
    pub fn forms(&self) -> Result<Vec<(Pdq, Option<&'static str>)>, Unreadable> {
        Ok(crate::altered::forms(self.pixels()?))
    }

    /// PDQ of it.
    ///
    /// # Errors
    /// As [`Self::pixels`].
    pub fn pdq(&self) -> Result<Pdq, Unreadable> {
        Ok(pdq::hash(self.pixels()?))
    }
}

/// What to decode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Enough for a hash.
    Brightness,
    /// Colours too.
    Colours,
}

/// Whether bytes begin as a picture that can be read here does.
#[must_use]
pub fn looks_like_a_picture(beginning: &[u8]) -> bool {
    image::guess_format(beginning).is_ok()
}

/// Decodes a picture.
///
/// # Errors
/// Not a picture, over the limits, or damaged.
pub fn decode(bytes: &[u8], limits: Limits, wanted: Wanted) -> Result<Raster, Unreadable> {
    let kind = image::guess_format(bytes).map_err(|_| Unreadable::Kind)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind);
    let (width, height) = ImageReader::with_format(Cursor::new(bytes), kind).into_dimensions().map_err(told)?;
    within(width, height, limits)?;
    let colours = wanted == Wanted::Colours || u64::from(width) * u64::from(height) <= COLOURS_UP_TO;
    if kind == ImageFormat::Jpeg
        && let Some(raster) = jpeg(bytes, colours)?
    {
        return Ok(raster);
    }
    let mut bounds = image::Limits::default();
    bounds.max_image_width = Some(LONGEST);
    bounds.max_image_height = Some(LONGEST);
    bounds.max_alloc = Some(limits.pixels.saturating_mul(8) + (64 << 20));
    reader.limits(bounds);
    let picture = reader.decode().map_err(told)?;
    let (width, height) = (picture.width(), picture.height());
    let (bytes, channels) = match picture {
        DynamicImage::ImageLuma8(grey) => (grey.into_raw(), 1),
        DynamicImage::ImageLumaA8(_) | DynamicImage::ImageLuma16(_) | DynamicImage::ImageLumaA16(_) => {
            (picture.into_luma8().into_raw(), 1)
        }
        DynamicImage::ImageRgba8(colours) => (colours.into_raw(), 4),
        other => (other.into_rgb8().into_raw(), 3),
    };
    Ok(Raster { bytes, width, height, channels })
}

/// PDQ of a picture file.
///
/// # Errors
/// Not a picture, over the limits, or damaged.
pub fn pdq(bytes: &[u8], limits: Limits) -> Result<Pdq, Unreadable> {
    decode(bytes, limits, Wanted::Brightness)?.pdq()
}

/// A JPEG in colour or its brightness alone, or nothing where its colours are kept in another way than most. One that was
/// cut off is damaged: what a lax decoder fills in would give a hash of nothing that anybody saw.
fn jpeg(bytes: &[u8], colours: bool) -> Result<Option<Raster>, Unreadable> {
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .jpeg_set_out_colorspace(if colours { ColorSpace::RGB } else { ColorSpace::Luma })
        .set_max_width(LONGEST as usize)
        .set_max_height(LONGEST as usize);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let damaged = |error: zune_jpeg::errors::DecodeErrors| Unreadable::Damaged(format!("{error:?}"));
    decoder.decode_headers().map_err(damaged)?;
    let channels = match (decoder.input_colorspace(), colours) {
        (Some(ColorSpace::YCbCr), true) => 3,
        (Some(ColorSpace::YCbCr), false) => 1,
        (Some(ColorSpace::Luma), _) => {
            decoder.set_options(options.jpeg_set_out_colorspace(ColorSpace::Luma));
            1
        }
        _ => return Ok(None),
    };
    let Some((width, height)) = decoder.dimensions() else { return Ok(None) };
    let bytes = decoder.decode().map_err(damaged)?;
    Ok(Some(Raster { bytes, width: width as u32, height: height as u32, channels }))
}

fn within(width: u32, height: u32, limits: Limits) -> Result<(), Unreadable> {
    let fits = u64::from(width) * u64::from(height) <= limits.pixels && width.max(height) <= LONGEST;
    if fits { Ok(()) } else { Err(Unreadable::TooLarge { width, height, limit: limits.pixels }) }
}

fn told(error: image::ImageError) -> Unreadable {
    match error {
        image::ImageError::Unsupported(_) => Unreadable::Kind,
        other => Unreadable::Damaged(other.to_string()),
    }
}

/// The exact hashes of a file's bytes, each in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exact {
    /// MD5, which many lists hold. It is no proof against somebody who wants two files to have one value.
    pub md5: String,
    /// SHA-1, as MD5.
    pub sha1: String,
    /// SHA-256.
    pub sha256: String,
}

/// Exact hashes of bytes that come in pieces.
#[derive(Default, Clone)]
pub struct Exactly {
    md5: md5::Md5,
    sha1: sha1::Sha1,
    sha256: sha2::Sha256,
}

impl Exactly {
    /// The next piece.
    pub fn push(&mut self, bytes: &[u8]) {
        self.md5.update(bytes);
        self.sha1.update(bytes);
        self.sha256.update(bytes);
    }

    /// All three.
    #[must_use]
    pub fn finish(self) -> Exact {
        let text = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Exact {
            md5: text(&self.md5.finalize()),
            sha1: text(&self.sha1.finalize()),
            sha256: text(&self.sha256.finalize()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, RgbImage};
    use proptest::prelude::*;

    fn hills(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let wave = |a: f32, b: f32| (128.0 + 100.0 * ((x as f32 * a).sin() * (y as f32 * b).cos())) as u8;
            image::Rgb([wave(0.031, 0.017), wave(0.011, 0.043), wave(0.023, 0.029)])
        })
    }

    /// Tiles of many colours: as rich in all frequencies as a photograph.
    fn tiles(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let mixed = (x * 16 / width * 31 + y * 16 / height * 57 + 9).wrapping_mul(2_654_435_761);
            image::Rgb([(mixed >> 8) as u8, (mixed >> 16) as u8, (mixed >> 24) as u8])
        })
    }

    fn encoded(picture: &DynamicImage, kind: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, kind).expect("a picture of ours");
        bytes.into_inner()
    }

    #[test]
    fn every_kind_that_loses_nothing_gives_the_hash_of_the_pixels() {
        let picture = DynamicImage::ImageRgb8(hills(700, 480));
        let wanted = pdq::hash(Pixels::rgb(picture.as_bytes(), 700, 480).expect("fits"));
        for kind in [ImageFormat::Png, ImageFormat::Bmp, ImageFormat::Tiff, ImageFormat::WebP] {
            assert_eq!(pdq(&encoded(&picture, kind), Limits::default()), Ok(wanted), "{kind:?}");
        }
        let alpha = DynamicImage::ImageRgba8(picture.to_rgba8());
        assert_eq!(pdq(&encoded(&alpha, ImageFormat::Png), Limits::default()), Ok(wanted));
        let grey = GrayImage::from_fn(700, 480, |x, y| image::Luma([(x ^ y) as u8]));
        let wanted = pdq::hash(Pixels::grey(grey.as_raw(), 700, 480).expect("fits"));
        assert_eq!(pdq(&encoded(&DynamicImage::ImageLuma8(grey), ImageFormat::Png), Limits::default()), Ok(wanted));
    }

    #[test]
    fn the_brightness_of_a_jpeg_is_within_four_bits_of_its_colours() {
        for (width, height) in [(1500, 900), (1600, 1004), (4000, 1333)] {
            let bytes = encoded(&DynamicImage::ImageRgb8(tiles(width, height)), ImageFormat::Jpeg);
            let colours =
                decode(&bytes, Limits::default(), Wanted::Colours).and_then(|raster| raster.pdq()).expect("fine");
            let brightness = pdq(&bytes, Limits::default()).expect("fine");
            assert!(colours.hash.distance(brightness.hash) <= 4, "{width} x {height}");
        }
    }

    #[test]
    fn what_is_no_picture_or_too_large_or_cut_off_is_told() {
        let limits = Limits { pixels: 10_000 };
        assert_eq!(pdq(b"hello", limits), Err(Unreadable::Kind));
        let bytes = encoded(&DynamicImage::ImageRgb8(hills(200, 100)), ImageFormat::Jpeg);
        assert_eq!(pdq(&bytes, limits), Err(Unreadable::TooLarge { width: 200, height: 100, limit: 10_000 }));
        for side in [60, 90] {
            let jpeg = encoded(&DynamicImage::ImageRgb8(tiles(side, side)), ImageFormat::Jpeg);
            assert!(pdq(&jpeg, limits).is_ok());
            assert!(
                matches!(pdq(&jpeg[..jpeg.len() * 3 / 4], limits), Err(Unreadable::Damaged(_))),
                "a JPEG that was cut off"
            );
        }
        let grey =
            encoded(&DynamicImage::ImageLuma8(DynamicImage::ImageRgb8(tiles(90, 90)).into_luma8()), ImageFormat::Jpeg);
        assert!(pdq(&grey, limits).is_ok() && pdq(&grey[..grey.len() * 3 / 4], limits).is_err());
        let png = encoded(&DynamicImage::ImageRgb8(hills(90, 90)), ImageFormat::Png);
        assert!(matches!(pdq(&png[..png.len() / 2], limits), Err(Unreadable::Damaged(_))));
    }

    #[test]
    fn exact_hashes_are_those_of_the_standards() {
        let mut exactly = Exactly::default();
        exactly.push(b"a");
        exactly.push(b"bc");
        let exact = exactly.finish();
        assert_eq!(exact.md5, "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(exact.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert!(exact.sha256.starts_with("ba7816bf8f01cfea"));
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(kind in 0_usize..6, bytes: Vec<u8>) {
            let magic: [&[u8]; 6] = [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x20\0\0\0WEBPVP8 ", b"BM", b"II*\0"];
            let _ = pdq(&[magic[kind], &bytes].concat(), Limits { pixels: 1_000_000 });
        }
    }
}
