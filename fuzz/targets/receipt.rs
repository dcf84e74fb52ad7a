//! What a person types as a receipt. Whatever it is, reading it ends in a receipt that reads as itself, or in a reason.
#![no_main]

use khien_seal::receipt::{Receipt, Typed};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(Typed::Receipt(receipt) | Typed::Duress(receipt)) = Receipt::read(text) {
        let again = Receipt::read(&receipt.symbols());
        assert!(matches!(again, Ok(Typed::Receipt(same)) if same.symbols() == receipt.symbols()));
    }
});
