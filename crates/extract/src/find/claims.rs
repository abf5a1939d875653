use handbill_model::Span;

use crate::Mention;

/// The mentions found so far: ascending, without overlap. What they cover is read no more.
#[derive(Debug, Default)]
pub struct Claims {
    mentions: Vec<Mention>,
}

impl Claims {
    /// Whether nothing in the span is claimed.
    pub fn is_free(&self, span: Span) -> bool {
        let next = self
            .mentions
            .partition_point(|mention| mention.span.end <= span.start);
        self.mentions
            .get(next)
            .is_none_or(|mention| mention.span.start >= span.end)
    }

    /// The claimed mentions, ascending.
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// Claims those of a finder's mentions (ascending) that overlap neither an earlier claim nor
    /// one another.
    pub fn add(&mut self, found: Vec<Mention>) {
        let mut end = 0;
        let free: Vec<Mention> = found
            .into_iter()
            .filter(|mention| {
                let free = mention.span.start >= end
                    && !mention.span.is_empty()
                    && self.is_free(mention.span);
                if free {
                    end = mention.span.end;
                }
                free
            })
            .collect();
        self.mentions.extend(free);
        // Two ascending runs: the sort is a merge.
        self.mentions.sort_by_key(|mention| mention.span.start);
    }

    /// The mentions.
    pub fn into_mentions(self) -> Vec<Mention> {
        self.mentions
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Found;

    fn mention(start: usize, end: usize) -> Mention {
        Mention {
            span: Span::new(start, end),
            found: Found::Hashtag("x".to_owned()),
            rule: "test",
        }
    }

    #[test]
    fn a_claimed_span_is_not_claimed_again() {
        let mut claims = Claims::default();
        claims.add(vec![mention(5, 10), mention(8, 12), mention(20, 30)]);
        claims.add(vec![mention(0, 6), mention(10, 15), mention(29, 31)]);
        assert!(claims.is_free(Span::new(15, 20)));
        assert!(!claims.is_free(Span::new(0, 6)));
        let spans: Vec<(usize, usize)> = claims
            .into_mentions()
            .iter()
            .map(|mention| (mention.span.start, mention.span.end))
            .collect();
        assert_eq!(spans, [(5, 10), (10, 15), (20, 30)]);
    }
}
