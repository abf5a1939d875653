//! Packed objects are unpacked by hayro as a whole, however long they become. What would become too
//! long is found beforehand, and made unreadable.

use memchr::memmem;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// The bytes that the data inflate to, or something above the limit. Of damaged data what comes
/// before the damage.
pub(crate) fn inflated_length(data: &[u8], limit: usize) -> usize {
    match length(data, TINFL_FLAG_PARSE_ZLIB_HEADER, limit) {
        0 => length(data, 0, limit).max(length(data.get(2..).unwrap_or_default(), 0, limit)),
        known => known,
    }
}

fn length(data: &[u8], flags: u32, limit: usize) -> usize {
    // The window that the format looks back into.
    const WINDOW: usize = 1 << 15;
    let mut state = Box::<DecompressorOxide>::default();
    let mut window = vec![0; WINDOW];
    let (mut read, mut written) = (0, 0);
    loop {
        let at = written % WINDOW;
        let (status, more_read, more) =
            decompress(&mut state, &data[read..], &mut window, at, flags);
        read += more_read;
        written += more;
        if status != TINFLStatus::HasMoreOutput || written > limit {
            return written;
        }
    }
}

/// Makes object streams and cross-reference streams unreadable that would, all together, become
/// longer than the limit. Returns whether there are any.
pub(crate) fn disarm(bytes: &mut [u8], limit: usize) -> bool {
    /// The longest dictionary that is looked at.
    const DICTIONARY: usize = 2048;
    let mut left = limit;
    let mut too_long: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(found) = memmem::find(&bytes[at..], b"stream") {
        let start = at + found;
        at = start + b"stream".len();
        if bytes[..start].ends_with(b"end") {
            continue;
        }
        let before = &bytes[start.saturating_sub(DICTIONARY)..start];
        let Some(dictionary) = memmem::rfind(before, b"obj").map(|from| &before[from..]) else {
            continue;
        };
        let has = |name: &[u8]| memmem::find(dictionary, name).is_some();
        if !has(b"/ObjStm") && !has(b"/XRef") {
            continue;
        }
        let data = bytes[at..].trim_ascii_start();
        let end = memmem::find(data, b"endstream").unwrap_or(data.len());
        let data = &data[..end];
        // Packed twice, or otherwise, are these by nobody who means well.
        let is_plain = memmem::find_iter(dictionary, b"Decode").count() <= 1
            || memmem::find_iter(dictionary, b"Decode").count() == 2 && has(b"/DecodeParms");
        let length = if is_plain && has(b"/FlateDecode") {
            inflated_length(data, left)
        } else if has(b"Decode") || has(b"/Filter") {
            // At most what Flate, then LZW, could make of them.
            data.len().saturating_mul(1500)
        } else {
            data.len()
        };
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => too_long.push((start - dictionary.len(), start)),
        }
        at += end;
    }
    for (from, to) in &too_long {
        let names = [&b"/ObjStm"[..], b"/XRef"];
        for name in names {
            while let Some(found) = memmem::find(&bytes[*from..*to], name) {
                bytes[from + found + 1] = b'?';
            }
        }
    }
    !too_long.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(length: usize) -> Vec<u8> {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&vec![b' '; length], 6);
        let mut file =
            b"%PDF-1.7\n7 0 obj <</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length ".to_vec();
        file.extend_from_slice(packed.len().to_string().as_bytes());
        file.extend_from_slice(b">> stream\n");
        file.extend_from_slice(&packed);
        file.extend_from_slice(b"\nendstream endobj\n");
        file
    }

    #[test]
    fn lengths_are_counted_without_the_data() {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&vec![7; 3_000_000], 6);
        assert_eq!(inflated_length(&packed, 4_000_000), 3_000_000);
        assert!((10_001..100_000).contains(&inflated_length(&packed, 10_000)));
        assert_eq!(inflated_length(&packed[2..], 4_000_000), 3_000_000);
        assert_eq!(inflated_length(b"", 10), 0);
    }

    #[test]
    fn long_object_streams_are_disarmed() {
        let mut short = file(1000);
        let before = short.clone();
        assert!(!disarm(&mut short, 10_000));
        assert_eq!(short, before);
        let mut long = file(100_000);
        assert!(disarm(&mut long, 10_000));
        assert!(memmem::find(&long, b"/ObjStm").is_none());
    }
}
