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

/// Flips bytes, cuts the end off, or swaps two stretches or objects.
fn damage(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    match dice.next(5) {
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
        2 => bytes = swapped_objects(&bytes, dice),
        _ => {
            for _ in 0..1 + dice.next(40) {
                let at = dice.next(bytes.len());
                bytes[at] = dice.next(256) as u8;
            }
        }
    }
    bytes
}

/// Gives two objects each other's place.
fn swapped_objects(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let starts: Vec<usize> = bytes
        .windows(4)
        .enumerate()
        .filter(|(_, window)| window == b" obj")
        .map(|(at, _)| at + 4)
        .collect();
    if starts.len() < 3 {
        return bytes.to_vec();
    }
    let first = dice.next(starts.len() - 2);
    let second = first + 1 + dice.next(starts.len() - first - 2);
    let object = |number: usize| &bytes[starts[number]..starts[number + 1]];
    [
        &bytes[..starts[first]],
        object(second),
        &bytes[starts[first + 1]..starts[second]],
        object(first),
        &bytes[starts[second + 1]..],
    ]
    .concat()
}

/// The most memory that this process has held, in bytes, where the system tells.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes << 10)
}

/// `DAMAGED` in the environment asks for more variants of each file than every run tries.
#[test]
fn damaged_files_end_in_time() {
    let variants = std::env::var("DAMAGED")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(21);
    let mut dice = Dice(0x5EED_2026);
    let (mut count, mut tried) = (0, 0);
    for case in cases()
        .into_iter()
        .filter(|case| case.reading.uri.ends_with(".pdf"))
    {
        for variant in 0..variants {
            tried += 1;
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
    assert!(tried >= 500, "expected 500 damaged files, found {tried}");
    assert!(
        count > 250,
        "expected that most damaged files are read in part, found {count}"
    );
    let memory = most_memory().unwrap_or_default();
    assert!(memory < 500 << 20, "{memory} bytes of memory");
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
