use anyhow::Result;
use crate::catalog::Catalog;
use crate::Files;
pub fn generate(_: &Catalog, _: &mut Files) -> Result<()> { Ok(()) }
