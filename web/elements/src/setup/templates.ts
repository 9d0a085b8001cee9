import type { FaultAction, FaultStage, SetupRule } from "wsmtp-practice";

/** A rule to begin with, by what a person wants to see. */
export interface Template {
  readonly words: string;
  readonly rule: SetupRule;
}

/** The menu: what it is about, and what there is. */
export const TEMPLATES: Readonly<Record<string, readonly Template[]>> = {
  "Somebody is refused": [
    fault("A recipient is unknown", "recipient", reply(550, "5.1.1 no such user"), "nobody@*"),
    fault("A mailbox is full", "recipient", reply(452, "4.2.2 mailbox full"), "full@*"),
    fault("“Try later”, the first time", "recipient", reply(451, "4.7.1 try later"), "*", 1),
    fault("A sender is refused", "sender", reply(550, "5.7.1 not from you"), "*@spam.test"),
    fault("A mail is refused at its end", "verdict", reply(554, "5.6.0 not this mail")),
    fault("A password is wrong", "auth", reply(535, "5.7.8 wrong user or password")),
    fault("The server is closed", "greeting", reply(554, "5.3.2 no mail today")),
    fault("The server is too busy", "greeting", reply(421, "4.3.2 too busy: come back later")),
  ],
  "It takes time": [
    fault("The answer to a mail is late", "verdict", { type: "delay", milliseconds: 5_000 }),
    { words: "The line is slow", rule: { type: "slow", octetsPerSecond: 200 } },
    fault("There is no answer", "data", { type: "silence" }),
  ],
  "It breaks": [
    fault("The line is cut within a mail", "content", { type: "cut", after: 1_000 }),
    fault("The line is cut before the answer", "verdict", { type: "cut", after: 0 }),
  ],
  "Somebody is on the line": [
    fault("STARTTLS is stripped", "starttls", { type: "strip" }),
    fault("A line is injected", "starttls", { type: "inject", text: "250 what a stranger says" }),
    fault("TLS is not available", "starttls", reply(454, "4.7.0 TLS is not available now")),
    { words: "LF alone ends a line: mails can be smuggled", rule: { type: "bare-lf" } },
  ],
  "The server": [
    { words: "Its name", rule: { type: "server", name: "smtp.example.org" } },
    { words: "How it is secured", rule: { type: "security", security: "implicit" } },
    { words: "What EHLO offers", rule: { type: "offer", offers: ["-pipelining", "-chunking"] } },
    { words: "Whether one must sign in", rule: { type: "auth", auth: "none" } },
    { words: "A user", rule: { type: "user", user: "ada", password: "sesame" } },
    { words: "A comment", rule: { type: "comment", text: "what is to be seen" } },
  ],
};

function fault(
  words: string,
  stage: FaultStage,
  action: FaultAction,
  pattern = "*",
  first: number | null = null,
): Template {
  return { words, rule: { type: "fault", stage, pattern, first, action } };
}

function reply(code: number, text: string): FaultAction {
  return { type: "reply", code, text };
}
