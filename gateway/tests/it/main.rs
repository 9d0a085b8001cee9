//! The gateway between real sockets: WebSocket clients on one side, mail servers on the other, all
//! on loopback. One binary, so that the gateway is linked once.
//!
//! `cfg(test)` on each module tells clippy that the helpers in them are tests too.

#[cfg(test)]
mod support;

#[cfg(test)]
mod account;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod catcher;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod config;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod deploy;
#[cfg(test)]
mod ends;
#[cfg(test)]
mod entrance;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod flow;
#[cfg(test)]
mod forwarded;
#[cfg(test)]
mod greeting;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod listener;
#[cfg(test)]
mod logs;
#[cfg(test)]
mod mails;
#[cfg(test)]
mod manager;
#[cfg(test)]
mod open;
#[cfg(test)]
mod open_hosts;
#[cfg(test)]
mod practice;
#[cfg(test)]
mod probe;
#[cfg(test)]
mod proxies;
#[cfg(test)]
mod quotas;
#[cfg(test)]
mod raw;
#[cfg(test)]
mod reload;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod shutdown;
#[cfg(test)]
mod starttls;
#[cfg(test)]
mod telemetry;
#[cfg(test)]
mod thousands;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod unix;
#[cfg(test)]
mod websocket;
