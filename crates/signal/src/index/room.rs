//! Memory for lists of many megabytes, in pages of two megabytes where the system gives them: a search touches thousands
//! of places far apart, and with small pages each would cost a walk through the page tables besides.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use bytemuck::Pod;
use memmap2::MmapMut;

/// A list of zeros, to be filled.
pub(super) struct Room<T> {
    map: Option<MmapMut>,
    small: Vec<T>,
    of: PhantomData<T>,
}

/// From this many bytes on.
const LARGE: usize = 4 << 20;

impl<T: Pod> Room<T> {
    /// Room for `length` items, all zero.
    pub(super) fn of(length: usize) -> Self {
        let map = (length * size_of::<T>() >= LARGE).then(|| MmapMut::map_anon(length * size_of::<T>()).ok()).flatten();
        #[cfg(target_os = "linux")]
        if let Some(map) = &map {
            // Only a wish: without it the same memory comes in small pages.
            let _ = map.advise(memmap2::Advice::HugePage);
        }
        let small = if map.is_some() { Vec::new() } else { vec![T::zeroed(); length] };
        Self { map, small, of: PhantomData }
    }
}

impl<T: bytemuck::AnyBitPattern> Deref for Room<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.map {
            Some(map) => bytemuck::try_cast_slice(map).unwrap_or_default(),
            None => &self.small,
        }
    }
}

impl<T: Pod> DerefMut for Room<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.map {
            Some(map) => bytemuck::try_cast_slice_mut(map).unwrap_or_default(),
            None => &mut self.small,
        }
    }
}
