//! The hash of the gazetteer's index. The build script includes this file too.

/// FNV-1a, 32 bits.
pub fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811C_9DC5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
