//! Records as statements name them.

use std::sync::Arc;

use trail365_findings::Member;

use super::acts::Act;

/// A record as it is named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Cited {
    pub time: i64,
    pub id: Option<String>,
    pub operation: Option<String>,
    pub source: Option<String>,
    pub line: Option<i64>,
    pub content_hash: i64,
}

impl Cited {
    /// Writes where it stands: source and line.
    pub fn place(&self) -> String {
        let source = self.source.as_deref().unwrap_or("a source without a name");
        self.line.map_or_else(|| source.to_owned(), |line| format!("{source}:{line}"))
    }
}

impl From<&Act> for Cited {
    fn from(act: &Act) -> Self {
        Cited {
            time: act.time,
            id: act.id.clone(),
            operation: act.operation.clone(),
            source: act.source.clone(),
            line: act.source_line,
            content_hash: act.content_hash,
        }
    }
}

impl From<&Member> for Cited {
    fn from(member: &Member) -> Self {
        let text = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
        Cited {
            time: member.time,
            id: text(&member.id),
            operation: text(&member.operation),
            source: text(&member.source),
            line: member.line,
            content_hash: member.content_hash,
        }
    }
}
