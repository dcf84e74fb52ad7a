//! Benchmarks in the binary, so that anyone can repeat a figure. Each makes its own node and data and removes them.

pub mod intake;
mod limit;
mod load;
