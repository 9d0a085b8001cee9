//! RFC 6455 as a table of what may come next.

/// The longest message of the raw endpoint, in bytes.
const MAX: u64 = 262_144;

const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// What a page breaks a rule of WebSocket with, and what a message that is not wanted ends with.
const BROKEN: u16 = 1002;
const REFUSED: u16 = 4400;

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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Message {
    None,
    Binary,
    /// Refused, now or when it ends, as the raw endpoint takes none.
    Text,
}

struct Model {
    message: Message,
    length: u64,
    expected: Expected,
}

/// The octets to send, and what must come of them. Behind frames that are good comes a close.
pub(super) fn read(input: &[u8]) -> (Vec<u8>, Expected) {
    let (mut octets, mut rest) = (Vec::new(), input);
    let mut model = Model::new();
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
        if let Some(end) = model.takes(&head, payload) {
            return (octets, model.ends(end));
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
    fn new() -> Self {
        Self {
            message: Message::None,
            length: 0,
            expected: Expected {
                end: End::Cut,
                complete: Vec::new(),
                all: Vec::new(),
                pongs: Vec::new(),
                is_cut: false,
            },
        }
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
        if head.opcode <= 2 && before.saturating_add(head.length) > MAX {
            faults.push(REFUSED);
        }
        if !faults.is_empty() && self.message == Message::Text {
            faults.push(REFUSED);
        }
        faults
    }

    /// A whole frame that breaks no rule by its head; how the session ends, where it does.
    fn takes(&mut self, head: &Head, payload: Vec<u8>) -> Option<End> {
        match head.opcode {
            8 => return Some(self.close(&payload)),
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
        None
    }

    fn data(&mut self, head: &Head, payload: &[u8]) -> Option<End> {
        self.length += head.length;
        if self.message == Message::Text {
            return head.fin.then(|| End::Failed(vec![REFUSED]));
        }
        self.expected.all.extend(payload);
        if head.fin {
            self.message = Message::None;
            self.length = 0;
            self.expected.complete.clone_from(&self.expected.all);
        }
        None
    }

    fn close(&self, payload: &[u8]) -> End {
        let (code, reason) = match payload {
            [] => return self.closed(vec![0, 1000]),
            [high, low, reason @ ..] => (u16::from_be_bytes([*high, *low]), reason),
            [_] => return End::Failed(vec![BROKEN]),
        };
        match code {
            1000..=1003 | 1007..=1014 | 3000..=4999 if std::str::from_utf8(reason).is_ok() => {
                self.closed(vec![code, 1000])
            }
            _ => End::Failed(vec![BROKEN, 1007, REFUSED]),
        }
    }

    /// Where text has begun, the gateway may have refused it already.
    fn closed(&self, codes: Vec<u16>) -> End {
        if self.message == Message::Text {
            return End::Failed([codes, vec![REFUSED]].concat());
        }
        End::Closed(codes)
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
