//! The weights of `data/weights.toml`: `TITLE_HEADING` is `heading` of `[title]`.

#![allow(missing_docs)]

include!(concat!(env!("OUT_DIR"), "/weights.rs"));
