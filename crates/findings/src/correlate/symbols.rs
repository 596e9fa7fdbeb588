//! Values as numbers, so that groups and counts need not compare texts.

use std::sync::Arc;

use hashbrown::HashMap;

use super::event::comparable;

/// Values, each with a number. Values that groups and counts take for the same have the same number.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    /// Numbers of values as records have them; `None` for those that say nothing.
    known: HashMap<Arc<str>, Option<u32>>,
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Symbols {
    /// Returns the number of a value; `None` for one that says nothing.
    pub fn number(&mut self, value: &Arc<str>) -> Option<u32> {
        if let Some(number) = self.known.get(value) {
            return *number;
        }
        let number = comparable(value).map(|text| self.number_of_text(&text));
        self.known.insert(Arc::clone(value), number);
        number
    }

    /// Returns the number of a text that is written as values are compared.
    pub fn number_of_text(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let (text, number): (Arc<str>, _) = (text.into(), self.texts.len() as u32);
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    /// Returns the text of a number.
    pub fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }

    /// Returns the numbers of some values, each once.
    pub fn distinct(&mut self, values: &[Arc<str>]) -> Vec<u32> {
        let mut numbers: Vec<u32> = values.iter().filter_map(|value| self.number(value)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// Returns the combinations of one number of each list, at most so many.
pub(super) fn combinations(lists: impl Iterator<Item = Vec<u32>>, most: usize) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new()];
    for list in lists {
        all = match list[..] {
            [one] => {
                for combination in &mut all {
                    combination.push(one);
                }
                all
            }
            _ => {
                let longer = all.iter().flat_map(|begin| {
                    list.iter().map(move |number| begin.iter().chain([number]).copied().collect())
                });
                longer.take(most).collect()
            }
        };
    }
    all
}
