//! The tables of `addresses.md`, for tests.

/// The rows of the table behind this heading, both columns without their code marks.
pub(super) fn rows(heading: &str) -> Vec<(String, String)> {
    let page = include_str!("addresses.md");
    let (_, table) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    let row = |line: &str| {
        let mut cells = line.trim_matches('|').split(" | ");
        let cell = |text: &str| text.trim().trim_matches('`').to_owned();
        (cell(cells.next().unwrap()), cell(cells.next().unwrap()))
    };
    let lines = table.lines().skip_while(|line| !line.starts_with('|'));
    let rows: Vec<_> = lines
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(row)
        .collect();
    assert!(rows.len() > 20, "{rows:?}");
    rows
}
