//! A fault as it stands in a setup, again.

use core::fmt;

use super::{Action, Fault, Pattern};

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.stage.name())?;
        if self.stage.has_address() {
            write!(f, " {}", self.pattern)?;
        }
        self.first
            .map_or(Ok(()), |first| write!(f, " first {first}"))?;
        write!(f, ": {}", self.action)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "<>" } else { &self.0 })
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reply(reply) => {
                write!(f, "reply {}", reply.code())?;
                let text = reply.lines().join("\n");
                let text = text.replace('\\', "\\\\").replace('\n', "\\n");
                match text.as_str() {
                    "" => Ok(()),
                    text => write!(f, " {text}"),
                }
            }
            Self::Delay(delay) if delay.subsec_millis() == 0 => {
                write!(f, "delay {}s", delay.as_secs())
            }
            Self::Delay(delay) => write!(f, "delay {}ms", delay.as_millis()),
            Self::Silence => f.write_str("silence"),
            Self::Cut { after: 0 } => f.write_str("cut"),
            Self::Cut { after } => write!(f, "cut after {after}"),
            Self::Strip => f.write_str("strip"),
            Self::Inject(text) => write!(f, "inject {text}"),
        }
    }
}
