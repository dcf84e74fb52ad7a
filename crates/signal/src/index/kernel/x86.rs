//! x86-64: the scalar text compiled with POPCNT, and scans that look at two or four halves an instruction.

use std::arch::x86_64::{
    __m256i, _MM_HINT_T0, _mm_prefetch, _mm256_add_epi8, _mm256_add_epi64, _mm256_and_si256, _mm256_castsi256_pd,
    _mm256_cmpgt_epi64, _mm256_loadu_si256, _mm256_movemask_pd, _mm256_permute4x64_epi64, _mm256_sad_epu8,
    _mm256_set_epi64x, _mm256_set1_epi8, _mm256_set1_epi64x, _mm256_setr_epi8, _mm256_setzero_si256,
    _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_xor_si256, _mm512_add_epi64, _mm512_cmple_epu64_mask,
    _mm512_loadu_si512, _mm512_popcnt_epi64, _mm512_set_epi64, _mm512_set1_epi64, _mm512_shuffle_epi32,
    _mm512_xor_si512,
};

use super::scalar::{self, apart, whole};
use super::{Ask, Near};

#[target_feature(enable = "popcnt")]
pub(super) fn scan_popcnt(ask: &Ask<'_>, out: &mut Vec<Near>) {
    scalar::scan_from(ask, 0, out);
}

#[target_feature(enable = "popcnt")]
pub(super) fn check_popcnt(ask: &Ask<'_>, numbers: &[u32], out: &mut Vec<Near>) {
    scalar::check(ask, numbers, out);
}

/// Eight halves a step: each register holds four, a lane's neighbour is added to it, and lanes 0, 2, 4, 6 tell.
#[target_feature(enable = "avx512f,avx512vpopcntdq,popcnt")]
#[expect(unsafe_code, reason = "loads of 64 bytes from a slice of arrays of 16")]
pub(super) fn scan_avx512(ask: &Ask<'_>, out: &mut Vec<Near>) {
    let (low, high) = (ask.query[0].cast_signed(), ask.query[1].cast_signed());
    let query = _mm512_set_epi64(high, low, high, low, high, low, high, low);
    let radius = _mm512_set1_epi64(i64::from(ask.radius));
    let (eights, _) = ask.front.as_chunks::<8>();
    for (step, eight) in eights.iter().enumerate() {
        let near = |at: usize| {
            // SAFETY: `eight` is 128 bytes long and `at` is 0 or 4, so 64 bytes from there lie within it; the load is unaligned.
            let four = unsafe { _mm512_loadu_si512(eight[at..at + 4].as_ptr().cast()) };
            let bits = _mm512_popcnt_epi64(_mm512_xor_si512(four, query));
            let sums = _mm512_add_epi64(bits, _mm512_shuffle_epi32::<0b01_00_11_10>(bits));
            _mm512_cmple_epu64_mask(sums, radius)
        };
        let found = u32::from(near(0)) | u32::from(near(4)) << 8;
        if found != 0 {
            nearer(ask, step * 8, found & 0x5555, out);
        }
    }
    scalar::scan_from(ask, eights.len() * 8, out);
}

/// Four halves a step, their bits counted by nibble (Muła, Kurz, Lemire 2018, "Faster population counts using AVX2").
#[target_feature(enable = "avx2,popcnt")]
#[expect(unsafe_code, reason = "loads of 32 bytes from a slice of arrays of 16")]
pub(super) fn scan_avx2(ask: &Ask<'_>, out: &mut Vec<Near>) {
    let (low, high) = (ask.query[0].cast_signed(), ask.query[1].cast_signed());
    let query = _mm256_set_epi64x(high, low, high, low);
    let radius = _mm256_set1_epi64x(i64::from(ask.radius));
    let (fours, _) = ask.front.as_chunks::<4>();
    for (step, four) in fours.iter().enumerate() {
        let far = |at: usize| {
            // SAFETY: `four` is 64 bytes long and `at` is 0 or 2, so 32 bytes from there lie within it; the load is unaligned.
            let two = unsafe { _mm256_loadu_si256(four[at..at + 2].as_ptr().cast()) };
            let bits = count_avx2(_mm256_xor_si256(two, query));
            let sums = _mm256_add_epi64(bits, _mm256_permute4x64_epi64::<0b10_11_00_01>(bits));
            _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(sums, radius))).cast_unsigned()
        };
        let found = !(far(0) | far(2) << 4) & 0x55;
        if found != 0 {
            nearer(ask, step * 4, found, out);
        }
    }
    scalar::scan_from(ask, fours.len() * 4, out);
}

/// The bits of each eight bytes.
#[target_feature(enable = "avx2")]
fn count_avx2(of: __m256i) -> __m256i {
    let table = _mm256_setr_epi8(
        0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,
    );
    let nibble = _mm256_set1_epi8(15);
    let low = _mm256_shuffle_epi8(table, _mm256_and_si256(of, nibble));
    let high = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16::<4>(of), nibble));
    _mm256_sad_epu8(_mm256_add_epi8(low, high), _mm256_setzero_si256())
}

/// The second halves of those whose first is near: bit `2 k` of `found` stands for hash `from + k`.
#[cold]
fn nearer(ask: &Ask<'_>, from: usize, mut found: u32, out: &mut Vec<Near>) {
    while found != 0 {
        let at = from + found.trailing_zeros() as usize / 2;
        found &= found - 1;
        if let Some(half) = ask.front.get(at) {
            whole(ask, at, apart(half, [ask.query[0], ask.query[1]]), out);
        }
    }
}

#[inline(always)]
#[expect(unsafe_code, reason = "a hint")]
pub(super) fn soon<T>(item: &T) {
    // SAFETY: prefetching reads nothing and cannot fault; the reference is valid anyway. SSE is part of x86-64.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(item).cast()) };
}
