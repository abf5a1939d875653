//! Letters and digits that are styled by choosing other characters, back to plain ones.

use unicode_normalization::char::decompose_compatible;

/// What a character is in plain writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plain {
    /// Itself.
    Same,
    /// One plain letter, digit or mark.
    One(char),
    /// A number or letter in an enclosure, spelt out in ASCII: `12`, `(3)`, `(a)`.
    Enclosed([u8; 4]),
}

/// Folds mathematical letters and digits, letterlike symbols, enclosed, squared and parenthesised
/// letters and numbers, small capitals and fullwidth forms (Unicode 17, the blocks named below).
///
/// Superscripts, fractions, units and ligatures stay: they carry meaning. Regional indicators
/// stay: they are flags.
pub(crate) fn plain(character: char) -> Plain {
    match character as u32 {
        0x1D00..=0x1D22 | 0x0262..=0x029F | 0xA730..=0xA731 | 0xA7AF => small_capital(character),
        0x2102..=0x2149 if is_letterlike(character) => compatible(character),
        // Enclosed Alphanumerics, Enclosed CJK Letters and Months (numbers).
        0x24EB..=0x24F4 => number(character as u32 - 0x24EB + 11),
        0x24F5..=0x24FE => number(character as u32 - 0x24F5 + 1),
        0x24FF => number(0),
        0x2460..=0x24EA | 0x3251..=0x325F | 0x32B1..=0x32BF => compatible(character),
        // Dingbats: circled digits in three styles.
        0x2776..=0x2793 => number((character as u32 - 0x2776) % 10 + 1),
        // Halfwidth and Fullwidth Forms: the fullwidth ASCII.
        0xFF01..=0xFF5E => one(character as u32 - 0xFEE0),
        // Mathematical Alphanumeric Symbols.
        0x1D400..=0x1D7FF => compatible(character),
        // Enclosed Alphanumeric Supplement.
        0x1F100..=0x1F10A | 0x1F110..=0x1F129 | 0x1F130..=0x1F149 => compatible(character),
        0x1F150..=0x1F169 => one(character as u32 - 0x1F150 + 'A' as u32),
        0x1F170..=0x1F189 => one(character as u32 - 0x1F170 + 'A' as u32),
        _ => Plain::Same,
    }
}

/// Script, fraktur and double-struck letters that Unicode had before the mathematical block.
fn is_letterlike(character: char) -> bool {
    "ℂℊℋℌℍℎℐℑℒℕℙℚℛℜℝℤℨℬℭℯℰℱℳℴⅅⅆⅇⅈⅉ".contains(character)
}

/// Small capitals stand for lower-case letters beside real capitals.
fn small_capital(character: char) -> Plain {
    const PAIRS: [(char, char); 25] = [
        ('ᴀ', 'a'),
        ('ʙ', 'b'),
        ('ᴄ', 'c'),
        ('ᴅ', 'd'),
        ('ᴇ', 'e'),
        ('ꜰ', 'f'),
        ('ɢ', 'g'),
        ('ʜ', 'h'),
        ('ɪ', 'i'),
        ('ᴊ', 'j'),
        ('ᴋ', 'k'),
        ('ʟ', 'l'),
        ('ᴍ', 'm'),
        ('ɴ', 'n'),
        ('ᴏ', 'o'),
        ('ᴘ', 'p'),
        ('ꞯ', 'q'),
        ('ʀ', 'r'),
        ('ꜱ', 's'),
        ('ᴛ', 't'),
        ('ᴜ', 'u'),
        ('ᴠ', 'v'),
        ('ᴡ', 'w'),
        ('ʏ', 'y'),
        ('ᴢ', 'z'),
    ];
    let pair = PAIRS.iter().find(|(styled, _)| *styled == character);
    pair.map_or(Plain::Same, |(_, letter)| Plain::One(*letter))
}

fn one(code: u32) -> Plain {
    char::from_u32(code).map_or(Plain::Same, Plain::One)
}

fn number(value: u32) -> Plain {
    let mut spelt = [0; 4];
    for (place, digit) in spelt.iter_mut().zip(value.to_string().bytes()) {
        *place = digit;
    }
    Plain::Enclosed(spelt)
}

/// The compatibility decomposition (Unicode Standard Annex 15).
fn compatible(character: char) -> Plain {
    let mut letters = [char::REPLACEMENT_CHARACTER; 4];
    let mut count = 0;
    decompose_compatible(character, |letter| {
        if let Some(place) = letters.get_mut(count) {
            *place = letter;
        }
        count += 1;
    });
    match count {
        1 if letters[0].is_ascii_digit() && !is_mathematical(character) => {
            number(letters[0] as u32 - '0' as u32)
        }
        1 => Plain::One(letters[0]),
        2..=4 if letters[..count].iter().all(char::is_ascii) => {
            let mut spelt = [0; 4];
            for (place, letter) in spelt.iter_mut().zip(&letters[..count]) {
                *place = *letter as u8;
            }
            Plain::Enclosed(spelt)
        }
        _ => Plain::Same,
    }
}

fn is_mathematical(character: char) -> bool {
    matches!(character as u32, 0x1D400..=0x1D7FF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        for character in text.chars() {
            match plain(character) {
                Plain::Same => out.push(character),
                Plain::One(letter) => out.push(letter),
                Plain::Enclosed(spelt) => {
                    out.extend(
                        spelt
                            .iter()
                            .filter(|byte| **byte != 0)
                            .map(|byte| char::from(*byte)),
                    );
                }
            }
        }
        out
    }

    #[test]
    fn styled_letters_fold() {
        for (styled, letters) in [
            ("𝗕𝗼𝗹𝗱 𝐁𝐨𝐥𝐝 𝟮𝟬𝟮𝟱 𝟘𝟙", "Bold Bold 2025 01"),
            ("𝘐𝘵𝘢𝘭𝘪𝘤 𝑃𝑙𝑎𝑛ℎ", "Italic Planh"),
            ("𝒮𝒸𝓇𝒾𝓅𝓉 ℬℯ 𝔉𝔯𝔞𝔨 ℜ 𝔻𝕠𝕦 ℕ", "Script Be Frak R Dou N"),
            ("𝚖𝚘𝚗𝚘 𝟷𝟾:𝟹𝟶", "mono 18:30"),
            ("ⒸⒾⓡⓒⓛⓔ 🄰🅱🅐", "CIrcle ABA"),
            ("Tʜᴇ ᴊᴜʟʏ ꜰᴇꜱᴛɪᴠᴀʟ", "The july festival"),
            ("Ｆｕｌｌ　２０２５！", "Full\u{3000}2025!"),
            ("① ⑳ ⑴ ⒈ ⒜ ⓫ ❶ ➓ ㉑", "1 20 (1) 1. (a) 11 1 10 21"),
            ("𝛂𝛺", "αΩ"),
        ] {
            assert_eq!(folded(styled), letters);
        }
    }

    #[test]
    fn characters_with_a_meaning_of_their_own_stay() {
        for text in [
            "m² nᵈ 1ᵉʳ 1º 1ª ½ ㎡ № ℃ ™ ﬁ œ ß ı",
            "🇩🇪 1\u{FE0F}\u{20E3} 🆕 🆗",
            "ŋ ʁ ə ɡ",
        ] {
            assert_eq!(folded(text), text);
        }
    }
}
