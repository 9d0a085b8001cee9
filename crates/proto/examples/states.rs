//! Prints the page of the documentation that shows the state machine, from its table.
#![expect(clippy::print_stdout, reason = "that is what it is for")]

use wsmtp_proto::{Phase, transition::TRANSITIONS};

fn main() {
    println!("# The phases of a session\n");
    println!(
        "Drawn from the table in `transition.rs` by `cargo xtask tables`; not edited by hand."
    );
    println!("Every phase but the last may also end in `closed`, when the connection does.\n");
    println!("```mermaid\nstateDiagram-v2");
    println!("    [*] --> {}", Phase::Greeting);
    for (from, trigger, to) in TRANSITIONS {
        println!("    {from} --> {to}: {}", trigger.name());
    }
    println!("    {} --> [*]\n```", Phase::Closed);
}
