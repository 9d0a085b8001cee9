import { decodeBase64 } from "./base64.js";
import { type Course } from "./course.js";

/** Something that may be said next. */
export interface Step {
  /** The verb, or a word for what is no command: `.` or `response`. */
  readonly verb: string;
  /** A line to begin with; what is to be filled in is left out at its end. */
  readonly line: string;
  /** Why one would. */
  readonly why: string;
}

/** What may come next, the most sensible first; empty while the server has to answer, or where all is said. */
export function nextSteps(course: Course): readonly Step[] {
  if (course.over || course.waits) return [];
  if (course.within === "data") {
    return [step(".", ".", "ends the mail: everything before it belongs to the mail")];
  }
  if (course.within === "prompt") return [responseTo(course)];
  if (course.hello === "") return introductions(course);
  return [...before(course), ...mail(course), ...beside(course)];
}

/** What the prompt of AUTH asks for, in plain text where it is that. */
export function promptOf(course: Course): string {
  return decodeBase64(course.prompt) ?? "";
}

function responseTo(course: Course): Step {
  const asks = promptOf(course);
  const what = asks === "" ? "what the server asks for" : `what the server asks for: ${asks}`;
  return step("response", "", `${what}, in base64; a single * gives up signing in`);
}

function introductions({ secured }: Course): readonly Step[] {
  const why = secured
    ? "the server forgot the greeting when TLS began"
    : "the greeting, with which everything begins";
  return [
    step("EHLO", "EHLO ", why),
    step("HELO", "HELO ", "the greeting of 1982, for servers that know no other"),
    step("QUIT", "QUIT", "takes leave"),
  ];
}

/** What is best done before a mail. */
function before(course: Course): readonly Step[] {
  const steps: Step[] = [];
  if (course.sender) return steps;
  if (!course.secured && course.offersOf("STARTTLS")) {
    steps.push(step("STARTTLS", "STARTTLS", "encrypts the rest, passwords among it"));
  }
  const [mechanism] = course.offersOf("AUTH") ?? [];
  if (mechanism !== undefined && !course.signedIn) {
    steps.push(step("AUTH", "AUTH ", "signs in, which many servers want before they take a mail"));
  }
  return steps;
}

function mail(course: Course): readonly Step[] {
  if (!course.sender) return [step("MAIL", "MAIL FROM:<", "begins a mail")];
  const recipient = step(
    "RCPT",
    "RCPT TO:<",
    course.recipients === 0 ? "says who gets the mail" : "names one more recipient",
  );
  const forget = step("RSET", "RSET", "forgets the mail that was begun");
  if (course.recipients === 0) return [recipient, forget];
  return [step("DATA", "DATA", "sends the mail itself"), recipient, forget];
}

/** What is possible at any time. */
function beside(course: Course): readonly Step[] {
  if (course.sender) return [];
  return [
    step("VRFY", "VRFY ", "asks whether there is such a user"),
    step("HELP", "HELP", "asks what the server understands"),
    step("NOOP", "NOOP", "asks for a sign of life"),
    step("QUIT", "QUIT", "takes leave"),
  ];
}

function step(verb: string, line: string, why: string): Step {
  return { verb, line, why };
}
