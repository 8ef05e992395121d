//! Conversations as a file that opens in an office program.

use std::collections::HashMap;
use std::io::Write;

use galka_domain::ids::{ContactId, ConversationId, LabelId, NumberId, TeamId, WorkspaceId};
use galka_domain::time::Timestamp;
use galka_store::conversations::{self, ConversationRow};
use galka_store::{Result as StoreResult, Tx, labels, numbers, teams};

use crate::engine::{Engine, EngineError};
use crate::exports::ExportError;
use crate::spreadsheet::defused;

/// Conversations read in one go.
const PAGE: usize = 500;

const COLUMNS: [&str; 16] = [
    "conversation_id",
    "name",
    "phone",
    "username",
    "number",
    "state",
    "assignee",
    "team",
    "labels",
    "unread",
    "spam",
    "waiting_since",
    "window_closes_at",
    "last_activity_at",
    "last_message",
    "created_at",
];

/// Writes these conversations as UTF-8 CSV with a header, in their order; answers how many. Those that are not there are
/// passed over.
///
/// # Errors
/// When the storage cannot answer or the file cannot be written.
pub async fn export_conversations(
    engine: &Engine,
    workspace: &WorkspaceId,
    ids: &[ConversationId],
    out: impl Write,
) -> Result<u64, ExportError> {
    let own = workspace.clone();
    let names = engine.db.read(move |tx| Names::load(tx, &own)).await;
    let names = names.map_err(EngineError::from)?;
    let mut file = csv::Writer::from_writer(out);
    file.write_record(COLUMNS)?;
    let mut count = 0;
    for page in ids.chunks(PAGE) {
        let (own, wanted) = (workspace.clone(), page.to_vec());
        let read = engine.db.read(move |tx| read_page(tx, &own, &wanted)).await;
        let (rows, worn) = read.map_err(EngineError::from)?;
        for row in page.iter().filter_map(|id| rows.get(id)) {
            file.write_record(names.cells(row, worn.get(&row.contact_id)))?;
            count += 1;
        }
    }
    file.flush().map_err(csv::Error::from)?;
    Ok(count)
}

type Rows = HashMap<ConversationId, ConversationRow>;
type Worn = HashMap<ContactId, Vec<LabelId>>;

fn read_page(tx: &mut Tx<'_>, workspace: &WorkspaceId, ids: &[ConversationId]) -> StoreResult<(Rows, Worn)> {
    let rows = conversations::list_by_ids(tx, workspace, ids)?;
    let contacts: Vec<ContactId> = rows.iter().map(|row| row.contact_id.clone()).collect();
    let mut worn = Worn::new();
    for (contact, label) in labels::list_labels_of(tx, workspace, &contacts)? {
        worn.entry(contact).or_default().push(label);
    }
    Ok((rows.into_iter().map(|row| (row.id.clone(), row)).collect(), worn))
}

/// What stands behind the ids of a row.
struct Names {
    labels: HashMap<LabelId, String>,
    teams: HashMap<TeamId, String>,
    numbers: HashMap<NumberId, String>,
}

impl Names {
    fn load(tx: &mut Tx<'_>, workspace: &WorkspaceId) -> StoreResult<Self> {
        let labels = labels::list_labels(tx, workspace)?.into_iter();
        let teams = teams::list(tx, workspace)?.into_iter();
        let numbers = numbers::list(tx, workspace)?.into_iter();
        Ok(Self {
            labels: labels.map(|label| (label.id, label.name)).collect(),
            teams: teams.map(|team| (team.id, team.name)).collect(),
            numbers: numbers.map(|number| (number.id, number.display_phone_number)).collect(),
        })
    }

    fn cells(&self, row: &ConversationRow, worn: Option<&Vec<LabelId>>) -> [String; 16] {
        let time = |at: Option<Timestamp>| at.map(Timestamp::to_rfc3339).unwrap_or_default();
        let worn = worn.into_iter().flatten();
        let labels: Vec<&str> = worn
            .filter_map(|label| self.labels.get(label).map(String::as_str))
            .collect();
        let team = row.team_id.as_ref().and_then(|team| self.teams.get(team));
        [
            row.id.as_str().to_owned(),
            row.contact_name.clone(),
            row.contact_phone.clone().unwrap_or_default(),
            row.contact_username.clone().unwrap_or_default(),
            self.numbers.get(&row.number_id).cloned().unwrap_or_default(),
            row.state.as_str().to_owned(),
            row.assignee_name.clone().unwrap_or_default(),
            team.cloned().unwrap_or_default(),
            labels.join(", "),
            row.unread.to_string(),
            row.is_spam.to_string(),
            time(row.waiting_since),
            time(row.window_expires_at),
            time(Some(row.last_activity_at)),
            row.last_text.clone().unwrap_or_default(),
            time(Some(row.created_at)),
        ]
        .map(defused)
    }
}
