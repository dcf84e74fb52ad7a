//! Picture files: whatever the bytes, a hash or a clear error, within the limits.
#![no_main]

use khien_signal::file::{Limits, Wanted, decode};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for wanted in [Wanted::Brightness, Wanted::Colours] {
        if let Ok(raster) = decode(bytes, Limits { pixels: 1 << 18 }, wanted) {
            assert!(u64::from(raster.width) * u64::from(raster.height) <= 1 << 18);
            assert!(raster.pdq().is_ok());
        }
    }
});
