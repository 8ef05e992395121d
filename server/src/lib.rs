//! The HTTP edge: REST with its OpenAPI document, webhook intake, live events and the embedded app.
