//! Cells for office programs.

/// A cell that no office program takes for a formula. Numbers may begin with a sign.
pub(crate) fn defused(cell: String) -> String {
    let is_number = cell
        .chars()
        .all(|symbol| symbol.is_ascii_digit() || " +-().,".contains(symbol));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number {
        format!("'{cell}")
    } else {
        cell
    }
}
