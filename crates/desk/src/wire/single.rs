//! A text that one key alone signs (COSE_Sign1): a node's receipts and answers to look-ups, a package of a letter. Who verifies has to know
//! what it was signed as.

use coset::{CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana};
use khien_seal::keys::{SignKey, verifies};

use super::WireError;

/// Signs a text as what `context` says.
///
/// # Errors
/// [`WireError::Inner`], which no text causes.
pub(crate) fn sign(text: Vec<u8>, context: &[u8], node: &SignKey) -> Result<Vec<u8>, WireError> {
    let digest = khien_seal::sha256(&node.verify_bytes());
    let protected = HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).key_id(digest[..8].to_vec()).build();
    let sign = CoseSign1Builder::new()
        .protected(protected)
        .payload(text)
        .create_signature(context, |bytes| node.sign(bytes).to_vec())
        .build();
    sign.to_tagged_vec().map_err(|_| WireError::Inner)
}

/// The text that one of these keys signed as what `context` says.
///
/// # Errors
/// [`WireError::Inner`], [`WireError::Signature`].
pub(crate) fn verified(bytes: &[u8], context: &[u8], nodes: &[[u8; 32]]) -> Result<Vec<u8>, WireError> {
    let sign = CoseSign1::from_tagged_slice(bytes).map_err(|_| WireError::Inner)?;
    let plain = sign.protected.header.alg == Some(coset::Algorithm::Assigned(iana::Algorithm::EdDSA))
        && sign.protected.header.crit.is_empty();
    let signature: &[u8; 64] = sign.signature.as_slice().try_into().map_err(|_| WireError::Signature)?;
    let tbs = sign.tbs_data(context);
    if !plain || !nodes.iter().any(|node| verifies(node, &tbs, signature)) {
        return Err(WireError::Signature);
    }
    Ok(sign.payload.unwrap_or_default())
}

/// The text that a key is said to have signed, and by which name the signature calls the key: nobody's word for it yet.
///
/// # Errors
/// [`WireError::Inner`].
pub(crate) fn unjudged(bytes: &[u8]) -> Result<(Vec<u8>, Vec<u8>), WireError> {
    let sign = CoseSign1::from_tagged_slice(bytes).map_err(|_| WireError::Inner)?;
    Ok((sign.payload.unwrap_or_default(), sign.protected.header.key_id))
}
