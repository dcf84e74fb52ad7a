/**
 * Sealing, signing and verifying in the browser. The exact formats are in docs/formats.md; the same formats in Rust
 * are in crates/seal, and crates/seal/tests/vectors.json holds both to each other.
 *
 * - `receipt`: make, read, show the reporter's receipt
 * - `keys`: what a receipt derives; keys of staff and teams
 * - `pad`: lengths that tell little; the file container
 * - `envelope`: age files
 * - `statement`: texts that are signed; Ed25519
 * - `certificate`, `chain`: who may speak for a team; the chain of a mailbox
 * - `staff`: passphrase, bundle, team keys
 * - `ledger`: leaf, inclusion, checkpoint
 */

export * from "./encode";
export * from "./receipt";
export * from "./keys";
export * from "./pad";
export * from "./envelope";
export * from "./statement";
export * from "./certificate";
export * from "./chain";
export * from "./staff";
export * from "./ledger";
