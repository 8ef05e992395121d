//! Templates: drafts of ours, and what WhatsApp makes of them.
//!
//! - [`content`]: what a template says, in the form of our API and database
//! - [`translate`]: between that form, the domain's and WhatsApp's
//! - [`submit`]: drafts, submitting, changing and deleting at WhatsApp
//! - [`sync`]: what an account lists
//! - [`apply`]: what webhooks tell of templates

pub mod apply;
pub mod content;
mod history;
pub mod submit;
pub mod sync;
pub mod translate;

pub use apply::{TemplateChanged, TemplateFact, apply_template_changes};
pub use content::{TemplateButton, TemplateContent, TemplateHeader};
pub use history::{TemplateEvent, read_history};
pub use submit::{
    NewTemplate, TemplateOutcome, TemplatePatch, create_template, delete_template, submit_template, update_template,
};
pub use translate::{domain_template, read_content, template_of};
