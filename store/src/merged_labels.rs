//! Two labels become one: whoever wears the first wears the second, and what names the first names the second. Two
//! contacts that become one are named in the same way.

use std::collections::HashMap;

use galka_domain::ids::{ContactId, LabelId, WorkspaceId};
use galka_domain::time::Timestamp;
use serde_json::Value;

use crate::{Result, Rows, Tx, automations, labels, read_json, sql};

/// Makes `from` a part of `into`, both of which are there, and deletes it; `by` is who wants it.
pub fn merge(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    (from, into): (&LabelId, &LabelId),
    by: &str,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        sql!(
            "INSERT INTO contact_labels (workspace_id, contact_id, label_id)
             SELECT w.workspace_id, w.contact_id, $3 FROM contact_labels AS w
             WHERE w.workspace_id = $1 AND w.label_id = $2
             ON CONFLICT (workspace_id, contact_id, label_id) DO NOTHING"
        ),
        &[workspace, from, into],
    )?;
    let merger = Merger {
        workspace,
        from: from.as_str(),
        into: into.as_str(),
    };
    merger.rename_in_segments(tx, now)?;
    merger.rename_in_saved_views(tx, now)?;
    merger.rename_in_automations(tx, by, now)?;
    merger.rename_in_campaigns(tx)?;
    merger.rename_in_quick_replies(tx, now)?;
    merger.rename_in_imports(tx)?;
    merger.rename_in_settings(tx, now)?;
    labels::delete_label(tx, workspace, from)?;
    Ok(())
}

/// Which labels stay of those that were made a part of others, however often in a row; labels of which nothing is known
/// are absent. What stands in threads is not rewritten by a merge, there may be very much of it.
pub fn list_survivors(tx: &mut Tx<'_>, workspace: &WorkspaceId, gone: &[LabelId]) -> Result<HashMap<LabelId, LabelId>> {
    let mut survivors = HashMap::new();
    for from in gone {
        let mut last = None;
        while let Some(into) = find_merged(tx, workspace, last.as_ref().unwrap_or(from))? {
            last = Some(into);
        }
        survivors.extend(last.map(|into| (from.clone(), into)));
    }
    Ok(survivors)
}

/// Each label is deleted by its merge, so no chain comes back to where it began.
fn find_merged(tx: &mut Tx<'_>, workspace: &WorkspaceId, from: &LabelId) -> Result<Option<LabelId>> {
    let details: Option<(i64, String)> = tx.query_opt(
        sql!(
            "SELECT seq, details FROM ledger
             WHERE workspace_id = $1 AND subject_id = $2 AND kind = 'label.merged'
             ORDER BY seq DESC
             LIMIT 1"
        ),
        &[workspace, from],
        |row| Ok((row.get("seq")?, row.get("details")?)),
    )?;
    let Some((seq, details)) = details else { return Ok(None) };
    let details: Value = read_json(&details, "ledger", "details", &seq.to_string())?;
    Ok(details["into"].as_str().and_then(|into| LabelId::parse(into).ok()))
}

/// Names a contact where another is named that becomes a part of it: among the recipients of automations and of
/// campaigns that have not begun, and in saved views.
pub fn rename_contact(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    (from, into): (&ContactId, &ContactId),
    by: &str,
    now: Timestamp,
) -> Result<()> {
    let merger = Merger {
        workspace,
        from: from.as_str(),
        into: into.as_str(),
    };
    merger.rename_in_saved_views(tx, now)?;
    merger.rename_in_automations(tx, by, now)?;
    merger.rename_in_campaigns(tx)
}

/// What is stored as JSON and may name the label or the contact: a company has few of each, so they are looked through.
struct Merger<'a> {
    workspace: &'a WorkspaceId,
    from: &'a str,
    into: &'a str,
}

impl Merger<'_> {
    fn rename_in_segments(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
        let found = tx.query(
            sql!("SELECT id, filter AS document FROM segments WHERE workspace_id = $1 AND filter LIKE $2"),
            &[self.workspace, &self.pattern()],
            |row| Ok((row.get("id")?, row.get("document")?)),
        )?;
        let rows = self.renamed(found, "segments", "filter")?;
        tx.execute_rows(
            sql!(
                "UPDATE segments SET filter = r.document, updated_at = $2
                 FROM each($3: id TEXT, document TEXT) AS r
                 WHERE segments.workspace_id = $1 AND segments.id = r.id"
            ),
            &[self.workspace, &now],
            &rows,
        )?;
        Ok(())
    }

    fn rename_in_saved_views(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
        let found = tx.query(
            sql!("SELECT id, query AS document FROM saved_views WHERE workspace_id = $1 AND query LIKE $2"),
            &[self.workspace, &self.pattern()],
            |row| Ok((row.get("id")?, row.get("document")?)),
        )?;
        let rows = self.renamed(found, "saved_views", "query")?;
        tx.execute_rows(
            sql!(
                "UPDATE saved_views SET query = r.document, updated_at = $2
                 FROM each($3: id TEXT, document TEXT) AS r
                 WHERE saved_views.workspace_id = $1 AND saved_views.id = r.id"
            ),
            &[self.workspace, &now],
            &rows,
        )?;
        Ok(())
    }

    /// Each becomes a version of its own: whoever has it open and saves it is told.
    fn rename_in_automations(&self, tx: &mut Tx<'_>, by: &str, now: Timestamp) -> Result<()> {
        for known in automations::list(tx, self.workspace)? {
            if known.document.contains(self.from) {
                let document = self.renamed_text(&known.document, ("automations", "document", known.id.as_str()))?;
                let read_version = known.version;
                automations::update(tx, self.workspace, &known.written(&document), read_version, by, now)?;
            }
        }
        Ok(())
    }

    fn rename_in_campaigns(&self, tx: &mut Tx<'_>) -> Result<()> {
        let found = tx.query(
            sql!("SELECT id, audience AS document FROM campaigns WHERE workspace_id = $1 AND audience LIKE $2"),
            &[self.workspace, &self.pattern()],
            |row| Ok((row.get("id")?, row.get("document")?)),
        )?;
        let rows = self.renamed(found, "campaigns", "audience")?;
        tx.execute_rows(
            sql!(
                "UPDATE campaigns SET audience = r.document
                 FROM each($2: id TEXT, document TEXT) AS r
                 WHERE campaigns.workspace_id = $1 AND campaigns.id = r.id"
            ),
            &[self.workspace],
            &rows,
        )?;
        Ok(())
    }

    fn rename_in_quick_replies(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
        let found = tx.query(
            sql!("SELECT id, label_ids AS document FROM quick_replies WHERE workspace_id = $1 AND label_ids LIKE $2"),
            &[self.workspace, &self.pattern()],
            |row| Ok((row.get("id")?, row.get("document")?)),
        )?;
        let rows = self.renamed(found, "quick_replies", "label_ids")?;
        tx.execute_rows(
            sql!(
                "UPDATE quick_replies SET label_ids = r.document, updated_at = $2
                 FROM each($3: id TEXT, document TEXT) AS r
                 WHERE quick_replies.workspace_id = $1 AND quick_replies.id = r.id"
            ),
            &[self.workspace, &now],
            &rows,
        )?;
        Ok(())
    }

    fn rename_in_imports(&self, tx: &mut Tx<'_>) -> Result<()> {
        let found = tx.query(
            sql!("SELECT id, document FROM imports WHERE workspace_id = $1 AND document LIKE $2"),
            &[self.workspace, &self.pattern()],
            |row| Ok((row.get("id")?, row.get("document")?)),
        )?;
        let rows = self.renamed(found, "imports", "document")?;
        tx.execute_rows(
            sql!(
                "UPDATE imports SET document = r.document
                 FROM each($2: id TEXT, document TEXT) AS r
                 WHERE imports.workspace_id = $1 AND imports.id = r.id"
            ),
            &[self.workspace],
            &rows,
        )?;
        Ok(())
    }

    fn rename_in_settings(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
        let found = tx.query(
            sql!(
                "SELECT key AS id, value AS document FROM workspace_settings WHERE workspace_id = $1 AND value LIKE $2"
            ),
            &[self.workspace, &self.pattern()],
            |row| Ok((row.get("id")?, row.get("document")?)),
        )?;
        let rows = self.renamed(found, "workspace_settings", "value")?;
        tx.execute_rows(
            sql!(
                "UPDATE workspace_settings SET value = r.document, updated_at = $2
                 FROM each($3: id TEXT, document TEXT) AS r
                 WHERE workspace_settings.workspace_id = $1 AND workspace_settings.key = r.id"
            ),
            &[self.workspace, &now],
            &rows,
        )?;
        Ok(())
    }

    fn pattern(&self) -> String {
        format!("%{}%", self.from)
    }

    fn renamed(&self, found: Vec<(String, String)>, table: &str, column: &str) -> Result<Rows> {
        let mut rows = Rows::new();
        for (id, document) in found {
            let document = self.renamed_text(&document, (table, column, &id))?;
            rows.push(&[&id, &document]);
        }
        Ok(rows)
    }

    fn renamed_text(&self, document: &str, (table, column, id): (&str, &str, &str)) -> Result<String> {
        let mut document: Value = read_json(document, table, column, id)?;
        rename(&mut document, self.from, self.into);
        Ok(document.to_string())
    }
}

/// Names the one label where the other is named, and in a list only once; some lists are one text with commas.
pub fn rename(value: &mut Value, from: &str, into: &str) {
    match value {
        Value::String(text) if text.split(',').any(|part| part == from) => {
            let mut parts: Vec<&str> = Vec::new();
            for part in text.split(',') {
                let part = if part == from { into } else { part };
                if !(part == into && parts.contains(&into)) {
                    parts.push(part);
                }
            }
            *text = parts.join(",");
        }
        Value::Array(items) => {
            for item in &mut *items {
                rename(item, from, into);
            }
            let mut is_named = false;
            items.retain(|item| item != into || !std::mem::replace(&mut is_named, true));
        }
        Value::Object(fields) => fields.values_mut().for_each(|field| rename(field, from, into)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_names_the_other_label_and_each_once() {
        let cases = [
            (json!({"label_id": "a"}), json!({"label_id": "b"})),
            (json!(["a", "c", "b", "x"]), json!(["b", "c", "x"])),
            (json!({"label_ids": "b,a,c"}), json!({"label_ids": "b,c"})),
            (
                json!([{"n": 1, "labels": ["a"]}, null]),
                json!([{"n": 1, "labels": ["b"]}, null]),
            ),
            (json!("ab, a and b"), json!("ab, a and b")),
            (json!(["x", "x"]), json!(["x", "x"])),
        ];
        for (mut document, expected) in cases {
            rename(&mut document, "a", "b");
            assert_eq!(document, expected);
        }
    }
}
