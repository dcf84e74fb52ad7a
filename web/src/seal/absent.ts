/**
 * Stands in for @noble/post-quantum/hybrid.js and @noble/curves/nist.js in the bundles: our envelopes name the suite
 * `age-x25519`, and leaving post-quantum and hardware-tag recipients out saves 27 KB compressed. Each use says so.
 */

function absent(): never {
  throw new Error("only X25519 recipients are part of this bundle (suite age-x25519)");
}

const scheme = { keygen: absent, getPublicKey: absent, encapsulate: absent, decapsulate: absent };

export const MLKEM768X25519 = scheme;
export const MLKEM768P256 = scheme;
export const p256 = { lengths: {}, Point: { fromBytes: absent }, utils: { randomSecretKey: absent }, ...scheme };
