//! AArch64: NEON counts bits of bytes in one instruction and is always there.

use std::arch::aarch64::{vaddlvq_u8, vcntq_u8, veorq_u8, vld1q_u64, vreinterpretq_u8_u64};

use super::scalar::whole;
use super::{Ask, Near};

#[expect(unsafe_code, reason = "NEON intrinsics on slices of 16 bytes")]
pub(super) fn scan(ask: &Ask<'_>, out: &mut Vec<Near>) {
    let half = [ask.query[0], ask.query[1]];
    // SAFETY: NEON is part of AArch64; `half` is the 16 bytes that are loaded.
    let query = unsafe { vreinterpretq_u8_u64(vld1q_u64(half.as_ptr())) };
    for (at, front) in ask.front.iter().enumerate() {
        // SAFETY: NEON is part of AArch64; `front` is the 16 bytes that are loaded.
        let first = unsafe { vaddlvq_u8(vcntq_u8(veorq_u8(vreinterpretq_u8_u64(vld1q_u64(front.as_ptr())), query))) };
        if u32::from(first) <= ask.radius {
            whole(ask, at, u32::from(first), out);
        }
    }
}
