//! Two platforms of the demo, which people may let have the hashes of their own images.

use khien_casework::platform::{Profile, Receives};
use khien_store::{Actor, Meta};
use serde::Serialize;

use crate::Failure;
use crate::app::App;

/// How a platform of the demo signs in. Its token is printed because it is a demo's.
#[derive(Debug, Serialize)]
pub struct Access {
    name: String,
    token: String,
}

const PLATFORMS: [(&str, &str); 2] = [("Demo Pictures", "US"), ("Demo Videos", "SG")];

/// Gives both access.
///
/// # Errors
/// When the store refuses or fails.
pub async fn connect(app: &App) -> Result<Vec<Access>, Failure> {
    let mut connected = Vec::new();
    for (name, country) in PLATFORMS {
        let profile = Profile { name: name.into(), country: country.into(), receives: vec![Receives::OwnImages] };
        let (_, token) = app.store.add_platform(profile, Meta::once(Actor::Operator)?).await?;
        connected.push(Access { name: name.into(), token });
    }
    Ok(connected)
}
