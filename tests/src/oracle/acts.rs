//! Sessions as fuzzers can write them: what the other side says, octet for octet, and what else
//! happens in between.
//!
//! Octets above 0xF4 are in no UTF-8 text, so they are the acts, and everything else is said.

use std::{iter, time::Duration};

/// The stream is cut here.
const CUT: u8 = 0xf5;
/// This side's application asks for something; the next octet says what.
const ASK: u8 = 0xf6;
/// A piece of content: how often, how many octets, and the octets.
const PIECE: u8 = 0xf7;
/// The content is complete.
const END: u8 = 0xf8;
/// Time passes: the square of the next octet, in seconds.
const TIME: u8 = 0xf9;
/// The other side will say no more.
const GONE: u8 = 0xfa;
/// TLS is up.
const TLS: u8 = 0xfb;
/// The last line is said again, as often as the next octet says.
const AGAIN: u8 = 0xfc;
/// The next octet is said, whatever it is.
const LITERAL: u8 = 0xff;

/// Octets that are said in all, so that one input does not take all the time: two of the longest
/// replies.
pub(super) const MOST_SAID: usize = 64 * 1024;
/// Octets of content in all: a few of the longest chunks.
const MOST_CONTENT: usize = 256 * 1024;

/// Pieces in a row where everything comes octet by octet.
const MOST_PIECES: usize = 4 * 1024;

/// One thing that happens in a session.
#[derive(Debug)]
pub(super) enum Act {
    /// The other side says something.
    Said(Said),
    /// The application asks for this.
    Ask(u8),
    /// The application hands in a piece of content.
    Piece(Vec<u8>),
    /// The application's content is complete.
    End,
    /// It is so late now.
    Time(Duration),
    /// The other side has gone.
    Gone,
    /// TLS is up.
    Tls,
}

/// What an engine is handed at once.
#[derive(Clone, Copy, Debug)]
pub(super) enum Input<'a> {
    /// The other side says something.
    Said(&'a [u8]),
    /// The application asks for this.
    Ask(u8),
    /// The application hands in a piece of content.
    Piece(&'a [u8]),
    /// The application's content is complete.
    End,
    /// It is so late now.
    Time(Duration),
    /// The other side has gone.
    Gone,
    /// TLS is up.
    Tls,
}

/// Everything that happens, in order.
pub(super) fn inputs(acts: &[Act], split: Split) -> impl Iterator<Item = Input<'_>> {
    acts.iter().flat_map(move |act| act.inputs(split))
}

/// All that anybody says and hands in, whatever happens in between.
pub(super) fn octets(acts: &[Act]) -> Vec<u8> {
    let octets = inputs(acts, Split::Whole).map(|input| match input {
        Input::Said(octets) | Input::Piece(octets) => octets,
        Input::Ask(_) | Input::End | Input::Time(_) | Input::Gone | Input::Tls => &[],
    });
    octets.collect::<Vec<_>>().concat()
}

impl Act {
    fn inputs(&self, split: Split) -> Box<dyn Iterator<Item = Input<'_>> + '_> {
        let input = match self {
            Self::Said(said) => return Box::new(said.pieces(split).map(Input::Said)),
            Self::Ask(what) => Input::Ask(*what),
            Self::Piece(piece) => Input::Piece(piece),
            Self::End => Input::End,
            Self::Time(now) => Input::Time(*now),
            Self::Gone => Input::Gone,
            Self::Tls => Input::Tls,
        };
        Box::new(iter::once(input))
    }
}

impl Input<'_> {
    /// Its octets.
    pub(super) const fn size(self) -> usize {
        match self {
            Self::Said(octets) | Self::Piece(octets) => octets.len(),
            Self::Ask(_) | Self::End | Self::Time(_) | Self::Gone | Self::Tls => 0,
        }
    }
}

/// Octets in a row, and where they are cut.
#[derive(Debug, Default)]
pub(super) struct Said {
    octets: Vec<u8>,
    cuts: Vec<usize>,
}

/// How what is said arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Split {
    /// Cut where the input says so.
    Given,
    /// In one piece.
    Whole,
    /// Octet by octet, or in so many pieces where there are very many.
    Octets,
}

impl Said {
    /// What arrives at once, in order.
    fn pieces(&self, split: Split) -> impl Iterator<Item = &[u8]> {
        let cuts: Box<dyn Iterator<Item = usize>> = match split {
            Split::Given => Box::new(self.cuts.iter().copied()),
            Split::Whole => Box::new(iter::empty()),
            Split::Octets => {
                let length = self.octets.len();
                Box::new((1..length).step_by(1 + length / MOST_PIECES))
            }
        };
        let mut from = 0;
        cuts.chain([self.octets.len()]).map(move |to| {
            let piece = self.octets.get(from..to).unwrap_or_default();
            from = to;
            piece
        })
    }

    fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    fn last_line(&self) -> &[u8] {
        let ended = self.octets.strip_suffix(b"\n").unwrap_or(&self.octets);
        let from = ended.iter().rposition(|octet| *octet == b'\n');
        let line = from.and_then(|from| self.octets.get(from + 1..));
        line.unwrap_or(&self.octets)
    }
}

/// Reads a session.
pub(super) fn read(input: &[u8]) -> Vec<Act> {
    let mut reader = Reader {
        rest: input,
        acts: Vec::new(),
        said: Said::default(),
        now: Duration::ZERO,
        most_said: MOST_SAID,
        most_content: MOST_CONTENT,
    };
    while let Some(octet) = reader.next() {
        reader.take(octet);
    }
    reader.flush();
    reader.acts
}

struct Reader<'a> {
    rest: &'a [u8],
    acts: Vec<Act>,
    said: Said,
    now: Duration,
    most_said: usize,
    most_content: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<u8> {
        let (octet, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*octet)
    }

    /// The octet behind an act, 0 at the very end.
    fn number(&mut self) -> u8 {
        self.next().unwrap_or_default()
    }

    fn take(&mut self, octet: u8) {
        match octet {
            CUT => self.said.cuts.push(self.said.octets.len()),
            ASK => {
                let what = self.number();
                self.act(Act::Ask(what));
            }
            PIECE => {
                let piece = self.piece();
                self.act(Act::Piece(piece));
            }
            END => self.act(Act::End),
            TIME => {
                let root = u64::from(self.number());
                self.now += Duration::from_secs(root * root);
                self.act(Act::Time(self.now));
            }
            GONE => self.act(Act::Gone),
            TLS => self.act(Act::Tls),
            AGAIN => {
                let line = self.said.last_line().to_vec();
                (0..self.number()).for_each(|_| self.say(&line));
            }
            LITERAL => {
                let literal = self.number();
                self.say(&[literal]);
            }
            octet => self.say(&[octet]),
        }
    }

    fn say(&mut self, octets: &[u8]) {
        if let Some(left) = self.most_said.checked_sub(octets.len()) {
            self.most_said = left;
            self.said.octets.extend_from_slice(octets);
        }
    }

    fn piece(&mut self) -> Vec<u8> {
        let times = usize::from(self.number()) + 1;
        let length = usize::from(self.number()).min(self.rest.len());
        let (octets, rest) = self.rest.split_at_checked(length).unwrap_or_default();
        self.rest = rest;
        match self.most_content.checked_sub(octets.len() * times) {
            None => octets.to_vec(),
            Some(left) => {
                self.most_content = left;
                octets.repeat(times)
            }
        }
    }

    fn act(&mut self, act: Act) {
        self.flush();
        self.acts.push(act);
    }

    fn flush(&mut self) {
        let said = std::mem::take(&mut self.said);
        if !said.is_empty() {
            self.acts.push(Act::Said(said));
        }
    }
}
