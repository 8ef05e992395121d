//! `galka export`: a company's contacts as a file.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use anyhow::Context;
use galka_engine::exports::{Which, export_contacts};
use galka_store::segments::ContactFilter;

use crate::cli::ExportOptions;
use crate::settings::Settings;
use crate::{beside, companies, logging};

/// Writes the file, or to the standard output; it may run beside a product that is running.
///
/// # Errors
/// When the database cannot be opened, the company is not there, or the file cannot be written.
pub(crate) async fn run(settings: &Settings, options: &ExportOptions) -> anyhow::Result<()> {
    logging::start(&settings.log)?;
    let (engine, _lock) = beside::open(settings).await?;
    let company = companies::find(&engine, options.workspace.as_deref()).await?;
    let out: Box<dyn Write + Send> = match &options.file {
        None => Box::new(io::stdout()),
        Some(path) => {
            let made = File::create_new(path);
            Box::new(made.with_context(|| format!("{} cannot be made; an existing file is kept", path.display()))?)
        }
    };
    let everybody = Which::Matching(ContactFilter::default());
    let count = export_contacts(&engine, &company.id, &everybody, BufWriter::new(out)).await?;
    engine.db.close().await;
    eprintln!("{count} contacts of {} ({}).", company.name, company.slug);
    Ok(())
}
