//! Character references of HTML (HTML Living Standard §13.5), those that announcements use.

use std::borrow::Cow;

/// The longest reference that is looked for.
const LONGEST: usize = 12;

/// The text of the character reference that `text` begins with, and its length. `None` where it
/// begins with none, or with one that stands for an invisible character or a control.
pub(crate) fn at_start(text: &str) -> Option<(String, usize)> {
    let body = text.strip_prefix('&')?;
    let length = body.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = &body[..length];
    let spelt = match name.strip_prefix('#') {
        Some(number) => numbered(number)?,
        None => named(name)?,
    };
    Some((spelt, length + 2))
}

/// The text with all its references decoded.
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match at_start(rest) {
            Some((spelt, length)) => {
                out.push_str(&spelt);
                rest = &rest[length..];
                changed = true;
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    if changed {
        Cow::Owned(out)
    } else {
        Cow::Borrowed(text)
    }
}

/// A numbered reference, cleaned as if its character stood in the text.
fn numbered(number: &str) -> Option<String> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    let character = char::from_u32(code).filter(|character| *character >= ' ')?;
    Some(
        crate::normalise::clean(character.encode_utf8(&mut [0; 4]))
            .text
            .into_owned(),
    )
}

fn named(name: &str) -> Option<String> {
    const NAMES: &[(&str, &str)] = &[
        ("amp", "&"),
        ("lt", "<"),
        ("gt", ">"),
        ("quot", "\""),
        ("apos", "'"),
        ("nbsp", " "),
        ("ensp", " "),
        ("emsp", " "),
        ("thinsp", " "),
        ("shy", ""),
        ("zwnj", ""),
        ("zwj", ""),
        ("lrm", ""),
        ("rlm", ""),
        ("ndash", "–"),
        ("mdash", "—"),
        ("hellip", "…"),
        ("bull", "•"),
        ("middot", "·"),
        ("lsquo", "‘"),
        ("rsquo", "’"),
        ("sbquo", "‚"),
        ("ldquo", "“"),
        ("rdquo", "”"),
        ("bdquo", "„"),
        ("laquo", "«"),
        ("raquo", "»"),
        ("lsaquo", "‹"),
        ("rsaquo", "›"),
        ("euro", "€"),
        ("pound", "£"),
        ("cent", "¢"),
        ("yen", "¥"),
        ("copy", "©"),
        ("reg", "®"),
        ("trade", "™"),
        ("deg", "°"),
        ("sect", "§"),
        ("para", "¶"),
        ("times", "×"),
        ("divide", "÷"),
        ("plusmn", "±"),
        ("frac12", "½"),
        ("frac14", "¼"),
        ("frac34", "¾"),
        ("sup1", "¹"),
        ("sup2", "²"),
        ("sup3", "³"),
        ("ordf", "ª"),
        ("ordm", "º"),
        ("iexcl", "¡"),
        ("iquest", "¿"),
        ("larr", "←"),
        ("rarr", "→"),
        ("uarr", "↑"),
        ("darr", "↓"),
        ("check", "✓"),
        ("star", "☆"),
        ("phone", "☎"),
        ("Agrave", "À"),
        ("Aacute", "Á"),
        ("Acirc", "Â"),
        ("Atilde", "Ã"),
        ("Auml", "Ä"),
        ("Aring", "Å"),
        ("AElig", "Æ"),
        ("Ccedil", "Ç"),
        ("Egrave", "È"),
        ("Eacute", "É"),
        ("Ecirc", "Ê"),
        ("Euml", "Ë"),
        ("Igrave", "Ì"),
        ("Iacute", "Í"),
        ("Icirc", "Î"),
        ("Iuml", "Ï"),
        ("ETH", "Ð"),
        ("Ntilde", "Ñ"),
        ("Ograve", "Ò"),
        ("Oacute", "Ó"),
        ("Ocirc", "Ô"),
        ("Otilde", "Õ"),
        ("Ouml", "Ö"),
        ("Oslash", "Ø"),
        ("Ugrave", "Ù"),
        ("Uacute", "Ú"),
        ("Ucirc", "Û"),
        ("Uuml", "Ü"),
        ("Yacute", "Ý"),
        ("THORN", "Þ"),
        ("szlig", "ß"),
        ("agrave", "à"),
        ("aacute", "á"),
        ("acirc", "â"),
        ("atilde", "ã"),
        ("auml", "ä"),
        ("aring", "å"),
        ("aelig", "æ"),
        ("ccedil", "ç"),
        ("egrave", "è"),
        ("eacute", "é"),
        ("ecirc", "ê"),
        ("euml", "ë"),
        ("igrave", "ì"),
        ("iacute", "í"),
        ("icirc", "î"),
        ("iuml", "ï"),
        ("eth", "ð"),
        ("ntilde", "ñ"),
        ("ograve", "ò"),
        ("oacute", "ó"),
        ("ocirc", "ô"),
        ("otilde", "õ"),
        ("ouml", "ö"),
        ("oslash", "ø"),
        ("ugrave", "ù"),
        ("uacute", "ú"),
        ("ucirc", "û"),
        ("uuml", "ü"),
        ("yacute", "ý"),
        ("thorn", "þ"),
        ("yuml", "ÿ"),
        ("OElig", "Œ"),
        ("oelig", "œ"),
        ("Scaron", "Š"),
        ("scaron", "š"),
        ("Yuml", "Ÿ"),
    ];
    let entry = NAMES.iter().find(|(known, _)| *known == name);
    entry.map(|(_, text)| (*text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded() {
        assert_eq!(
            decode("Arts &amp; M&eacute;tiers&nbsp;9&#8211;10&#x2019;"),
            "Arts & Métiers 9–10’"
        );
    }

    #[test]
    fn plain_ampersands_stay() {
        for text in [
            "R&D; x",
            "A & B;",
            "?a=1&copy=2",
            "&#;",
            "&#xZZ;",
            "&#1;",
            "&#99999999;",
            "&",
        ] {
            assert_eq!(decode(text), text);
        }
    }
}
