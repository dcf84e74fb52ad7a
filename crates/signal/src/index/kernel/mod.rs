//! Measuring distances: one scalar text, and the same for the processors that can do better. A property test holds them
//! equal. The only `unsafe` of the crate stands here and in its rooms.
//!
//! A stored hash is split in halves that lie apart, because a half decides nearly always: two hashes that have nothing to
//! do with each other differ in 64 ± 6 bits of the first 128 already, so that a scan at radius 31 reads half the bytes.

#[cfg(target_arch = "aarch64")]
mod arm;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod x86;

/// One half of a shuffled hash.
pub type Half = [u64; 2];

/// The halves of some hashes, each in the order of their numbers, and what is asked.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// First halves.
    pub front: &'a [Half],
    /// Second halves, as many.
    pub back: &'a [Half],
    /// The query.
    pub query: [u64; 4],
    /// The radius in bits.
    pub radius: u32,
}

/// A hash within the radius: its number and its distance.
pub type Near = (u32, u32);

/// A way of measuring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// Works everywhere.
    Scalar,
    /// x86-64 with POPCNT.
    Popcnt,
    /// x86-64 with AVX2.
    Avx2,
    /// x86-64 with AVX-512 and VPOPCNTDQ.
    Avx512,
    /// AArch64.
    Neon,
}

impl Kernel {
    /// All that this processor can do, the best last.
    #[must_use]
    pub fn available() -> Vec<Self> {
        let mut all = vec![Self::Scalar];
        #[cfg(target_arch = "x86_64")]
        {
            let popcnt = is_x86_feature_detected!("popcnt");
            if popcnt {
                all.push(Self::Popcnt);
            }
            if popcnt && is_x86_feature_detected!("avx2") {
                all.push(Self::Avx2);
            }
            if popcnt && is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vpopcntdq") {
                all.push(Self::Avx512);
            }
        }
        #[cfg(target_arch = "aarch64")]
        all.push(Self::Neon);
        all
    }

    /// The best that this processor can do.
    #[must_use]
    pub fn best() -> Self {
        static BEST: std::sync::OnceLock<Kernel> = std::sync::OnceLock::new();
        *BEST.get_or_init(|| Self::available().last().copied().unwrap_or(Self::Scalar))
    }

    /// Looks at all hashes. Halves of unequal number are looked at as far as both go.
    #[cfg_attr(
        target_arch = "x86_64",
        expect(unsafe_code, reason = "each feature was detected by `available`; a value made by hand falls back")
    )]
    pub fn scan(self, ask: &Ask<'_>, out: &mut Vec<Near>) {
        #[cfg(target_arch = "x86_64")]
        match self {
            // SAFETY: `supported` asks the processor for exactly the features that the function is compiled for.
            Self::Avx512 if self.supported() => return unsafe { x86::scan_avx512(ask, out) },
            // SAFETY: as above.
            Self::Avx2 if self.supported() => return unsafe { x86::scan_avx2(ask, out) },
            // SAFETY: as above.
            Self::Popcnt if self.supported() => return unsafe { x86::scan_popcnt(ask, out) },
            _ => {}
        }
        #[cfg(target_arch = "aarch64")]
        if self == Self::Neon {
            return arm::scan(ask, out);
        }
        scalar::scan(ask, out);
    }

    /// Looks at the hashes of these numbers; a number beyond the end is passed over.
    #[cfg_attr(
        target_arch = "x86_64",
        expect(unsafe_code, reason = "each feature was detected by `available`; a value made by hand falls back")
    )]
    pub fn check(self, ask: &Ask<'_>, numbers: &[u32], out: &mut Vec<Near>) {
        #[cfg(target_arch = "x86_64")]
        if self != Self::Scalar && self.supported() {
            // SAFETY: every kernel of this processor but the scalar one was found together with POPCNT.
            return unsafe { x86::check_popcnt(ask, numbers, out) };
        }
        scalar::check(ask, numbers, out);
    }

    #[cfg(target_arch = "x86_64")]
    fn supported(self) -> bool {
        let popcnt = is_x86_feature_detected!("popcnt");
        match self {
            Self::Scalar => true,
            Self::Popcnt => popcnt,
            Self::Avx2 => popcnt && is_x86_feature_detected!("avx2"),
            Self::Avx512 => {
                popcnt && is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vpopcntdq")
            }
            Self::Neon => false,
        }
    }
}

/// Asks the processor to fetch what will be read soon. Nothing else changes.
#[inline(always)]
pub fn soon<T>(of: &[T], at: usize) {
    #[cfg(target_arch = "x86_64")]
    if let Some(item) = of.get(at) {
        x86::soon(item);
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (of, at);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn halves() -> impl Strategy<Value = Vec<[u64; 4]>> {
        proptest::collection::vec(any::<[u64; 4]>(), 0..70)
    }

    proptest! {
        #[test]
        fn all_kernels_agree(mut hashes in halves(), query: [u64; 4], near in 0_u32..80, radius in 0_u32..=64, at: usize) {
            if !hashes.is_empty() {
                let at = at % hashes.len();
                hashes[at] = query;
                for bit in 0..near {
                    hashes[at][(bit % 4) as usize] ^= 1 << (bit * 7 % 64);
                }
            }
            let front: Vec<Half> = hashes.iter().map(|hash| [hash[0], hash[1]]).collect();
            let back: Vec<Half> = hashes.iter().map(|hash| [hash[2], hash[3]]).collect();
            let ask = Ask { front: &front, back: &back, query, radius };
            let wanted: Vec<Near> = hashes.iter().enumerate().filter_map(|(at, hash)| {
                let distance = hash.iter().zip(query).map(|(a, b)| (a ^ b).count_ones()).sum();
                (distance <= radius).then_some((at as u32, distance))
            }).collect();
            let numbers: Vec<u32> = (0..hashes.len() as u32 + 3).collect();
            for kernel in Kernel::available() {
                let (mut scanned, mut checked) = (Vec::new(), Vec::new());
                kernel.scan(&ask, &mut scanned);
                kernel.check(&ask, &numbers, &mut checked);
                prop_assert_eq!(&scanned, &wanted, "{:?}", kernel);
                prop_assert_eq!(&checked, &wanted, "{:?}", kernel);
            }
        }
    }

    #[test]
    fn a_kernel_that_the_processor_lacks_falls_back() {
        let (front, back) = ([[1, 2]], [[3, 4]]);
        let ask = Ask { front: &front, back: &back, query: [1, 2, 3, 5], radius: 1 };
        for kernel in [Kernel::Scalar, Kernel::Popcnt, Kernel::Avx2, Kernel::Avx512, Kernel::Neon] {
            let mut out = Vec::new();
            kernel.scan(&ask, &mut out);
            assert_eq!(out, [(0, 1)]);
        }
    }
}
