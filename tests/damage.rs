//! Damaged files end well: no panic, in time, whatever is damaged.

use std::time::{Duration, Instant};

use handbill::{Error, Options, Reading};
use handbill_tests::cases;

/// Numbers that are the same in every run (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        number as usize % below.max(1)
    }
}

/// Flips bytes, cuts the end off, or swaps two stretches.
fn damage(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    match dice.next(4) {
        0 => bytes.truncate(dice.next(bytes.len())),
        1 => {
            let length = 1 + dice.next(bytes.len() / 8);
            let (one, other) = (
                dice.next(bytes.len() - length),
                dice.next(bytes.len() - length),
            );
            for offset in 0..length {
                bytes.swap(one + offset, other + offset);
            }
        }
        _ => {
            for _ in 0..1 + dice.next(40) {
                let at = dice.next(bytes.len());
                bytes[at] = dice.next(256) as u8;
            }
        }
    }
    bytes
}

/// `DAMAGED` in the environment asks for more variants of each file than the few that every run
/// tries.
#[test]
fn damaged_files_end_in_time() {
    let variants = std::env::var("DAMAGED")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(4);
    let mut dice = Dice(0x5EED_2026);
    let mut count = 0;
    for case in cases()
        .into_iter()
        .filter(|case| case.reading.uri.ends_with(".pdf"))
    {
        for variant in 0..variants {
            let bytes = damage(&case.bytes, &mut dice);
            let reading = Reading {
                media_type: Some("application/pdf".to_owned()),
                ..Reading::default()
            };
            let start = Instant::now();
            let extraction = handbill::extract(&bytes, &reading, &Options::default());
            let spent = start.elapsed();
            assert!(
                spent < Duration::from_secs(5),
                "{} {variant}: {spent:?}",
                case.reading.uri
            );
            let is_pdf = extraction.is_ok_and(|it| it.source.media_type == "application/pdf");
            count += usize::from(is_pdf);
        }
    }
    assert!(
        count > 20,
        "expected that most damaged files are read in part, found {count}"
    );
}

#[test]
fn a_password_is_asked_for() {
    let bytes = include_bytes!("formats/password.pdf");
    match handbill::read(bytes, &Reading::default()) {
        Err(Error::Pdf(error)) => assert_eq!(
            error.to_string(),
            "expected a PDF that opens without a password, found one that asks for it"
        ),
        other => panic!("expected an error, found {other:?}"),
    }
}
