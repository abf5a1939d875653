//! Fonts: from the codes of a string to characters and widths.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use hayro_font::hayro_cmap::{self, BfString};
use hayro_font::{
    CMapResolverFn, FontCache, FontGlyph, FontQuery, FontResolverFn, GlyphId, OutlineGlyph,
};
use hayro_syntax::object::{Array, Dict, Name, Stream};
use skrifa::MetadataProvider;

use crate::budget::Budget;
use crate::tex;

/// The characters of all fonts of a document, one behind the other. Glyphs hold ranges of it.
#[derive(Debug, Default)]
pub(crate) struct Characters(pub(crate) String);

impl Characters {
    /// Adds a text and tells where it stands.
    pub(crate) fn add(&mut self, text: &str) -> (u32, u32) {
        let start = self.0.len() as u32;
        self.0.push_str(text);
        (start, text.len() as u32)
    }
}

/// What a code of a font stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code {
    /// Where its characters stand; of length 0 where the font does not tell.
    pub(crate) characters: (u32, u32),
    /// Along the line, in ems of the font size.
    pub(crate) advance: f64,
}

/// A font of the document.
pub(crate) struct Font<'a> {
    font: hayro_font::Font<'a>,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    /// The height of an em, as a share of the font size.
    pub(crate) em: f64,
    pub(crate) is_horizontal: bool,
    /// Whether its characters are pictures, as those of the common fonts of bullets.
    is_symbolic: bool,
    /// The encoding of a font whose names of glyphs say nothing.
    tex: Option<tex::Encoding>,
    codes: RefCell<HashMap<u32, Code>>,
}

impl<'a> Font<'a> {
    /// The code at the offset, which must lie in the bytes, and its length in bytes (1 to 4).
    pub(crate) fn read(&self, bytes: &[u8], at: usize) -> (u32, usize) {
        let (code, length) = self.font.read_code(bytes, at);
        (code, length.max(1))
    }
}

/// The fonts of a document, each loaded once.
pub(crate) struct Fonts<'a> {
    cache: FontCache<'a>,
    resolve_font: FontResolverFn,
    resolve_map: CMapResolverFn,
    /// By the place of the dictionary's bytes, which stay where they are.
    fonts: HashMap<(usize, usize), Option<Rc<Font<'a>>>>,
    /// Streams that may be decoded, by the place of their bytes.
    admitted: HashSet<(usize, usize)>,
    /// By font program: the characters of its glyphs.
    reversed: HashMap<u128, HashMap<u32, char>>,
}

impl<'a> Fonts<'a> {
    pub(crate) fn new() -> Self {
        Fonts {
            cache: FontCache::new(),
            resolve_font: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
            }),
            resolve_map: Arc::new(hayro_cmap::load_embedded),
            fonts: HashMap::new(),
            admitted: HashSet::new(),
            reversed: HashMap::new(),
        }
    }

    /// The font of a dictionary; `None` where it is damaged.
    pub(crate) fn load(&mut self, dict: &Dict<'a>, budget: &mut Budget) -> Option<Rc<Font<'a>>> {
        let key = place(dict);
        if let Some(font) = self.fonts.get(&key) {
            return font.clone();
        }
        let loaded = (budget.object() && self.admits(dict, budget))
            .then(|| self.cache.font(dict, &self.resolve_font, &self.resolve_map))
            .flatten()
            .map(|font| Rc::new(describe(font, dict)));
        self.fonts.insert(key, loaded.clone());
        loaded
    }

    /// Whether the streams that the font is made of are not too long; hayro decodes them whole.
    fn admits(&mut self, dict: &Dict<'a>, budget: &mut Budget) -> bool {
        let descendant = dict
            .get::<Array<'a>>("DescendantFonts")
            .and_then(|fonts| fonts.iter::<Dict<'a>>().next());
        let own = [Some(dict.clone()), descendant].into_iter().flatten();
        let dicts = own.flat_map(|dict| {
            let descriptor = dict.get::<Dict<'a>>("FontDescriptor");
            [Some(dict), descriptor].into_iter().flatten()
        });
        let keys = [
            "ToUnicode",
            "Encoding",
            "CIDToGIDMap",
            "FontFile",
            "FontFile2",
            "FontFile3",
        ];
        dicts
            .flat_map(|dict| keys.map(|key| dict.get::<Stream<'a>>(key)))
            .flatten()
            .all(|stream| {
                // Fonts share their programs.
                let key = place(stream.dict());
                let admits = self.admitted.contains(&key) || budget.admits(&stream);
                if admits {
                    self.admitted.insert(key);
                }
                admits
            })
    }

    /// What the code stands for.
    pub(crate) fn code(
        &mut self,
        font: &Font<'a>,
        code: u32,
        length: usize,
        characters: &mut Characters,
    ) -> Code {
        if let Some(known) = font.codes.borrow().get(&code) {
            return *known;
        }
        let advance = font.font.code_advance(code);
        let text = self.text(font, code, length).unwrap_or_default();
        let known = Code {
            characters: characters.add(&text),
            advance: if font.is_horizontal {
                advance.x
            } else {
                advance.y
            } / 1000.0,
        };
        font.codes.borrow_mut().insert(code, known);
        known
    }

    /// The characters that the font says, that its program's own table says, or that the code
    /// itself says, in this order.
    fn text(&mut self, font: &Font<'a>, code: u32, length: usize) -> Option<String> {
        if let Some(known) = font.tex.and_then(|tex| tex.characters(code)) {
            return Some(known.to_owned());
        }
        let id = font.font.map_code(code);
        let glyph = font.font.glyph(id, code);
        let said = match &glyph {
            FontGlyph::Outline(outline) => outline.as_unicode(),
            FontGlyph::Type3(drawn) => drawn.as_unicode(),
        };
        let said = match said {
            Some(BfString::Char(character)) => Some(character.to_string()),
            Some(BfString::String(text)) => Some(text),
            None => None,
        };
        let said = said
            .map(|text| plain(&text, font.is_symbolic))
            .filter(|text| !text.is_empty());
        if said.is_some() {
            return said;
        }
        match &glyph {
            FontGlyph::Outline(outline) if is_space(outline) => Some(" ".to_owned()),
            FontGlyph::Outline(outline) if id != GlyphId::NOTDEF => self
                .reversed(outline, id)
                .map(|character| plain(character.encode_utf8(&mut [0; 4]), font.is_symbolic))
                .filter(|text| !text.is_empty()),
            // Codes of such fonts are mostly those of the letters.
            FontGlyph::Type3(_) if length == 1 => u8::try_from(code)
                .ok()
                .filter(u8::is_ascii_graphic)
                .map(|byte| char::from(byte).to_string()),
            _ => None,
        }
    }

    /// The character that the embedded program draws with the glyph: the smallest of several.
    fn reversed(&mut self, outline: &OutlineGlyph, id: GlyphId) -> Option<char> {
        let data = outline.font_data()?;
        let table = self.reversed.entry(data.cache_key).or_insert_with(|| {
            let mut table = HashMap::new();
            if let Ok(program) = skrifa::FontRef::new((*data.data).as_ref()) {
                for (code, glyph) in program.charmap().mappings() {
                    let Some(character) = char::from_u32(code).filter(|it| !it.is_control()) else {
                        continue;
                    };
                    let known = table.entry(glyph.to_u32()).or_insert(character);
                    *known = (*known).min(character);
                }
            }
            table
        });
        table.get(&id.to_u32()).copied()
    }
}

/// Where the bytes of a dictionary stand, which tells it from all others.
fn place(dict: &Dict<'_>) -> (usize, usize) {
    (dict.data().as_ptr() as usize, dict.data().len())
}

/// Whether a glyph of an embedded font draws nothing.
fn is_space(outline: &OutlineGlyph) -> bool {
    outline.font_data().is_some() && outline.outline().is_empty()
}

/// What the dictionary tells of the font's look.
fn describe<'a>(font: hayro_font::Font<'a>, dict: &Dict<'a>) -> Font<'a> {
    const ITALIC: i32 = 1 << 6;
    const FORCED_BOLD: i32 = 1 << 18;
    let descriptor: Option<Dict<'_>> = dict.get("FontDescriptor").or_else(|| {
        let descendant = dict
            .get::<Array<'_>>("DescendantFonts")?
            .iter::<Dict<'_>>()
            .next()?;
        descendant.get("FontDescriptor")
    });
    let number = |key: &str| descriptor.as_ref().and_then(|it| it.get::<f32>(key));
    let flags = descriptor
        .as_ref()
        .and_then(|it| it.get::<i32>("Flags"))
        .unwrap_or(0);
    let name = dict.get::<Name<'_>>("BaseFont");
    let name = name.map_or(String::new(), |name| {
        String::from_utf8_lossy(name.as_ref()).to_ascii_lowercase()
    });
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    // The width of an "H" or so tells what a picture of a letter measures; that of the box, more.
    let em = match font.glyph(GlyphId::NOTDEF, 0) {
        FontGlyph::Outline(_) => 1.0,
        FontGlyph::Type3(glyph) => {
            let scale = glyph.font().matrix().as_coeffs()[3].abs();
            let bounds = dict.get::<[f64; 4]>("FontBBox").unwrap_or_default();
            let height = (bounds[3] - bounds[1]).abs() * scale;
            if height > 0.0 {
                height * 0.9
            } else {
                scale * 1000.0
            }
        }
    };
    let is_drawn = matches!(font.glyph(GlyphId::NOTDEF, 0), FontGlyph::Type3(_));
    Font {
        is_horizontal: font.is_horizontal(),
        font,
        bold: number("FontWeight").unwrap_or(0.0) >= 600.0
            || flags & FORCED_BOLD != 0
            || has(&["bold", "black", "heavy", "-bd", "demi"]),
        italic: flags & ITALIC != 0 || has(&["italic", "oblique"]),
        em,
        is_symbolic: has(&["symbol", "wingding", "dingbat", "webding"]),
        tex: (is_drawn && !dict.contains_key("ToUnicode"))
            .then(|| tex::encoding(dict))
            .flatten(),
        codes: RefCell::default(),
    }
}

/// The characters without what only a font needs: controls go, ligatures are spelt out, and the
/// private area in which symbol fonts keep their codes becomes these codes, or bullets.
fn plain(text: &str, is_symbolic: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' | '\n' | '\r' | '\u{A0}' => out.push(' '),
            '\u{FB00}' | '\u{FB01}' | '\u{FB02}' | '\u{FB03}' | '\u{FB04}' => {
                out.push_str(match character {
                    '\u{FB00}' => "ff",
                    '\u{FB01}' => "fi",
                    '\u{FB02}' => "fl",
                    '\u{FB03}' => "ffi",
                    _ => "ffl",
                });
            }
            // What is drawn can be seen, whatever the font calls it.
            '\u{AD}' | '\u{2010}' | '\u{2011}' => out.push('-'),
            '\u{FB05}' | '\u{FB06}' => out.push_str("st"),
            '\u{F020}'..='\u{F0FF}' if is_symbolic => out.push('•'),
            '\u{F020}'..='\u{F07E}' | '\u{F0A0}'..='\u{F0FF}' => {
                out.extend(char::from_u32(character as u32 - 0xF000));
            }
            '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}' => {}
            '\u{E000}'..='\u{F8FF}' => {}
            _ if character.is_control() => {}
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_fonts_become_plain() {
        assert_eq!(plain("o\u{FB03}ce", false), "office");
        assert_eq!(plain("\u{F0B7}", true), "•");
        assert_eq!(plain("\u{F041}\u{0}", false), "A");
    }
}
