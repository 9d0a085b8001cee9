//! RFC 6455 as a table of what may come next, and what the tunnel says of messages.

use wsmtp_tunnel::{ErrorCode, MAX_BINARY, Open, PageMessage, Target};

use super::{Door, stage};

const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// What a page breaks a rule of WebSocket with, and what a message that is not wanted ends with.
const BROKEN: u16 = 1002;
const REFUSED: u16 = ErrorCode::BadMessage.close_code();

#[derive(Debug)]
pub(super) enum End {
    /// The page closes, and is answered by one of these codes; 0 is none.
    Closed(Vec<u16>),
    /// The gateway closes with one of these codes.
    Failed(Vec<u16>),
    /// The connection ends in the middle.
    Cut,
}

/// What must come of a sequence of frames.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) end: End,
    /// The bytes of all messages that are whole.
    pub(super) complete: Vec<u8>,
    /// The same with those of a message that has not ended.
    pub(super) all: Vec<u8>,
    pub(super) pongs: Vec<Vec<u8>>,
    /// Whether the octets end in the middle of a frame.
    pub(super) is_cut: bool,
}

/// A frame as its head says.
struct Head {
    fin: bool,
    rsv: u8,
    opcode: u8,
    masked: bool,
    length: u64,
    /// How many octets of input it took.
    size: usize,
}

/// What a frame leads to.
enum Next {
    More,
    /// The page has done what it came for, and closes.
    Leaves,
    Ends(End),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Message {
    None,
    Binary,
    Text,
}

struct Model {
    door: Door,
    message: Message,
    length: u64,
    /// The text message under way.
    text: Vec<u8>,
    /// Codes that the gateway may have closed with by now, when it did not read on.
    also: Vec<u16>,
    expected: Expected,
}

/// The octets to send, and what must come of them. Behind frames that are good comes a close.
pub(super) fn read(door: Door, input: &[u8]) -> (Vec<u8>, Expected) {
    let (mut octets, mut rest) = (Vec::new(), input);
    let mut model = Model::new(door);
    while !rest.is_empty() {
        let Some(head) = head(rest) else {
            octets.extend(rest);
            return (octets, model.cut());
        };
        let behind = rest.get(head.size..).unwrap_or_default();
        let length = usize::try_from(head.length).unwrap_or(usize::MAX);
        let payload: Vec<u8> = behind
            .iter()
            .take(length)
            .map(|octet| plain(*octet))
            .collect();
        octets.extend(rest.get(..head.size).unwrap_or_default());
        wire(&mut octets, &head, &payload);
        let faults = model.faults(&head);
        // A length in more octets than it needs is wrong, but need not be noticed.
        if payload.len() < length || !head.is_minimal() {
            if faults.is_empty() {
                // What there is of it may go on, or not.
                let _ = model.takes(&head, payload);
            }
            return (octets, model.cut());
        }
        rest = behind.get(length..).unwrap_or_default();
        if !faults.is_empty() {
            return (octets, model.ends(End::Failed(faults)));
        }
        match model.takes(&head, payload) {
            Next::More => {}
            Next::Leaves => break,
            Next::Ends(end) => return (octets, model.ends(end)),
        }
    }
    octets.extend([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]);
    let end = model.closed(vec![1000]);
    (octets, model.ends(end))
}

impl Head {
    fn is_minimal(&self) -> bool {
        match self.size {
            2 => true,
            4 => self.length > 125,
            _ => (0x1_0000..1 << 63).contains(&self.length),
        }
    }
}

/// None where the head has not ended.
fn head(octets: &[u8]) -> Option<Head> {
    let (first, second) = (*octets.first()?, *octets.get(1)?);
    let (length, size) = match second & 0x7f {
        126 => (number(octets.get(2..4)?), 4),
        127 => (number(octets.get(2..10)?), 10),
        length => (u64::from(length), 2),
    };
    Some(Head {
        fin: first & 0x80 != 0,
        rsv: first & 0x70,
        opcode: first & 0x0f,
        masked: second & 0x80 != 0,
        length,
        size,
    })
}

fn number(octets: &[u8]) -> u64 {
    octets
        .iter()
        .fold(0, |number, octet| number << 8 | u64::from(*octet))
}

fn plain(octet: u8) -> u8 {
    if matches!(octet, b'\r' | b'\n') {
        b'x'
    } else {
        octet
    }
}

fn wire(octets: &mut Vec<u8>, head: &Head, payload: &[u8]) {
    if !head.masked {
        octets.extend(payload);
        return;
    }
    octets.extend(MASK);
    let masked = payload.iter().zip(MASK.iter().cycle());
    octets.extend(masked.map(|(octet, mask)| octet ^ mask));
}

impl Model {
    fn new(door: Door) -> Self {
        Self {
            door,
            message: Message::None,
            length: 0,
            text: Vec::new(),
            also: Vec::new(),
            expected: Expected {
                end: End::Cut,
                complete: Vec::new(),
                all: Vec::new(),
                pongs: Vec::new(),
                is_cut: false,
            },
        }
    }

    /// The longest message, in bytes.
    fn longest(&self) -> u64 {
        let most = match self.door {
            Door::Raw => 4 * MAX_BINARY,
            Door::First | Door::Tunnel => MAX_BINARY,
        };
        most as u64
    }

    /// What a head breaks, as codes to close with; one where it breaks more than one rule is as good
    /// as another.
    fn faults(&self, head: &Head) -> Vec<u16> {
        let mut faults = Vec::new();
        let in_order = match head.opcode {
            0 => self.message != Message::None,
            1 | 2 => self.message == Message::None,
            8..=10 => head.fin && head.length <= 125,
            _ => false,
        };
        if head.rsv != 0 || !head.masked || !in_order {
            faults.push(BROKEN);
        }
        let before = if head.opcode == 0 { self.length } else { 0 };
        if head.opcode <= 2 && before.saturating_add(head.length) > self.longest() {
            faults.push(REFUSED);
        }
        if !faults.is_empty() {
            faults.extend(&self.also);
        }
        faults
    }

    /// A whole frame that breaks no rule by its head.
    fn takes(&mut self, head: &Head, payload: Vec<u8>) -> Next {
        match head.opcode {
            8 => return Next::Ends(self.close(&payload)),
            9 => self.expected.pongs.push(payload),
            10 => {}
            opcode => {
                if opcode == 1 {
                    self.message = Message::Text;
                } else if opcode == 2 {
                    self.message = Message::Binary;
                }
                return self.data(head, &payload);
            }
        }
        Next::More
    }

    fn data(&mut self, head: &Head, payload: &[u8]) -> Next {
        self.length += head.length;
        let next = match (self.message, self.door) {
            (Message::Text, Door::Raw) => self.unwanted(head),
            (Message::Text, _) => self.text(head, payload),
            (_, Door::First) => self.unwanted(head),
            _ => self.bytes(head, payload),
        };
        if head.fin {
            self.message = Message::None;
            self.length = 0;
        }
        next
    }

    /// A message that is refused, now or when it ends.
    fn unwanted(&mut self, head: &Head) -> Next {
        self.also.push(REFUSED);
        if head.fin && self.door == Door::Raw {
            return Next::Ends(End::Failed(vec![REFUSED]));
        }
        Next::More
    }

    fn bytes(&mut self, head: &Head, payload: &[u8]) -> Next {
        let expected = &mut self.expected;
        expected.all.extend(payload);
        if head.fin {
            expected.complete.clone_from(&expected.all);
        }
        if self.door == Door::Tunnel && expected.all.len() > stage::WINDOW - stage::ENVELOPE.len() {
            // Unless the server was quick to take what came before.
            self.also.push(ErrorCode::WindowExceeded.close_code());
        }
        Next::More
    }

    fn text(&mut self, head: &Head, payload: &[u8]) -> Next {
        self.text.extend(payload);
        let refused = |code: ErrorCode| Next::Ends(self.fails(vec![code.close_code()]));
        match std::str::from_utf8(&self.text) {
            Err(error) if head.fin || error.error_len().is_some() => refused(ErrorCode::BadMessage),
            Ok(text) if head.fin => match (self.door, PageMessage::decode(text)) {
                (Door::First, Ok(PageMessage::Open(Open { target, .. }))) => match target {
                    Target::Upstream(name) if name == stage::UPSTREAM => Next::Leaves,
                    Target::Upstream(_) => refused(ErrorCode::UpstreamUnknown),
                    Target::Host { .. } => refused(ErrorCode::HostForbidden),
                },
                // The server ends when the page has, and so does the session.
                (Door::Tunnel, Ok(PageMessage::Eof)) => Next::Ends(self.closed(vec![1000])),
                _ => refused(ErrorCode::BadMessage),
            },
            _ => Next::More,
        }
    }

    fn close(&self, payload: &[u8]) -> End {
        let (code, reason) = match payload {
            [] => return self.closed(vec![0, 1000]),
            [high, low, reason @ ..] => (u16::from_be_bytes([*high, *low]), reason),
            [_] => return self.fails(vec![BROKEN]),
        };
        match code {
            1000..=1003 | 1007..=1014 | 3000..=4999 if std::str::from_utf8(reason).is_ok() => {
                self.closed(vec![code, 1000])
            }
            _ => End::Failed(vec![BROKEN, 1007, REFUSED]),
        }
    }

    fn closed(&self, codes: Vec<u16>) -> End {
        if self.also.is_empty() {
            End::Closed(codes)
        } else {
            self.fails(codes)
        }
    }

    fn fails(&self, codes: Vec<u16>) -> End {
        End::Failed([codes, self.also.clone()].concat())
    }

    fn ends(mut self, end: End) -> Expected {
        self.expected.end = end;
        self.expected
    }

    fn cut(mut self) -> Expected {
        self.expected.is_cut = true;
        self.expected
    }
}
