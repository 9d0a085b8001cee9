//! What becomes of each command.

use std::sync::LazyLock;

use bytes::BytesMut;
use wsmtp_proto::{
    codec::{Command, CommandError},
    reply,
    server::MAX_COMMAND,
    types::{Domain, ForwardPath, Mechanism, RcptParameters, Reply, Secret, ValueError},
};

use super::{
    Awaited, Channel, Fault, Inspector, Outcome, Passage, Reading, decision::Decision,
    line::is_base64, mail::counted,
};

/// The domain of a `<Postmaster>` without one, which is written without one again
/// (RFC 5321 section 4.1.1.3).
static NOWHERE: LazyLock<Result<Domain, ValueError>> =
    LazyLock::new(|| "postmaster.invalid".parse());

impl Inspector {
    /// Reads the line that ends there, and does with it what is to be done; says whether the next step
    /// may come.
    pub(super) fn command(
        &mut self,
        held: &mut BytesMut,
        end: usize,
        passage: &mut Passage,
    ) -> bool {
        let line = held.get(..end - b"\r\n".len()).unwrap_or_default();
        let parsed = read(line);
        if self.setup.channel == Channel::BeforeTls && !parsed.as_ref().is_ok_and(is_harmless) {
            self.break_off(Fault::BeforeTls);
            return true;
        }
        let decision = match parsed {
            Ok(command) => {
                let decision = self.decide(&command);
                let passes = matches!(
                    decision,
                    Decision::Pass(_) | Decision::PassAndHold(_) | Decision::Chunk { .. }
                );
                if passes {
                    pass(&command, held, end, passage);
                }
                decision
            }
            Err(_) if begins_chunk(line) => {
                self.last_word(&reply!(421, 5, 4, "{}", CommandError::Chunk), Fault::Chunk);
                return true;
            }
            Err(reply) => Decision::Refuse(reply),
        };
        self.carry_out(decision, held, end, passage)
    }

    fn carry_out(
        &mut self,
        decision: Decision,
        held: &mut BytesMut,
        end: usize,
        passage: &mut Passage,
    ) -> bool {
        match decision {
            Decision::Pass(awaited) => self.expect(awaited),
            Decision::PassAndHold(awaited) => {
                self.reading = Reading::Held;
                self.expect(awaited);
            }
            Decision::Refuse(reply) => {
                passage.replace(held, end, b"");
                self.say(&reply);
            }
            Decision::Wait if self.server_ended => return self.give_up_reading(held),
            Decision::Wait => {
                passage.waits = true;
                return false;
            }
            Decision::Chunk { size, last } => self.begin_chunk(size, last),
            Decision::Drop { size, reply } => {
                passage.replace(held, end, b"");
                self.drop_chunk(size, reply);
            }
            Decision::DropAndReset { size, reply } => {
                passage.replace(held, end, b"RSET\r\n");
                let code = reply.code().get();
                self.expect(Awaited::OwnReset(Outcome::Forbidden(code)));
                self.drop_chunk(size, reply);
            }
        }
        true
    }

    fn begin_chunk(&mut self, size: u64, last: bool) {
        self.expect(Awaited::Chunk { last });
        self.reading = Reading::Chunk { left: size, last };
        if size == 0 {
            self.end_chunk(last);
        }
    }

    fn drop_chunk(&mut self, size: u64, reply: Reply) {
        if size == 0 {
            self.say(&reply);
        } else {
            self.reading = Reading::Dropped { left: size, reply };
        }
    }

    fn decide(&mut self, command: &Command) -> Decision {
        match command {
            Command::Auth { initial, .. } => self.auth(initial.as_ref()),
            Command::Bdat { size, last } => self.bdat(*size, *last),
            Command::Data => self.data(),
            Command::Ehlo(_) => Decision::Pass(self.leave_mail(Awaited::Hello { extended: true })),
            Command::Helo(_) => Decision::Pass(self.leave_mail(Awaited::Hello { extended: false })),
            Command::Lhlo(_) => {
                Decision::Refuse(reply!(500, 5, 1, "this is SMTP; say EHLO your.name"))
            }
            Command::Mail { path, parameters } => self.mail(path, parameters.size),
            Command::Rcpt { .. } => self.rcpt(),
            Command::Rset => Decision::Pass(self.leave_mail(Awaited::Reset)),
            Command::Quit => Decision::PassAndHold(self.leave_mail(Awaited::Quit)),
            Command::StartTls => self.starttls(),
            Command::Expn(_) | Command::Help(_) | Command::Noop(_) | Command::Vrfy(_) => {
                Decision::Pass(Awaited::Other)
            }
        }
    }

    fn auth(&self, initial: Option<&Secret>) -> Decision {
        if self.setup.signed_in {
            return Decision::Refuse(reply!(
                503,
                5,
                1,
                "this gateway has signed in already; send the mail"
            ));
        }
        // Written again, it would lose what is not base64.
        if initial.is_some_and(|initial| !is_base64(initial.expose().as_bytes())) {
            return Decision::Refuse(reply!(501, 5, 2, "the response is not base64"));
        }
        let sign_ins = self.setup.sign_ins.as_ref();
        if let Err(seconds) = sign_ins.map_or(Ok(()), |sign_ins| sign_ins.admit()) {
            return Decision::Refuse(reply!(
                454,
                7,
                0,
                "too many sign-ins from here were refused, or are under way; try again in {}",
                counted(seconds, "second")
            ));
        }
        Decision::PassAndHold(Awaited::Auth)
    }

    fn starttls(&self) -> Decision {
        match self.setup.channel {
            Channel::BeforeTls => Decision::PassAndHold(Awaited::StartTls),
            Channel::Tls => Decision::Refuse(reply!(503, 5, 1, "TLS is already active")),
            Channel::Clear => Decision::Refuse(reply!(502, 5, 1, "STARTTLS is not offered")),
        }
    }
}

/// A line without its CRLF.
fn read(line: &[u8]) -> Result<Command, Reply> {
    // INVARIANT: it is a domain, and so nobody is answered this.
    let host = NOWHERE.as_ref().map_err(|_| reply!(451, 3, 0, "not now"))?;
    let parsed = Command::parse(line, host);
    // RFC 4954 section 4: AUTH may have 12288 octets with its initial response.
    if line.len() > MAX_COMMAND && !matches!(parsed, Ok(Command::Auth { .. })) {
        return Err(reply!(
            500,
            5,
            2,
            "the line is longer than {MAX_COMMAND} octets"
        ));
    }
    parsed.map_err(|error| match error {
        // proto's own server speaks fewer than the gateway passes on.
        CommandError::Mechanism => {
            let names: Vec<_> = Mechanism::ALL
                .iter()
                .map(|mechanism| mechanism.name())
                .collect();
            reply!(
                504,
                5,
                4,
                "mechanisms that can pass are {}",
                names.join(" ")
            )
        }
        error => error.reply(),
    })
}

/// Passes the command as the codec writes it.
fn pass(command: &Command, held: &mut BytesMut, end: usize, passage: &mut Passage) {
    let written = match command {
        Command::Rcpt { path, parameters } if is_bare_postmaster(path) => {
            bare_postmaster(path, parameters)
        }
        _ => command.encode(),
    };
    let line = held.split_to(end);
    if line == written.expose().as_bytes() {
        passage.same(line);
    } else {
        passage.instead(written.expose().as_bytes(), end);
    }
}

fn is_bare_postmaster(path: &ForwardPath) -> bool {
    let mailbox = path.mailbox();
    NOWHERE.as_ref() == Ok(mailbox.domain()) && mailbox.local().eq_ignore_ascii_case("postmaster")
}

fn bare_postmaster(path: &ForwardPath, parameters: &RcptParameters) -> Secret {
    let local = path.mailbox().local();
    Secret::new(format!("RCPT TO:<{local}>{parameters}\r\n"))
}

/// What RFC 3207 section 4 lets a client say before TLS, and HELO, which is as harmless.
fn is_harmless(command: &Command) -> bool {
    matches!(
        command,
        Command::Ehlo(_) | Command::Helo(_) | Command::Noop(_) | Command::Quit | Command::StartTls
    )
}

/// Whether anybody could take this line for BDAT. Where its octets end, nobody knows.
fn begins_chunk(line: &[u8]) -> bool {
    let verb = line.trim_ascii_start().get(..4);
    verb.is_some_and(|verb| verb.eq_ignore_ascii_case(b"BDAT"))
}
