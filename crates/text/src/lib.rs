//! The reader of plain text and Markdown: bytes to [`Document`](handbill_model::Document).
