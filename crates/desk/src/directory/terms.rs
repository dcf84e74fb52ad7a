//! What a State's entry says of what it accepts: the terms of [`crate::form`], against which its drafters are warned.

pub use crate::form::Terms;

/// Days for which preserved data is held at least (article 42(8), not yet checked against the certified text).
pub const HOLD_DAYS_LEAST: u16 = 60;
