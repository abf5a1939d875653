//! Fonts of pictures that TeX makes: their glyphs are named after their codes, so that only the
//! encodings that TeX uses tell the characters.

use hayro_syntax::object::{Array, Dict, Object};

/// An encoding of TeX's fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// OT1, that of the first fonts.
    Old,
    /// T1, the "Cork" encoding.
    Cork,
}

/// The encoding of a font whose glyphs are all called `a` and their code.
pub(crate) fn encoding(font: &Dict<'_>) -> Option<Encoding> {
    let encoding = font.get::<Dict<'_>>("Encoding")?;
    let differences = encoding.get::<Array<'_>>("Differences")?;
    let mut code = 0u32;
    let mut codes = Vec::new();
    for item in differences.iter::<Object<'_>>() {
        match item {
            Object::Number(number) => code = u32::try_from(number.as_i64()).ok()?,
            Object::Name(name) => {
                if name.as_ref() != b".notdef" {
                    if name.as_ref() != format!("a{code}").as_bytes() {
                        return None;
                    }
                    codes.push(code);
                }
                code = code.checked_add(1)?;
            }
            _ => return None,
        }
    }
    if codes.is_empty() {
        return None;
    }
    // Codes that only one of the two has common characters at: dashes and ligatures.
    let is_cork = codes
        .iter()
        .any(|code| matches!(code, 0x15 | 0x16 | 0x1B..=0x1F | 0x80..));
    let is_old = codes
        .iter()
        .any(|code| matches!(code, 0x0B..=0x0F | 0x7B | 0x7C));
    Some(if is_old && !is_cork {
        Encoding::Old
    } else {
        Encoding::Cork
    })
}

impl Encoding {
    /// The characters of a code.
    pub(crate) fn characters(self, code: u32) -> Option<&'static str> {
        let code = usize::try_from(code).ok()?;
        let texts: &[&str] = match (self, code) {
            (_, 0x27) => return Some("’"),
            (_, 0x60) => return Some("‘"),
            (Encoding::Old, 0x22) => return Some("”"),
            (Encoding::Old, 0x3C) => return Some("¡"),
            (Encoding::Old, 0x3E) => return Some("¿"),
            (Encoding::Old, 0x5C) => return Some("“"),
            (Encoding::Old, 0x7B) => return Some("–"),
            (Encoding::Old, 0x7C) => return Some("—"),
            (Encoding::Old, 0..=0x1F) => &OLD_LOW,
            (Encoding::Cork, 0..=0x1F) => &CORK_LOW,
            (Encoding::Cork, 0x7F) => return Some("-"),
            (Encoding::Cork, 0x80..=0xFF) => return CORK_HIGH.get(code - 0x80).copied(),
            _ => return None,
        };
        texts.get(code).copied()
    }
}

const OLD_LOW: [&str; 32] = [
    "Γ", "Δ", "Θ", "Λ", "Ξ", "Π", "Σ", "Υ", "Φ", "Ψ", "Ω", "ff", "fi", "fl", "ffi", "ffl", "ı",
    "ȷ", "`", "´", "ˇ", "˘", "¯", "˚", "¸", "ß", "æ", "œ", "ø", "Æ", "Œ", "Ø",
];

const CORK_LOW: [&str; 32] = [
    "`", "´", "ˆ", "˜", "¨", "˝", "˚", "ˇ", "˘", "¯", "˙", "¸", "˛", "‚", "‹", "›", "“", "”", "„",
    "«", "»", "–", "—", "", "", "ı", "ȷ", "ff", "fi", "fl", "ffi", "ffl",
];

const CORK_HIGH: [&str; 128] = [
    "Ă", "Ą", "Ć", "Č", "Ď", "Ě", "Ę", "Ğ", "Ĺ", "Ľ", "Ł", "Ń", "Ň", "Ŋ", "Ő", "Ŕ", "Ř", "Ś", "Š",
    "Ş", "Ť", "Ţ", "Ű", "Ů", "Ÿ", "Ź", "Ž", "Ż", "IJ", "İ", "đ", "§", "ă", "ą", "ć", "č", "ď", "ě",
    "ę", "ğ", "ĺ", "ľ", "ł", "ń", "ň", "ŋ", "ő", "ŕ", "ř", "ś", "š", "ş", "ť", "ţ", "ű", "ů", "ÿ",
    "ź", "ž", "ż", "ij", "¡", "¿", "£", "À", "Á", "Â", "Ã", "Ä", "Å", "Æ", "Ç", "È", "É", "Ê", "Ë",
    "Ì", "Í", "Î", "Ï", "Ð", "Ñ", "Ò", "Ó", "Ô", "Õ", "Ö", "Œ", "Ø", "Ù", "Ú", "Û", "Ü", "Ý", "Þ",
    "SS", "à", "á", "â", "ã", "ä", "å", "æ", "ç", "è", "é", "ê", "ë", "ì", "í", "î", "ï", "ð", "ñ",
    "ò", "ó", "ô", "õ", "ö", "œ", "ø", "ù", "ú", "û", "ü", "ý", "þ", "ß",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_encodings() {
        let cork = |code| Encoding::Cork.characters(code);
        assert_eq!(cork(0x1B), Some("ff"));
        assert_eq!(cork(0xD8), Some("Ø"));
        assert_eq!(cork(0xFF), Some("ß"));
        assert_eq!(cork(0x41), None);
        assert_eq!(Encoding::Old.characters(0x0C), Some("fi"));
        assert_eq!(Encoding::Old.characters(0x1F), Some("Ø"));
    }
}
