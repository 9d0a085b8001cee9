//! Says what the engine can do with other people's mail servers: as JSON, after playing every
//! scenario with every server, or with the argument `page` as the page that shows what is written
//! down. Servers may be named, too, to play with them alone.
#![expect(clippy::print_stdout, reason = "that is how it answers")]

use std::collections::BTreeMap;

use anyhow::Result;
use testsuite::interop::{self, PROGRAMS};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments == ["page"] {
        print!("{}", interop::page(&interop::expected()?));
        return Ok(());
    }
    let mut results = BTreeMap::new();
    for program in PROGRAMS {
        if arguments.is_empty() || arguments.iter().any(|name| name == program.name) {
            results.insert(program.name, program.results().await?);
        }
    }
    println!("{}", serde_json::to_string_pretty(&results)?);
    Ok(())
}
