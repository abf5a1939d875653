//! The façade: detect, read, extract.
