//! Work is counted, as nothing here looks at a clock; and data are decoded within bounds.

use std::borrow::Cow;

use hayro_syntax::Filter;
use hayro_syntax::object::Stream;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::{decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit};

use crate::packed;

/// How much of a document is read at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Pages.
    pub(crate) pages: usize,
    /// Bytes of all decoded content and fonts.
    pub(crate) decoded: usize,
    /// Bytes of all decoded streams of objects.
    pub(crate) packed: usize,
    /// Objects that are looked at: fonts, forms, annotations, elements of the structure.
    pub(crate) objects: usize,
    /// Operators and glyphs.
    pub(crate) steps: usize,
    /// Glyphs of one page.
    pub(crate) glyphs: usize,
    /// Forms inside of forms.
    pub(crate) depth: usize,
}

/// A long book of text has a tenth of these.
pub(crate) const LIMITS: Limits = Limits {
    pages: 1000,
    decoded: 128 << 20,
    packed: 64 << 20,
    objects: 300_000,
    steps: 8_000_000,
    glyphs: 400_000,
    depth: 16,
};

/// The most that one byte of Flate or LZW data stands for.
const EXPANSION: usize = 1500;

/// What a reading may still spend.
#[derive(Debug)]
pub(crate) struct Budget {
    decoded: usize,
    objects: usize,
    steps: usize,
    /// Which limits were reached, by name.
    pub(crate) reached: Vec<&'static str>,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Budget {
            decoded: limits.decoded,
            objects: limits.objects,
            steps: limits.steps,
            reached: Vec::new(),
        }
    }

    /// Counts one step; false where none is left.
    pub(crate) fn step(&mut self) -> bool {
        match self.steps.checked_sub(1) {
            Some(left) => {
                self.steps = left;
                true
            }
            None => {
                self.reach("steps of drawing");
                false
            }
        }
    }

    /// Counts an object; false where none is left.
    pub(crate) fn object(&mut self) -> bool {
        match self.objects.checked_sub(1) {
            Some(left) => {
                self.objects = left;
                true
            }
            None => {
                self.reach("objects");
                false
            }
        }
    }

    pub(crate) fn reach(&mut self, limit: &'static str) {
        if !self.reached.contains(&limit) {
            self.reached.push(limit);
        }
    }

    /// The decoded data of a stream that is no image; `None` where they are damaged or too long.
    pub(crate) fn decode<'a>(&mut self, stream: &Stream<'a>) -> Option<Cow<'a, [u8]>> {
        let filters = stream.filters();
        let predicts =
            stream.dict().contains_key("DecodeParms") || stream.dict().contains_key("DP");
        let data = if filters.as_slice() == [Filter::FlateDecode] && !predicts {
            Cow::Owned(self.inflate(&stream.raw_data())?)
        } else {
            let packed = filters
                .iter()
                .filter(|filter| {
                    matches!(
                        filter,
                        Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode
                    )
                })
                .count();
            let most = u32::try_from(packed)
                .ok()
                .and_then(|packed| EXPANSION.checked_pow(packed))
                .and_then(|factor| factor.checked_mul(stream.raw_data().len()));
            // What could become too long is not tried.
            if most.is_none_or(|most| most > self.decoded.saturating_mul(4)) {
                self.reach("bytes of decoded data");
                return None;
            }
            stream.decoded_data().ok()?
        };
        if data.len() > self.decoded {
            self.reach("bytes of decoded data");
            return None;
        }
        self.decoded -= data.len();
        Some(data)
    }

    /// Whether the stream may be decoded as a whole by others; counts what it takes. Called once a
    /// stream.
    pub(crate) fn admits(&mut self, stream: &Stream<'_>) -> bool {
        let data = stream.raw_data();
        let filters = stream.filters();
        let packed = |filter: &&Filter| {
            matches!(
                filter,
                Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode
            )
        };
        let length = if filters.as_slice() == [Filter::FlateDecode] {
            packed::inflated_length(&data, self.decoded)
        } else {
            let times = u32::try_from(filters.iter().filter(packed).count()).unwrap_or(u32::MAX);
            let most = EXPANSION.checked_pow(times).unwrap_or(usize::MAX);
            // What is packed otherwise hardly ever becomes as long as it could.
            data.len().saturating_mul(most) / 16
        };
        match self.decoded.checked_sub(length) {
            Some(left) => {
                self.decoded = left;
                true
            }
            None => {
                self.reach("bytes of decoded data");
                false
            }
        }
    }

    /// Inflates up to what is left; of damaged data what comes before the damage.
    fn inflate(&mut self, data: &[u8]) -> Option<Vec<u8>> {
        let limit = self.decoded;
        let failed = match decompress_to_vec_zlib_with_limit(data, limit) {
            Ok(inflated) => return Some(inflated),
            Err(failed) => failed,
        };
        if failed.status == TINFLStatus::HasMoreOutput {
            self.reach("bytes of decoded data");
            return Some(failed.output);
        }
        if !failed.output.is_empty() {
            return Some(failed.output);
        }
        // Some write the data without the two bytes before it, or with wrong ones.
        for skipped in [0, 2] {
            match decompress_to_vec_with_limit(data.get(skipped..)?, limit) {
                Ok(inflated) => return Some(inflated),
                Err(failed) if !failed.output.is_empty() => return Some(failed.output),
                Err(_) => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_run_out() {
        let mut budget = Budget::new(&Limits { steps: 2, ..LIMITS });
        assert!(budget.step() && budget.step() && !budget.step());
        assert_eq!(budget.reached, ["steps of drawing"]);
    }

    #[test]
    fn objects_run_out() {
        let mut budget = Budget::new(&Limits {
            objects: 1,
            ..LIMITS
        });
        assert!(budget.object() && !budget.object());
        assert_eq!(budget.reached, ["objects"]);
    }

    #[test]
    fn data_are_decoded_up_to_the_limit() {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&[b' '; 50_000], 6);
        let mut file = b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n\
            2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
            3 0 obj <</Type/Page/Parent 2 0 R/Contents 4 0 R>> endobj\n"
            .to_vec();
        let head = format!(
            "4 0 obj <</Length {}/Filter/FlateDecode>> stream\n",
            packed.len()
        );
        file.extend_from_slice(head.as_bytes());
        file.extend_from_slice(&packed);
        file.extend_from_slice(b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n");
        let pdf = hayro_syntax::Pdf::new(file).expect("a file that can be repaired");
        let content = pdf.pages()[0]
            .raw()
            .get::<Stream<'_>>("Contents")
            .expect("a stream");
        let mut budget = Budget::new(&LIMITS);
        assert_eq!(budget.decode(&content).map(|data| data.len()), Some(50_000));
        assert!(budget.reached.is_empty());
        assert!(budget.admits(&content) && budget.decoded == LIMITS.decoded - 100_000);
        let mut budget = Budget::new(&Limits {
            decoded: 1000,
            ..LIMITS
        });
        assert!(
            budget
                .decode(&content)
                .is_none_or(|data| data.len() <= 1000)
        );
        assert_eq!(budget.reached, ["bytes of decoded data"]);
        assert!(!budget.admits(&content));
    }
}
