//! What the engine refuses, as problems.

use axum::http::StatusCode;
use galka_domain::error_catalogue::find_message;
use galka_engine::campaigns::CampaignOutcome;
use galka_engine::connect::ConnectOutcome;
use galka_engine::contacts::ContactRefusal;
use galka_engine::imports;
use galka_engine::plans::QuotaReached;
use galka_engine::templates::TemplateOutcome;
use galka_store::campaigns::StoredCampaign;
use galka_store::connections::StoredConnection;
use galka_store::templates::StoredTemplate;

use crate::errors::{Answer, Problem};

/// A contact, or why it stays as it is.
///
/// # Errors
/// The refusal.
pub fn contact<T>(answer: Result<T, ContactRefusal>) -> Answer<T> {
    answer.map_err(|refusal| match refusal {
        ContactRefusal::NotFound => Problem::not_found("contact"),
        ContactRefusal::Invalid { field, code } => Problem::field(field, code, invalid_words(code)),
        ContactRefusal::PhoneTaken(owner) => {
            let mut problem = Problem::field("phone", "phone_taken", format!("The contact {owner} has this phone."));
            problem.set_status(StatusCode::CONFLICT);
            problem.set_reason(crate::views::Reason {
                code: "phone_taken".to_owned(),
                rule: None,
                params: std::iter::once(("contact_id".to_owned(), owner.to_string())).collect(),
                until: None,
                detail: None,
            });
            problem
        }
        ContactRefusal::Quota(reached) => quota_reached(reached),
        ContactRefusal::Sending => Problem::conflict("sending", "A message is on its way: try again in a moment."),
        ContactRefusal::HasConversations => {
            Problem::conflict("has_conversations", "A contact with conversations cannot be deleted.")
        }
    })
}

/// A connection, or why not.
///
/// # Errors
/// The refusal.
pub fn connection(outcome: ConnectOutcome) -> Answer<StoredConnection> {
    match outcome {
        ConnectOutcome::Done(connection) => Ok(*connection),
        ConnectOutcome::NotFound => Err(Problem::not_found("connection")),
        ConnectOutcome::Invalid { field, code } => Err(Problem::field(field, code, invalid_words(code))),
        ConnectOutcome::Quota(reached) => Err(quota_reached(reached)),
    }
}

/// A template; nothing when it is gone altogether.
///
/// # Errors
/// The refusal.
pub fn template(outcome: TemplateOutcome) -> Answer<Option<StoredTemplate>> {
    match outcome {
        TemplateOutcome::Done(template) => Ok(Some(*template)),
        TemplateOutcome::Removed => Ok(None),
        TemplateOutcome::NotFound { what } => Err(Problem::not_found(what)),
        TemplateOutcome::Taken => {
            let words = "There is a template of this name in this language.";
            let mut problem = Problem::field("name", "name_taken", words);
            problem.set_status(StatusCode::CONFLICT);
            Err(problem)
        }
        TemplateOutcome::WrongStatus { status } => Err(Problem::conflict(
            "wrong_status",
            format!("A template that is {status} cannot do this."),
        )),
        TemplateOutcome::Invalid { problems } => Err(Problem::fields(
            "template_invalid",
            problems.into_iter().map(|problem| {
                let message =
                    find_message(&format!("template.{}", problem.code)).map(|message| message.fill(&problem.params));
                let words = message.map_or_else(|| problem.code.to_owned(), |(_, en)| en);
                (problem.field, problem.code.to_owned(), words, problem.params)
            }),
        )),
        TemplateOutcome::Refused { code, detail } => Err(whatsapp_refused(code, detail)),
        TemplateOutcome::Unavailable { detail } => Err(whatsapp_unavailable(detail)),
    }
}

/// A campaign; nothing when it is gone altogether.
///
/// # Errors
/// The refusal.
pub fn campaign(outcome: CampaignOutcome) -> Answer<Option<StoredCampaign>> {
    match outcome {
        CampaignOutcome::Done(campaign) => Ok(Some(*campaign)),
        CampaignOutcome::Removed => Ok(None),
        CampaignOutcome::NotFound => Err(Problem::not_found("campaign")),
        CampaignOutcome::WrongState { state } => Err(Problem::conflict(
            "wrong_state",
            format!("A campaign that is {state} cannot do this."),
        )),
        CampaignOutcome::Invalid { field, code } => Err(Problem::field(field, code, invalid_words(code))),
    }
}

/// WhatsApp said no.
pub fn whatsapp_refused(code: String, detail: String) -> Problem {
    let mut problem = Problem::unprocessable("whatsapp_refused", detail.clone());
    problem.set_reason(crate::views::Reason {
        code,
        rule: None,
        params: std::collections::BTreeMap::new(),
        until: None,
        detail: Some(detail),
    });
    problem
}

/// WhatsApp could not be asked.
pub fn whatsapp_unavailable(detail: String) -> Problem {
    Problem::new(StatusCode::BAD_GATEWAY, "whatsapp_unavailable", detail)
}

/// A quota of the company's plan stands against it.
pub fn quota_reached(reached: QuotaReached) -> Problem {
    let QuotaReached { quota, limit, used } = reached;
    let mut problem = Problem::unprocessable(
        "quota_reached",
        format!(
            "The company's plan allows {limit} {quota}, {used} are used. Remove some, or ask whoever hosts Galka for a larger plan."
        ),
    );
    let params = [
        ("quota", quota.to_string()),
        ("limit", limit.to_string()),
        ("used", used.to_string()),
    ];
    problem.set_reason(crate::views::Reason {
        code: "quota_reached".to_owned(),
        rule: None,
        params: params
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        until: None,
        detail: None,
    });
    problem
}

/// An import, or why not.
///
/// # Errors
/// The refusal.
pub fn import<T>(answer: Result<T, imports::ImportRefusal>) -> Answer<T> {
    answer.map_err(|refusal| match refusal {
        imports::ImportRefusal::NotFound => Problem::not_found("import"),
        imports::ImportRefusal::WrongState(state) => {
            Problem::conflict("wrong_state", format!("An import that is {state} cannot do this."))
        }
        imports::ImportRefusal::Unreadable(code) => Problem::field("file", code, "The file cannot be read as a table."),
        imports::ImportRefusal::Invalid { field, code } => Problem::field(field, code, invalid_words(code)),
        imports::ImportRefusal::Quota(reached) => quota_reached(reached),
        imports::ImportRefusal::UndoOver => Problem::conflict("undo_over", "An import can be taken back for 24 hours."),
    })
}

fn invalid_words(code: &str) -> &'static str {
    match code {
        "same_contact" => "A contact cannot be merged with itself.",
        "is_primary" => "Choose another number to write to first.",
        "required" => "This must not be empty.",
        "conflict" => "A campaign says one thing: a template or a text.",
        "too_long" => "This is too long.",
        "unknown_label" => "There is no such label.",
        "unknown" => "This is not known.",
        "in_the_future" => "This lies in the future.",
        "withdrawn_by_customer" => "The customer withdrew consent; only the customer's own word gives it again.",
        "proof_missing" => "Consent after a withdrawal needs a proof.",
        "older_than_known" => "A later entry is known already.",
        _ => "This value cannot be used.",
    }
}
