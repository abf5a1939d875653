//! The hashes of the indices of words. The build script includes this file too.

/// FNV-1a, 32 bits.
pub fn hash(word: &str) -> u32 {
    hash_of_bytes(word.as_bytes())
}

/// The hash of the last three bytes of the word, which all suffixes of the lexicon have.
#[allow(dead_code)]
pub fn hash_of_ending(word: &str) -> Option<u32> {
    word.as_bytes()
        .last_chunk::<3>()
        .map(|ending| hash_of_bytes(ending))
}

fn hash_of_bytes(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811C_9DC5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}
