//! `/oauth/access_token`: a code, a token that ends soon, or an app's secret, for a token.
//!
//! Meta, "Manually build a login flow" and "Get long-lived tokens", Graph API, 2026; texts of the refusals as
//! integrations report them.

use crate::clock::SECOND_MS;
use crate::errors::GraphError;
use crate::tokens::{CODE_MS, LONG_MS, Standing, Token, TokenKind, draw_value};
use crate::wire::request::GraphRequest;
use crate::world::World;
use serde_json::{Value, json};

/// Whether a call is an exchange: it needs no token, and changes something although it reads like a question.
pub(super) fn is_exchange(request: &GraphRequest) -> bool {
    matches!(request.path.as_slice(), [first, second] if first == "oauth" && second == "access_token")
        && matches!(request.method.as_str(), "GET" | "POST")
}

/// Gives a token.
pub(super) fn exchange(world: &mut World, request: &GraphRequest) -> Result<Value, GraphError> {
    let app = client(world, request)?;
    match request.text("grant_type").unwrap_or("authorization_code") {
        "authorization_code" => by_code(world, request, app),
        "fb_exchange_token" => by_token(world, request, app),
        "client_credentials" => {
            let app = &world.accounts.apps[app as usize];
            Ok(json!({"access_token": format!("{}|{}", app.id, app.secret), "token_type": "bearer"}))
        }
        other => Err(GraphError::parameter(format!("Invalid grant_type: {other}"))),
    }
}

/// The app that asks, proven by its secret.
fn client(world: &World, request: &GraphRequest) -> Result<u32, GraphError> {
    // A client id is digits: as JSON it may come as a number.
    let id = match request.params.get("client_id") {
        Some(Value::Number(id)) => id.to_string(),
        Some(Value::String(id)) => id.clone(),
        _ => return Err(GraphError::new(101).words("Missing client_id parameter.")),
    };
    let app = world.accounts.apps.iter().position(|app| app.id == id);
    let app = app.ok_or_else(|| {
        GraphError::new(101).words("Error validating application. Cannot get application info due to a system error.")
    })?;
    if request.text("client_secret") != Some(world.accounts.apps[app].secret.as_str()) {
        return Err(GraphError::new(1).words("Error validating client secret."));
    }
    Ok(app as u32)
}

fn by_code(world: &mut World, request: &GraphRequest, app: u32) -> Result<Value, GraphError> {
    let now = world.now_ms();
    let refuse = |subcode, text: &str| Err(GraphError::new(100).subcode(subcode).words(text));
    let value = request
        .text("code")
        .ok_or_else(|| GraphError::new(100).words("Missing authorization code"))?;
    let World { accounts, random, .. } = world;
    let owner = &mut accounts.apps[app as usize];
    let Some(code) = owner.codes.iter_mut().find(|code| code.value == value) else {
        return refuse(36_008, "Invalid verification code format.");
    };
    if code.used {
        return refuse(36_009, "This authorization code has been used.");
    }
    if now >= code.made_ms + CODE_MS {
        return refuse(36_007, "This authorization code has expired.");
    }
    code.used = true;
    let token = Token {
        value: draw_value(random),
        issued_ms: now,
        expires_ms: code.lives_ms.map(|lives| now + lives),
        ..code.token.clone()
    };
    let answer = view(&token, now);
    owner.tokens.push(token);
    Ok(answer)
}

fn by_token(world: &mut World, request: &GraphRequest, app: u32) -> Result<Value, GraphError> {
    let now = world.now_ms();
    let value = request
        .text("fb_exchange_token")
        .ok_or_else(|| GraphError::required("fb_exchange_token"))?;
    let (owner, place) = world.accounts.find_token(value).ok_or_else(GraphError::bad_token)?;
    let World { accounts, random, .. } = world;
    let tokens = &mut accounts.apps[owner as usize].tokens;
    if owner != app || tokens[place].standing(now) != Standing::Good {
        return Err(GraphError::token(463, "Session has expired."));
    }
    // A token of a system user that never ends keeps that.
    let endless = tokens[place].kind == TokenKind::SystemUser && tokens[place].expires_ms.is_none();
    let token = Token {
        value: draw_value(random),
        issued_ms: now,
        expires_ms: (!endless).then_some(now + LONG_MS),
        ..tokens[place].clone()
    };
    let answer = view(&token, now);
    tokens.push(token);
    Ok(answer)
}

fn view(token: &Token, now_ms: i64) -> Value {
    let mut view = json!({"access_token": token.value, "token_type": "bearer"});
    if let Some(expires) = token.expires_ms {
        view["expires_in"] = json!((expires - now_ms) / SECOND_MS);
    }
    view
}
