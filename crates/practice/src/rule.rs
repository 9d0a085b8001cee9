//! Rules of a setup as plain objects, which a form can edit: `SetupRule` of `web/practice/src/setup.ts`.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::time::Duration;

use wasm_bindgen::prelude::*;
use wsmtp_bind::{Given, Mistyped, Object, ToJs, Value, field, list, number, text};
use wsmtp_proto::types::{Code, Credentials, Reply};
use wsmtp_sandbox::{Action, Auth, Fault, Pattern, Problem, Rule, Security, Setup, Stage};

/// The rules of a setup.
///
/// # Errors
/// A text: which line cannot be read, and why.
#[wasm_bindgen(js_name = readSetup)]
pub fn read_setup(setup: &str) -> Result<JsValue, JsValue> {
    let setup: Setup = setup.parse().map_err(|error| said(&error))?;
    let rules: Vec<_> = setup.rules().iter().map(object).collect();
    Ok(rules.to_js())
}

/// The text of these rules.
///
/// # Errors
/// A text: which rule cannot be written, by its number as a line, and why.
#[wasm_bindgen(js_name = writeSetup)]
pub fn write_setup(rules: JsValue) -> Result<String, JsValue> {
    let setup = setup(&Given(rules)).map_err(|why| why.to_js())?;
    Ok(setup.to_string())
}

fn setup<V: Value>(rules: &V) -> Result<Setup, String> {
    let rules = rules.list();
    let rules = rules.ok_or("a setup is made of a list of rules: give an array of them")?;
    let at = |(index, rule)| {
        let rule = read(rule);
        rule.map_err(|why| alloc::format!("line {}: {why}", index + 1))
    };
    let rules = rules.iter().enumerate().map(at);
    Setup::new(rules.collect::<Result<_, _>>()?).map_err(words)
}

fn said(error: &dyn ToString) -> JsValue {
    error.to_string().to_js()
}

fn object(rule: &Rule) -> Object {
    match rule {
        Rule::Comment(text) => Object::of_type("comment").with("text", text),
        Rule::Server(name) => Object::of_type("server").with("name", &name.as_str()),
        Rule::Security(security) => Object::of_type("security").with("security", &security.name()),
        Rule::User(user) => {
            let password = user.password().map_or("", |password| password.expose());
            Object::of_type("user")
                .with("user", &user.username())
                .with("password", &password)
        }
        Rule::Auth(auth) => Object::of_type("auth").with("auth", &auth.name()),
        Rule::Offer(offers) => {
            let offers: Vec<_> = offers.iter().map(ToString::to_string).collect();
            Object::of_type("offer").with("offers", &offers)
        }
        Rule::Slow(rate) => Object::of_type("slow").with("octetsPerSecond", &f64::from(*rate)),
        Rule::BareLf => Object::of_type("bare-lf"),
        Rule::Fault(fault) => Object::of_type("fault")
            .with("stage", &fault.stage.name())
            .with("pattern", &fault.pattern.to_string())
            .with("first", &fault.first.map(f64::from))
            .with("action", &action(&fault.action)),
    }
}

fn action(action: &Action) -> Object {
    match action {
        Action::Reply(reply) => Object::of_type("reply")
            .with("code", &f64::from(reply.code().get()))
            .with("text", &reply.lines().join("\n")),
        // Whole, as they are read: a product of seconds would not be.
        Action::Delay(delay) => Object::of_type("delay").with("milliseconds", &millis(*delay)),
        Action::Silence => Object::of_type("silence"),
        Action::Cut { after } => Object::of_type("cut").with("after", after),
        Action::Strip => Object::of_type("strip"),
        Action::Inject(line) => Object::of_type("inject").with("text", line),
    }
}

/// As long as a delay may be, they fit.
fn millis(delay: Duration) -> u64 {
    u64::try_from(delay.as_millis()).unwrap_or(u64::MAX)
}

fn read<V: Value>(rule: &V) -> Result<Rule, String> {
    let text = |name| text(rule, name).map_err(words);
    Ok(match text("type")?.as_str() {
        "comment" => Rule::Comment(text("text")?.trim().to_string()),
        "server" => Rule::Server(text("name")?.trim().parse().map_err(words)?),
        "security" => {
            let security = text("security")?;
            let security = Security::from_name(&security).ok_or(Problem::Security);
            Rule::Security(security.map_err(words)?)
        }
        "user" => {
            let (user, password) = (text("user")?, text("password")?);
            Rule::User(Credentials::new(user.trim(), password.trim()).map_err(words)?)
        }
        "auth" => {
            let auth = Auth::from_name(&text("auth")?);
            Rule::Auth(auth.ok_or("auth is required, optional or none")?)
        }
        "offer" => {
            let offers = list(rule, "offers").map_err(words)?;
            let offer = |one: &V| {
                let one = one.text().ok_or(Mistyped("offers")).map_err(words)?;
                one.trim().parse().map_err(words)
            };
            Rule::Offer(offers.iter().map(offer).collect::<Result<_, _>>()?)
        }
        "slow" => Rule::Slow(number(rule, "octetsPerSecond").map_err(words)?),
        "bare-lf" => Rule::BareLf,
        "fault" => Rule::Fault(fault(rule)?),
        other => {
            return Err(alloc::format!(
                "there is no rule `{other}`: there are comment, server, security, user, auth, offer, slow, bare-lf and fault"
            ));
        }
    })
}

fn fault<V: Value>(rule: &V) -> Result<Fault, String> {
    let stage = text(rule, "stage").map_err(words)?;
    let pattern = text(rule, "pattern").map_err(words)?;
    let pattern: Pattern = pattern.trim().parse().map_err(words)?;
    let first = rule.field("first").map(|_| number(rule, "first"));
    let action = field(rule, "action").map_err(words)?;
    Ok(Fault {
        stage: Stage::from_name(&stage).ok_or_else(|| no_stage(&stage))?,
        pattern,
        first: first.transpose().map_err(words)?,
        action: read_action(&action)?,
    })
}

fn no_stage(name: &str) -> String {
    let stages: Vec<_> = Stage::ALL.into_iter().map(Stage::name).collect();
    alloc::format!(
        "there is no stage `{name}`: there are {}",
        stages.join(", ")
    )
}

fn read_action<V: Value>(action: &V) -> Result<Action, String> {
    let text = |name| text(action, name).map_err(words);
    Ok(match text("type")?.as_str() {
        "reply" => {
            let code = number(action, "code").map_err(words)?;
            let code = Code::new(code).ok_or(Problem::Code).map_err(words)?;
            Action::Reply(Reply::new(code, None, text("text")?.trim()))
        }
        "delay" => {
            let millis = number(action, "milliseconds").map_err(words)?;
            Action::Delay(Duration::from_millis(millis))
        }
        "silence" => Action::Silence,
        "cut" => Action::Cut {
            after: number(action, "after").map_err(words)?,
        },
        "strip" => Action::Strip,
        "inject" => Action::Inject(text("text")?.trim().to_string()),
        other => return Err(Problem::Action(other.to_string()).to_string()),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn words(error: impl ToString) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests;
