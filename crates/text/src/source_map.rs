//! The way back from one text to the text (or bytes) that it was made from.

use handbill_model::Origins;

/// A stretch of the text that comes from one place of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    text: usize,
    source: usize,
    /// Whether text and source advance byte by byte until the next run. In a run that is not
    /// straight every byte stands for the one source offset.
    straight: bool,
}

/// The way from each byte of a text to the byte of the source that it was made from: runs ascending
/// in the text, and seldom not in the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    runs: Vec<Run>,
}

impl SourceMap {
    /// The map of a text that is its source from `source` on.
    pub fn straight_from(source: usize) -> Self {
        let mut map = SourceMap::default();
        map.push(0, source, true);
        map
    }

    /// Begins a run; text offsets are pushed in ascending order.
    pub fn push(&mut self, text: usize, source: usize, straight: bool) {
        if let Some(last) = self.runs.last() {
            let continues = straight && last.straight && last.source + (text - last.text) == source;
            let repeats = !straight && !last.straight && last.source == source;
            if continues || repeats {
                return;
            }
            if last.text == text {
                self.runs.pop();
            }
        }
        self.runs.push(Run {
            text,
            source,
            straight,
        });
    }

    /// Begins, at the text offset, what `other` maps for its bytes `from..from + length`.
    pub fn extend(&mut self, text: usize, other: &SourceMap, from: usize, length: usize) {
        if length == 0 {
            return;
        }
        let stretch = Run {
            text,
            source: from,
            straight: true,
        };
        other.copy_stretch(&stretch, length, self);
    }

    /// Forgets all from the text offset on.
    pub fn truncate(&mut self, text: usize) {
        let kept = self.runs.partition_point(|run| run.text < text);
        self.runs.truncate(kept);
    }

    /// The source offset of a text offset.
    pub fn source(&self, text: usize) -> usize {
        self.run_at(text)
            .map_or(text, |run| self.runs[run].at(text))
    }

    /// The first of the `length` text offsets that comes from the source offset or from behind it,
    /// for a map that ascends in the source, too.
    pub fn text_at(&self, source: usize, length: usize) -> usize {
        let after = self.runs.partition_point(|run| run.source < source);
        let next = self.runs.get(after).map_or(length, |run| run.text);
        match after.checked_sub(1).map(|before| self.runs[before]) {
            Some(run) if run.straight => (run.text + (source - run.source)).min(next),
            _ => next,
        }
    }

    /// The map from this map's text through `inner`, the map of its source, to the source of that.
    pub fn through(&self, inner: &SourceMap, length: usize) -> SourceMap {
        let mut whole = SourceMap::default();
        for (index, run) in self.runs.iter().enumerate() {
            if !run.straight {
                whole.push(run.text, inner.source(run.source), false);
                continue;
            }
            let end = self.runs.get(index + 1).map_or(length, |next| next.text);
            inner.copy_stretch(run, end - run.text, &mut whole);
        }
        whole
    }

    /// Pushes the runs under `length` bytes of the outer straight run.
    fn copy_stretch(&self, outer: &Run, length: usize, whole: &mut SourceMap) {
        let mut index = self.run_at(outer.source).unwrap_or(0);
        let mut at = outer.source;
        while let Some(run) = self.runs.get(index) {
            whole.push(outer.text + (at - outer.source), run.at(at), run.straight);
            index += 1;
            match self.runs.get(index) {
                Some(next) if next.text < outer.source + length => at = next.text,
                _ => return,
            }
        }
    }

    fn run_at(&self, text: usize) -> Option<usize> {
        self.runs
            .partition_point(|run| run.text <= text)
            .checked_sub(1)
    }

    /// The same in the form that documents carry.
    pub fn into_origins(self) -> Origins {
        let mut origins = Origins::default();
        for run in self.runs {
            origins.push(run.text, run.source, run.straight);
        }
        origins
    }
}

impl Run {
    fn at(&self, text: usize) -> usize {
        if self.straight {
            self.source + text.saturating_sub(self.text)
        } else {
            self.source
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_lead_forth_and_back() {
        let mut map = SourceMap::default();
        map.push(0, 3, true);
        map.push(4, 10, false);
        map.push(6, 12, true);
        let found: Vec<usize> = [3, 5, 8, 10, 11, 12, 14]
            .map(|at| map.text_at(at, 9))
            .into();
        assert_eq!(found, [0, 2, 4, 4, 6, 6, 8]);
    }

    #[test]
    fn maps_compose() {
        let mut inner = SourceMap::default();
        inner.push(0, 3, true);
        inner.push(4, 10, false);
        inner.push(6, 12, true);
        let mut outer = SourceMap::default();
        outer.push(0, 2, true);
        outer.push(5, 9, true);
        let whole = outer.through(&inner, 8);
        for text in 0..8 {
            assert_eq!(
                whole.source(text),
                inner.source(outer.source(text)),
                "{text}"
            );
        }
    }
}
