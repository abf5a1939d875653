//! The tables that the build script makes of the data files. They hold numbers alone, no
//! pointers: nothing is to be relocated at start-up, and a phrase takes 24 bytes.

use crate::{Concept, Languages};

/// All strings that the tables point into.
static POOL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pool.bin"));

/// Where a string stands in the pool: its offset, and its length in the last eight bits.
#[derive(Clone, Copy)]
pub(crate) struct Piece(pub u32);

impl Piece {
    pub fn bytes(self) -> &'static [u8] {
        let offset = (self.0 >> 8) as usize;
        &POOL[offset..offset + self.len()]
    }

    pub fn len(self) -> usize {
        (self.0 & 0xFF) as usize
    }
}

/// One reading of a phrase of the lexicon.
pub(crate) struct Phrase {
    /// Folded tokens after the first, each but the last with a NUL after it.
    pub rest: Piece,
    /// The spelling that is asked for to the letter, if one is; else empty.
    pub exact: Piece,
    pub concept: Concept,
    pub value: i32,
    pub languages: Languages,
}

impl Phrase {
    /// The tokens after the first, folded.
    pub fn further(&self) -> impl Iterator<Item = &'static [u8]> {
        let tokens = (self.rest.len() > 0).then(|| self.rest.bytes().split(|byte| *byte == 0));
        tokens.into_iter().flatten()
    }
}

/// A first token, or a suffix, and its first phrase; the next entry's closes its phrases.
pub(crate) struct Entry {
    pub word: Piece,
    pub first: u32,
}

/// Phrases by the hash of their first token or of their suffix.
pub(crate) struct Table {
    /// For each hash, cut to the table's size, the index of its first entry; one more closes the
    /// last.
    pub starts: &'static [u16],
    /// The entries of a hash from long to short.
    pub entries: &'static [Entry],
    /// The phrases of an entry by their further tokens.
    pub phrases: &'static [Phrase],
}

impl Table {
    /// The phrases of the words of the hash that `is` holds of, longest word first.
    pub fn find<'a>(
        &self,
        hash: u32,
        is: impl Fn(&[u8]) -> bool + 'a,
    ) -> impl Iterator<Item = &'static [Phrase]> + 'a {
        let bucket = hash as usize & (self.starts.len() - 2);
        let (start, end) = (self.starts[bucket], self.starts[bucket + 1]);
        let (entries, phrases) = (self.entries, self.phrases);
        (usize::from(start)..usize::from(end))
            .filter(move |index| is(entries[*index].word.bytes()))
            .map(move |index| {
                &phrases[entries[index].first as usize..entries[index + 1].first as usize]
            })
    }
}

/// The phrases of one token, and those that may go on with the next one. A token is the prefix of
/// what it begins, so those stand together.
pub(crate) fn beginning_with(
    phrases: &'static [Phrase],
    next: Option<&str>,
) -> (&'static [Phrase], &'static [Phrase]) {
    let single = phrases.iter().take_while(|phrase| phrase.rest.len() == 0);
    let (single, longer) = phrases.split_at(single.count());
    let Some(next) = next.filter(|_| !longer.is_empty()) else {
        return (single, &[]);
    };
    let next = next.as_bytes();
    let start = longer.partition_point(|phrase| phrase.rest.bytes() < next);
    let going_on = longer[start..]
        .iter()
        .take_while(|phrase| phrase.rest.bytes().starts_with(next));
    (single, &longer[start..start + going_on.count()])
}
