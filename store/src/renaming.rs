//! What is gone and became a part of another is named anew where documents name it: labels and contacts, in segments,
//! saved views, automations, campaigns, quick replies, imports and settings.

use galka_domain::ids::{ContactId, LabelId, WorkspaceId};
use galka_domain::time::Timestamp;
use serde_json::Value;

use crate::{Result, Rows, Tx, automations, read_json, sql};

/// Names a label where another is named that becomes a part of it.
pub fn name_label_anew(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    (from, into): (&LabelId, &LabelId),
    by: &str,
    now: Timestamp,
) -> Result<()> {
    let renaming = Renaming {
        workspace,
        from: from.as_str(),
        into: into.as_str(),
    };
    renaming.rename_in_segments(tx, now)?;
    renaming.rename_in_saved_views(tx, now)?;
    renaming.rename_in_automations(tx, by, now)?;
    renaming.rename_in_campaigns(tx)?;
    renaming.rename_in_quick_replies(tx, now)?;
    renaming.rename_in_imports(tx)?;
    renaming.rename_in_settings(tx, now)
}

/// Names a contact where another is named that becomes a part of it: among the recipients of automations and of
/// campaigns that have not begun, and in saved views.
pub fn name_contact_anew(
    tx: &mut Tx<'_>,
    workspace: &WorkspaceId,
    (from, into): (&ContactId, &ContactId),
    by: &str,
    now: Timestamp,
) -> Result<()> {
    let renaming = Renaming {
        workspace,
        from: from.as_str(),
        into: into.as_str(),
    };
    renaming.rename_in_saved_views(tx, now)?;
    renaming.rename_in_automations(tx, by, now)?;
    renaming.rename_in_campaigns(tx)
}

/// What is stored as JSON and may name the label or the contact: a company has few of each, so they are looked through.
struct Renaming<'a> {
    workspace: &'a WorkspaceId,
    from: &'a str,
    into: &'a str,
}

impl Renaming<'_> {
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
