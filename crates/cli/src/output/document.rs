//! A document for people, independent of any notation.

/// A title and what follows it.
#[derive(Debug)]
pub struct Document {
    /// The subject.
    pub title: String,
    /// The parts, in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug)]
pub enum Block {
    /// The headline of the blocks below it.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Named values.
    Facts(Vec<Fact>),
    /// Rows and columns.
    Table(Table),
}

/// A named value.
#[derive(Debug)]
pub struct Fact {
    /// The name.
    pub name: &'static str,
    /// The value.
    pub value: String,
}

impl Fact {
    /// Creates a fact, unless the value is empty.
    pub fn unless_empty(name: &'static str, value: impl Into<String>) -> Option<Self> {
        Some(Self { name, value: value.into() }).filter(|fact| !fact.value.is_empty())
    }
}

/// Rows of cells; a line end in a cell starts a new line there.
#[derive(Debug)]
pub struct Table {
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<String>>,
}

/// A column: its title, and the layout that its cells allow.
#[derive(Debug, Clone, Copy)]
pub enum Column {
    /// Right-aligned, never broken.
    Number(&'static str),
    /// A name, never broken.
    Name(&'static str),
    /// A path, never broken; on a narrow screen it loses its front.
    Path(&'static str),
    /// Words that may be wrapped.
    Text(&'static str),
}

impl Column {
    /// Returns the title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Number(title) | Self::Name(title) | Self::Path(title) | Self::Text(title) => title,
        }
    }
}
