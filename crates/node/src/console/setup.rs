//! The first minute of a node, and joining it.

use askama::Template;

use super::frame::Frame;

/// A secret for the second factor, as it is shown once.
pub struct Totp {
    /// Base32.
    pub secret: String,
    /// `otpauth://…`
    pub link: String,
    /// SVG of the QR code.
    pub qr: String,
}

/// The page of the first administrator.
#[derive(Template)]
#[template(path = "console/setup.html")]
pub struct SetupPage {
    pub f: Frame,
    pub totp: Totp,
    /// Name of the ledger.
    pub origin: String,
    /// Public key that signs checkpoints, hex.
    pub online: String,
}

/// The page of an invited member.
#[derive(Template)]
#[template(path = "console/join.html")]
pub struct JoinPage {
    pub f: Frame,
    pub totp: Totp,
    pub intro: String,
}
