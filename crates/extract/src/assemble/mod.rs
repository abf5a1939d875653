//! Records from mentions.
