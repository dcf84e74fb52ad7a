//! Signed manifests (C2PA), by the `c2pa` crate. Nothing is fetched: not a manifest elsewhere, not a revocation list.

use std::collections::HashSet;
use std::io::Cursor;

use c2pa::{Context, Manifest, Reader, Settings, ValidationState};
use khien_signal::provenance::{Claim, Place, Says, clean, media_type, vocabulary};
use serde_json::Value;

use super::{Held, Signature};

/// At most so many claims and problems.
const MOST: usize = 64;
/// Ingredients of ingredients.
const DEPTH: usize = 8;
/// Where a field of IPTC stands among signed metadata.
const METADATA: [&str; 3] = ["stds.iptc", "c2pa.metadata", "cawg.metadata"];

/// Checks the manifest in a file, and reads what it says of the file and of what the file was made from.
pub(super) fn check(bytes: &[u8], anchors: &str) -> Signature {
    let mut signature =
        Signature { state: Held::Invalid, by: None, at: None, problems: Vec::new(), claims: Vec::new() };
    let reader = match open(bytes, anchors) {
        Ok(reader) => reader,
        Err(error) => {
            signature.problems.extend(clean(&error.to_string()));
            return signature;
        }
    };
    signature.state = match reader.validation_state() {
        ValidationState::Trusted => Held::Trusted,
        ValidationState::Valid => Held::Valid,
        ValidationState::Invalid => Held::Invalid,
    };
    let failed = reader.validation_status().unwrap_or_default().iter().filter(|status| !status.passed());
    for problem in failed.filter_map(|status| clean(status.code())).take(MOST) {
        if !signature.problems.contains(&problem) {
            signature.problems.push(problem);
        }
    }
    let Some(active) = reader.active_manifest() else { return signature };
    signature.by = active.issuer().as_deref().and_then(clean);
    signature.at = active.time().as_deref().and_then(clean);
    let mut seen = HashSet::new();
    said(&reader, active, "", DEPTH, &mut seen, &mut signature.claims);
    signature
}

fn open(bytes: &[u8], anchors: &str) -> c2pa::Result<Reader> {
    let mut settings = Settings::default();
    settings.trust.trust_anchors = (!anchors.is_empty()).then(|| anchors.to_owned());
    settings.verify.remote_manifest_fetch = false;
    settings.verify.ocsp_fetch = false;
    settings.core.allowed_network_hosts = Some(Vec::new());
    // Who a person says they are is not asked here, and asking would go out to the network.
    settings.core.decode_identity_assertions = false;
    let context = Context::new().with_settings(settings)?;
    Reader::from_context(context).with_stream(media_type(bytes).unwrap_or_default(), Cursor::new(bytes))
}

/// What a manifest says, and those of its ingredients, each once. `of` stands before the names of an ingredient's fields.
fn said<'a>(
    reader: &'a Reader,
    manifest: &'a Manifest,
    of: &str,
    depth: usize,
    seen: &mut HashSet<&'a str>,
    claims: &mut Vec<Claim>,
) {
    if manifest.label().is_some_and(|label| !seen.insert(label)) {
        return;
    }
    let mut put = |claim: Claim| {
        if claims.len() < MOST && !claims.contains(&claim) {
            claims.push(claim);
        }
    };
    for generator in manifest.claim_generator_info.iter().flatten() {
        if let Some(name) = clean(&generator.name) {
            put(program(format!("{of}claim_generator"), name));
        }
    }
    for assertion in manifest.assertions() {
        let Ok(value) = assertion.value() else { continue };
        if assertion.label().starts_with("c2pa.actions") {
            value["actions"].as_array().into_iter().flatten().take(MOST).for_each(|one| action(one, of, &mut put));
        } else if METADATA.contains(&assertion.label())
            && let Some(value) = value["Iptc4xmpExt:DigitalSourceType"].as_str()
        {
            put(source(format!("{of}Iptc4xmpExt:DigitalSourceType"), value));
        }
    }
    if depth == 0 {
        return;
    }
    for ingredient in manifest.ingredients() {
        if let Some(inner) = ingredient.active_manifest().and_then(|label| reader.get_manifest(label)) {
            said(reader, inner, "ingredient ", depth - 1, seen, claims);
        }
    }
}

/// One action: what was done, out of what, by which program.
fn action(action: &Value, of: &str, put: &mut impl FnMut(Claim)) {
    let Some(name) = action["action"].as_str().and_then(clean) else { return };
    match action["digitalSourceType"].as_str() {
        Some(value) => put(source(format!("{of}{name}"), value)),
        None => put(Claim {
            place: Place::Manifest,
            field: format!("{of}{name}"),
            says: Says::Other,
            term: None,
            value: None,
        }),
    }
    // A text in the first version, an object in the second.
    let agent = &action["softwareAgent"];
    if let Some(agent) = agent.as_str().or_else(|| agent["name"].as_str()).and_then(clean) {
        put(program(format!("{of}{name} softwareAgent"), agent));
    }
}

fn source(field: String, value: &str) -> Claim {
    let (says, term) = vocabulary::source(value);
    Claim { place: Place::Manifest, field, says, term: term.map(str::to_owned), value: clean(value) }
}

fn program(field: String, name: String) -> Claim {
    let tool = vocabulary::tool(&name);
    let says = if tool.is_some() { Says::AiTool } else { Says::Other };
    Claim { place: Place::Manifest, field, says, term: tool.map(str::to_owned), value: Some(name) }
}
