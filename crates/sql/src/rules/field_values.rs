//! Values of some fields of a record.

use std::sync::Arc;

/// Values of some fields of a record, each a list, in two pieces of memory however many they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldValues {
    texts: Box<[Arc<str>]>,
    /// Where the values of each field end.
    ends: Box<[u32]>,
}

impl FieldValues {
    /// Returns the values of a field, by its place; none where there is no such field.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use trail365_sql::rules::FieldValues;
    ///
    /// let values: FieldValues = [vec![Arc::from("a"), Arc::from("b")], vec![]].into_iter().collect();
    /// assert_eq!(values.of(0)[1].as_ref(), "b");
    /// assert!(values.of(1).is_empty() && values.of(2).is_empty());
    /// ```
    pub fn of(&self, field: usize) -> &[Arc<str>] {
        let end = |field: usize| self.ends.get(field).map_or(self.texts.len(), |end| *end as usize);
        let begin = field.checked_sub(1).map_or(0, end);
        &self.texts[begin..end(field).max(begin)]
    }
}

impl FromIterator<Vec<Arc<str>>> for FieldValues {
    fn from_iter<T: IntoIterator<Item = Vec<Arc<str>>>>(fields: T) -> Self {
        let (mut texts, mut ends) = (Vec::new(), Vec::new());
        for field in fields {
            texts.extend(field);
            ends.push(texts.len() as u32);
        }
        FieldValues { texts: texts.into(), ends: ends.into() }
    }
}
