//! Which languages a document and each of its blocks speak, told from the phrases in them.

use handbill_lexicon::{Concept, Hit, Hits, LANGUAGES, Languages};
use handbill_model::{Document, Span};

/// What a phrase of one language alone counts for; one of several counts for each a share.
const OWN: u32 = 24;
/// Everyday words tell more of a language than phrases, which travel.
const EVERYDAY: u32 = 2;

type Votes = [u32; LANGUAGES.len()];

/// The languages that are spoken in a document.
#[derive(Clone, Debug, Default)]
pub struct Spoken {
    /// The language that the caller or the document names, else the one that stands out; empty
    /// where none does.
    pub main: Languages,
    /// The language that the words of the document plainly are of, whatever is named.
    pub evident: Option<&'static str>,
}

impl Spoken {
    /// Tells the languages from the phrases in the document, and leaves of the phrases those of
    /// the languages that are spoken around them.
    ///
    /// A name is written in the language of its bearer, so phrases of names stay, whatever their
    /// language. The full names of months and days stay too where no spoken language knows the
    /// word and all others mean the same by it: no wrong guess shall cost a date.
    pub fn settle(document: &Document, named: Languages, hits: &mut Hits) -> Spoken {
        let blocks = votes_of_blocks(document, hits);
        let mut all: Votes = [0; LANGUAGES.len()];
        for (_, votes) in &blocks {
            for (sum, vote) in all.iter_mut().zip(votes) {
                *sum += vote;
            }
        }
        let (best, own) = most(&all);
        let others = (0..all.len())
            .filter(|bit| *bit != best)
            .map(|bit| all[bit])
            .max()
            .unwrap_or(0);
        let stands_out = own >= 2 * OWN && own > others + others / 8;
        let plain = own >= 8 * OWN && own > others + others / 4;
        let spoken = Spoken {
            main: match named {
                Languages(0) if stands_out => Languages(1 << best),
                _ => named,
            },
            evident: plain.then(|| LANGUAGES[best]),
        };
        let around: Vec<(Span, Languages)> = blocks
            .into_iter()
            .map(|(span, votes)| (span, languages_of_block(&votes, spoken.main)))
            .collect();
        keep_spoken(&around, spoken.main, hits);
        spoken
    }
}

/// The votes of the phrases of each block that has words, in order.
fn votes_of_blocks(document: &Document, hits: &Hits) -> Vec<(Span, Votes)> {
    let all = Languages::of("mul");
    let mut blocks: Vec<(Span, Votes)> = document
        .blocks
        .iter()
        .map(|block| (block.span, [0; LANGUAGES.len()]))
        .collect();
    let mut index = 0;
    let telling = hits
        .iter()
        .filter(|hit| !hit.concept.is_of_any_language() && !hit.languages.meets(all));
    for hit in telling {
        while index < blocks.len() && blocks[index].0.end <= hit.span.start {
            index += 1;
        }
        let Some((_, votes)) = blocks.get_mut(index) else {
            break;
        };
        let mut rest = hit.languages.0;
        let worth = if hit.concept == Concept::LanguageWord {
            OWN * EVERYDAY
        } else {
            OWN
        };
        let share = worth / rest.count_ones().max(1);
        while rest != 0 {
            votes[rest.trailing_zeros() as usize] += share;
            rest &= rest - 1;
        }
    }
    blocks
}

/// The bit with most votes, the first of equals, and its votes.
fn most(votes: &Votes) -> (usize, u32) {
    (0..votes.len())
        .map(|bit| (bit, votes[bit]))
        .max_by_key(|(bit, vote)| (*vote, std::cmp::Reverse(*bit)))
        .unwrap_or_default()
}

/// The languages that phrases of a block are read in: those with much of its votes, and the
/// document's own unless the block plainly speaks another. Empty where nothing tells.
fn languages_of_block(votes: &Votes, main: Languages) -> Languages {
    let (_, best) = most(votes);
    let mut spoken = 0;
    let mut own = 0;
    for (bit, vote) in votes.iter().enumerate() {
        if *vote > 0 && *vote * 2 >= best {
            spoken |= 1 << bit;
        }
        if main.0 >> bit & 1 == 1 {
            own = own.max(*vote);
        }
    }
    if best < 4 * OWN * EVERYDAY || own * 4 >= best {
        spoken |= main.0;
    }
    Languages(spoken)
}

fn keep_spoken(around: &[(Span, Languages)], main: Languages, hits: &mut Hits) {
    let all = Languages::of("mul");
    let mut index = 0;
    hits.retain_at_tokens(|of_token| {
        let Some(first) = of_token.first() else {
            return;
        };
        while index < around.len() && around[index].0.end <= first.span.start {
            index += 1;
        }
        let languages = around.get(index).map_or(main, |(_, languages)| *languages);
        if languages == Languages::default() {
            of_token.retain(|hit| hit.concept != Concept::LanguageWord);
            return;
        }
        let is_spoken = |hit: &Hit| {
            hit.languages == Languages::default()
                || hit.languages.meets(Languages(languages.0 | all.0))
        };
        let known = of_token
            .iter()
            .any(|hit| is_spoken(hit) && hit.concept.name().starts_with("date."));
        let shared = |hit: &Hit, others: &[Hit]| {
            matches!(hit.concept, Concept::DateMonth | Concept::DateWeekday)
                && !known
                && others
                    .iter()
                    .all(|other| other.concept != hit.concept || other.value == hit.value)
        };
        let before = of_token.clone();
        of_token.retain(|hit| {
            hit.concept != Concept::LanguageWord
                && (is_spoken(hit) || hit.concept.is_of_any_language() || shared(hit, &before))
        });
    });
}
