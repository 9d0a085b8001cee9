//! The client engine alone, where a transcript would be too long or cannot say it.

use std::time::Duration;

use wsmtp_proto::{
    Output,
    client::{Client, Config, Envelope, Event, Security},
    error::LocalError,
    transcript::Line,
};

/// A session whose server has just greeted, and what came out of the engine.
fn greeted(times: &[u64]) -> (Client, Vec<Output<Event>>) {
    let mut config = Config::new("client.example".parse().unwrap());
    config.security = Security::None;
    let mut client = Client::new(config);
    for seconds in times {
        client.advance(Duration::from_secs(*seconds));
    }
    client.receive(b"220 mail.example\r\n");
    let outputs = drain(&mut client);
    (client, outputs)
}

/// All outputs, up to the wait.
fn drain(client: &mut Client) -> Vec<Output<Event>> {
    let mut outputs = Vec::new();
    loop {
        outputs.push(client.poll_output());
        if let Some(Output::Wait { .. } | Output::Closed) = outputs.last() {
            return outputs;
        }
    }
}

fn line(output: &Output<Event>) -> Option<&Line> {
    match output {
        Output::Event(Event::Line(line)) => Some(line),
        _ => None,
    }
}

/// A session that is ready for mail.
fn ready() -> Client {
    let (mut client, _) = greeted(&[0]);
    client.receive(b"250 mail.example\r\n");
    drain(&mut client);
    client
}

fn envelope(recipients: usize) -> Envelope {
    let to = (0..recipients).map(|number| format!("r{number}@mail.example").parse().unwrap());
    Envelope::new("ann@client.example".parse().unwrap(), to.collect())
}

#[test]
fn a_mail_goes_to_a_thousand_recipients_and_no_more() {
    assert_eq!(Envelope::MAX_RECIPIENTS, 1000);
    let (recipients, limit) = (1001, 1000);
    let refused = ready().send_mail(envelope(recipients)).unwrap_err();
    assert_eq!(refused, LocalError::TooManyRecipients { recipients, limit });
    assert!(ready().send_mail(envelope(limit)).is_ok());
}

#[test]
fn time_that_goes_backwards_stands_still() {
    let (_, outputs) = greeted(&[30, 10]);
    let until = Duration::from_secs(30 + 60);
    assert_eq!(outputs.last(), Some(&Output::Wait { until: Some(until) }));
    let mut times = outputs.iter().filter_map(line).map(|line| line.at);
    assert!(times.all(|at| at == Duration::from_secs(30)));
}

#[test]
fn a_long_line_of_content_is_shown_in_part_and_the_rest_counted() {
    let mut client = ready();
    client.send_mail(envelope(1)).unwrap();
    client.receive(b"250 ok\r\n");
    client.receive(b"250 ok\r\n");
    client.receive(b"354 go\r\n");
    drain(&mut client);
    client.content(&[b'x'; 1500]).unwrap();
    client.content(b"x\n").unwrap();
    client.content_end().unwrap();
    let outputs = drain(&mut client);
    let shown: Vec<_> = outputs.iter().filter_map(line).collect();
    let [long, rest, end] = shown.as_slice() else {
        panic!("{shown:?}");
    };
    assert_eq!(long.text, "x".repeat(1002));
    assert_eq!(rest.text, "[501 more octets of content]");
    assert_eq!(end.text, ".");
}
