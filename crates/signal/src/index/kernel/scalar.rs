//! The plain text that the other kernels are held to.

use super::{Ask, Half, Near};

#[inline(always)]
pub(super) fn apart(half: &Half, query: [u64; 2]) -> u32 {
    (half[0] ^ query[0]).count_ones() + (half[1] ^ query[1]).count_ones()
}

/// Whether the second half keeps it within the radius, and then how far it is.
#[inline(always)]
pub(super) fn whole(ask: &Ask<'_>, at: usize, first: u32, out: &mut Vec<Near>) {
    if let Some(back) = ask.back.get(at) {
        let distance = first + apart(back, [ask.query[2], ask.query[3]]);
        if distance <= ask.radius {
            out.push((at as u32, distance));
        }
    }
}

#[inline(always)]
pub(super) fn scan_from(ask: &Ask<'_>, from: usize, out: &mut Vec<Near>) {
    let query = [ask.query[0], ask.query[1]];
    for (at, half) in ask.front.iter().enumerate().skip(from) {
        let first = apart(half, query);
        if first <= ask.radius {
            whole(ask, at, first, out);
        }
    }
}

pub(super) fn scan(ask: &Ask<'_>, out: &mut Vec<Near>) {
    scan_from(ask, 0, out);
}

#[inline(always)]
pub(super) fn check(ask: &Ask<'_>, numbers: &[u32], out: &mut Vec<Near>) {
    let query = [ask.query[0], ask.query[1]];
    for at in numbers {
        let at = *at as usize;
        if let Some(half) = ask.front.get(at) {
            let first = apart(half, query);
            if first <= ask.radius {
                whole(ask, at, first, out);
            }
        }
    }
}
