//! Who works on an account, and what each may do.
//!
//! Meta, "WhatsApp Business Account › Assigned users", 2026.

use crate::errors::GraphError;
use crate::wire::page;
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Value, json};

const TASKS: &str = "MANAGE, DEVELOP, MANAGE_TEMPLATES, MANAGE_PHONE, VIEW_COST, VIEW_PHONE_ASSETS, VIEW_TEMPLATES, VIEW_INSIGHTS, MESSAGING, FULL_CONTROL";
const USERS_MAX: usize = 500;

/// `/{waba-id}/assigned_users`.
pub(super) fn answer(world: &mut World, request: &GraphRequest, waba: u32) -> Result<Value, GraphError> {
    let account = &mut world.accounts.wabas[waba as usize];
    match request.method.as_str() {
        "GET" => {
            let portfolio = &world.accounts.portfolios[account.portfolio as usize];
            let business = request
                .text("business")
                .ok_or_else(|| GraphError::required("business"))?;
            let ours = business == portfolio.id;
            let users = account.affairs.users.iter().filter(|_| ours);
            let items = users.map(|(user, tasks)| json!({"id": user, "name": "Sandbox user", "tasks": tasks}));
            page(request, items.collect())
        }
        "POST" => {
            let (user, tasks) = (user_of(request)?, tasks_of(request)?);
            let users = &mut account.affairs.users;
            if users.len() >= USERS_MAX && !users.contains_key(&user) {
                return Err(GraphError::parameter("This account has too many users."));
            }
            users.insert(user, tasks);
            Ok(json!({"success": true}))
        }
        "DELETE" => {
            let removed = account.affairs.users.remove(&user_of(request)?);
            match removed {
                Some(_) => Ok(json!({"success": true})),
                None => Err(GraphError::parameter("Param user must be a user of this account.")),
            }
        }
        method => Err(GraphError::unknown_node(method, &account.id)),
    }
}

fn user_of(request: &GraphRequest) -> Result<String, GraphError> {
    let user = match request.params.get("user") {
        Some(Value::Number(id)) => id.to_string(),
        Some(Value::String(id)) => id.clone(),
        _ => return Err(GraphError::required("user")),
    };
    let good = (1..=20).contains(&user.len()) && user.bytes().all(|byte| byte.is_ascii_digit());
    if good {
        Ok(user)
    } else {
        Err(GraphError::parameter("Param user must be the id of a user."))
    }
}

/// A list of tasks, as JSON or with the single quotes of Meta's examples.
fn tasks_of(request: &GraphRequest) -> Result<Vec<String>, GraphError> {
    let text = match request.value("tasks") {
        Some(Value::Array(list)) => {
            let names = list.iter().filter_map(Value::as_str);
            names.collect::<Vec<_>>().join(",")
        }
        Some(Value::String(text)) => text,
        _ => return Err(GraphError::required("tasks")),
    };
    let tasks: Vec<String> = text
        .split(',')
        .map(|task| task.trim_matches(['[', ']', '\'', '"', ' ']).to_owned())
        .filter(|task| !task.is_empty())
        .collect();
    let known = |task: &String| TASKS.split(", ").any(|known| known == task);
    if tasks.is_empty() || !tasks.iter().all(known) {
        return Err(GraphError::parameter(format!(
            "Param tasks must be some of {{{TASKS}}}"
        )));
    }
    Ok(tasks)
}
