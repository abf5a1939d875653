//! Text strings outside of pages (ISO 32000-2, 7.9.2.2): UTF-16, UTF-8 or PDFDocEncoding.

/// The characters of a text string. What no encoding knows becomes U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest
            .chunks_exact(2)
            .map(|pair| unit([pair[0], pair[1]]))
            .collect();
        without_language(&String::from_utf16_lossy(&units))
    };
    match bytes {
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        // Not allowed, but written by many, and hardly ever anything else.
        _ if !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        _ => bytes.iter().map(|byte| document_encoding(*byte)).collect(),
    }
}

/// Takes out language codes, which stand between escape characters.
fn without_language(text: &str) -> String {
    const ESCAPE: char = '\u{1B}';
    if !text.contains(ESCAPE) {
        return text.to_owned();
    }
    text.split(ESCAPE).step_by(2).collect()
}

/// PDFDocEncoding (ISO 32000-2, annex D.3).
fn document_encoding(byte: u8) -> char {
    const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const HIGH: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚',
        '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}', '€',
    ];
    match byte {
        0x18..=0x1F => LOW[usize::from(byte - 0x18)],
        0x80..=0xA0 => HIGH[usize::from(byte - 0x80)],
        0x7F => char::REPLACEMENT_CHARACTER,
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_encodings_are_told_apart() {
        assert_eq!(decode(b"\xFE\xFF\x00F\x00\xEA\x00t\x00e"), "Fête");
        assert_eq!(decode(b"\xFF\xFEF\x00\xEA\x00"), "Fê");
        assert_eq!(decode("\u{FEFF}Fête".as_bytes()), "Fête");
        assert_eq!(decode(b"F\xEAte \x84 \xA0"), "Fête — €");
        assert_eq!(decode(b"\xFE\xFF\x00\x1B\x00f\x00r\x00\x1B\x00a"), "a");
    }
}
