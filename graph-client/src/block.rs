//! Keeping a user from a number (Meta, 'Block users', 2026): only who wrote in the last 24 hours can be blocked.

use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::failure::CallError;
use crate::http::GraphClient;
use crate::target::{Node, Target};

const EDGE: &[&str] = &["block_users"];

/// How a user is named to WhatsApp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockedUser {
    /// By the phone number in E.164.
    Phone(String),
    /// By the business-scoped user id.
    UserId(String),
}

#[derive(Serialize)]
struct Body<'a> {
    messaging_product: &'a str,
    block_users: [Entry<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Entry<'a> {
    User(&'a str),
    UserId(&'a str),
}

/// Who is on the list is not read back: one user was named, and a failure of that one is an error of the call.
#[derive(Deserialize)]
struct Done {
    #[serde(rename = "messaging_product")]
    _product: String,
}

impl GraphClient {
    /// Keeps a user from the target's number.
    ///
    /// # Errors
    /// See [`CallError`]; error 139100 says that this user cannot be blocked.
    pub async fn block_user(&self, target: &Target, user: &BlockedUser) -> Result<(), CallError> {
        self.change_block(target, Method::POST, user).await
    }

    /// Lets a user write to the target's number again.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn unblock_user(&self, target: &Target, user: &BlockedUser) -> Result<(), CallError> {
        self.change_block(target, Method::DELETE, user).await
    }

    async fn change_block(&self, target: &Target, method: Method, user: &BlockedUser) -> Result<(), CallError> {
        let url = target.url(Node::Number, EDGE)?;
        let entry = match user {
            BlockedUser::Phone(phone) => Entry::User(phone),
            BlockedUser::UserId(id) => Entry::UserId(id),
        };
        let body = Body {
            messaging_product: "whatsapp",
            block_users: [entry],
        };
        let request = self.request(target, method, url)?.json(&body);
        let _done: Done = self.call(target, request).await?;
        Ok(())
    }
}
