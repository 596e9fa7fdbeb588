//! A document for people, free of any notation.

/// A title and what follows it.
#[derive(Debug)]
pub struct Document {
    /// What the document is about.
    pub title: String,
    /// Its parts, in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug)]
pub enum Block {
    /// Headline of the blocks after it.
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
    /// What it is.
    pub name: &'static str,
    /// What is known of it.
    pub value: String,
}

impl Fact {
    /// A fact, unless there is nothing to tell.
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

/// A column: its title, and how its cells may be laid out.
#[derive(Debug, Clone, Copy)]
pub enum Column {
    /// Right-aligned, never broken.
    Number(&'static str),
    /// A name, never broken.
    Name(&'static str),
    /// Words that may be wrapped.
    Text(&'static str),
}

impl Column {
    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Number(title) | Self::Name(title) | Self::Text(title) => title,
        }
    }
}
