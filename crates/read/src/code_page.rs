//! Code pages: encodings of text from before UTF-8.

use std::fmt;

use encoding_rs::{Decoder, UTF_8, UTF_16BE, UTF_16LE};

/// A code page, such as windows-1252 or Shift_JIS.
///
/// ```
/// use trail365_read::CodePage;
///
/// let page = CodePage::named("cp1252").unwrap();
/// assert_eq!(page.to_string(), "windows-1252");
/// assert_eq!(CodePage::named("klingon"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CodePage(&'static encoding_rs::Encoding);

impl CodePage {
    /// The page of Windows in Western Europe and the Americas.
    pub(crate) const WESTERN: Self = Self(encoding_rs::WINDOWS_1252);

    /// Returns the code page with this name, as the WHATWG's Encoding Standard lists them; case does not count. Names
    /// such as `cp1252` and bare numbers of Windows count, too.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        let number = name.strip_prefix("cp").or_else(|| name.strip_prefix("CP")).unwrap_or(name);
        let found = encoding_rs::Encoding::for_label(name.as_bytes())
            .or_else(|| encoding_rs::Encoding::for_label(number_label(number)?.as_bytes()))?;
        Self::of(found)
    }

    /// Returns the code page that is this encoding, unless it is Unicode.
    pub(crate) fn of(encoding: &'static encoding_rs::Encoding) -> Option<Self> {
        // Encodings in which ASCII is something else would change the text before the first foreign byte.
        let is_page = encoding.is_ascii_compatible() && encoding != UTF_8;
        (is_page && ![UTF_16LE, UTF_16BE].contains(&encoding)).then_some(Self(encoding))
    }

    /// Returns the name of the code page.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    pub(crate) fn decoder(self) -> Decoder {
        self.0.new_decoder_without_bom_handling()
    }
}

/// Returns the name by which the standard knows a code page of Windows by its number.
fn number_label(number: &str) -> Option<String> {
    Some(match number.parse::<u32>().ok()? {
        932 => "shift_jis".into(),
        936 => "gbk".into(),
        949 => "euc-kr".into(),
        950 => "big5".into(),
        54936 => "gb18030".into(),
        28591 => "iso-8859-1".into(),
        number @ 28592..=28606 => format!("iso-8859-{}", number - 28590),
        number @ 1250..=1258 => format!("windows-{number}"),
        number => format!("ibm{number}"),
    })
}

impl fmt::Display for CodePage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::CodePage;

    #[test]
    fn code_pages_have_many_names() {
        for (name, expected) in [
            ("windows-1252", "windows-1252"),
            ("Latin1", "windows-1252"),
            (" CP1251 ", "windows-1251"),
            ("1250", "windows-1250"),
            ("shift-jis", "Shift_JIS"),
            ("932", "Shift_JIS"),
            ("cp936", "GBK"),
            ("866", "IBM866"),
            ("28592", "ISO-8859-2"),
            ("big5", "Big5"),
        ] {
            assert_eq!(CodePage::named(name).map(CodePage::name), Some(expected), "{name}");
        }
        for name in ["", "utf-8", "utf-16", "utf-16le", "cp0", "x", "iso-2022-jp"] {
            assert_eq!(CodePage::named(name), None, "{name}");
        }
    }
}
