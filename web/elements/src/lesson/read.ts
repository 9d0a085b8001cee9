import { TomlError, parse } from "smol-toml";
import { fitsOne } from "./pattern.js";
import { Lines } from "./lines.js";
import type {
  Advice,
  EngineMail,
  ExchangeProof,
  Goal,
  Lesson,
  MailProof,
  Proof,
  Question,
  Step,
} from "./script.js";
import { LessonError, Table } from "./table.js";

/** Characters of a lesson's file: a long one has some 10,000. */
export const MAX_LESSON = 128 * 1024;

/**
 * Reads a lesson from the text of its file, whose name is its id. Throws {@link LessonError} naming file and line, and
 * what to do.
 */
export function readLesson(file: string, text: string): Lesson {
  if (text.length > MAX_LESSON) {
    throw new LessonError(file, 1, `it is longer than ${MAX_LESSON} characters: make two of it`);
  }
  const table = new Table(file, new Lines(text), "", parsed(file, text));
  const lesson: Lesson = {
    id: file.replace(/\.toml$/, ""),
    title: table.text("title"),
    summary: table.text("summary"),
    order: table.number("order") ?? Number.MAX_SAFE_INTEGER,
    minutes: table.number("minutes") ?? 5,
    text: table.optional("text") ?? "",
    setup: table.optional("setup") ?? "",
    closing: table.optional("closing") ?? "",
    steps: table.tables("step").map(readStep),
  };
  table.close();
  if (lesson.steps.length > 0) return lesson;
  throw table.error("", "the lesson has no step: add one, beginning with [[step]]");
}

/** The words of a TOML parser, with the line where it gave up. */
function parsed(file: string, text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = ""] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    throw new LessonError(file, error.line, `this is no TOML: ${first}`);
  }
}

function readStep(table: Table): Step {
  const step: Step = {
    title: table.text("title"),
    text: table.text("text"),
    connect: table.flag("connect"),
    setup: table.optional("setup"),
    hints: table.texts("hints"),
    answer: linesOf(table.optional("answer")),
    send: readSend(table.table("send")),
    done: table.optional("done") ?? "",
    goals: table.tables("goal").map(readGoal),
    advice: table.tables("advice").map(readAdvice),
  };
  table.close();
  if (step.goals.length === 0) {
    throw table.error("", "this step has no goal: add one, beginning with [[step.goal]]");
  }
  if (step.setup !== null && !step.connect) {
    throw table.error(
      "setup",
      "a setup counts for new connections: add connect = true to the step",
    );
  }
  const isAsked = step.goals.every(({ proof }) => proof.kind === "question");
  if (!isAsked && !step.connect && step.answer.length === 0 && step.send === null) {
    throw table.error("", 'this step has no "answer": add the lines that reach its goals');
  }
  return step;
}

function readSend(table: Table | null): EngineMail | null {
  if (table === null) return null;
  const mail: EngineMail = {
    from: table.text("from"),
    to: table.texts("to"),
    subject: table.text("subject"),
    text: table.text("text"),
  };
  table.close();
  return mail;
}

/** The lines of a text, without the line end behind the last one. */
function linesOf(text: string | null): string[] {
  return text === null || text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
}

function readGoal(table: Table): Goal {
  const goal: Goal = { text: table.text("text"), proof: readProof(table) };
  table.close();
  return goal;
}

function readAdvice(table: Table): Advice {
  const advice: Advice = { when: readExchange(table), text: table.text("text") };
  table.close();
  return advice;
}

/** By what each kind is known. */
const KINDS = ["say", "reply", "says", "together", "typed", "mail", "answers", "secured", "closed"];
/** Those of them that are one kind together. */
const OF_EXCHANGES = ["say", "reply", "says", "together", "typed"];

function readProof(table: Table): Proof {
  const [kind, ...others] = KINDS.filter((key) => table.has(key));
  const isExchange = OF_EXCHANGES.includes(kind ?? "");
  const stranger = others.find((key) => !isExchange || !OF_EXCHANGES.includes(key));
  if (stranger !== undefined) {
    throw table.error(stranger, `"${kind}" and "${stranger}" are two goals: make two of them`);
  }
  switch (kind) {
    case "mail":
      return readMail(table);
    case "answers":
      return readQuestion(table);
    case "secured":
    case "closed":
      if (!table.flag(kind))
        throw table.error(kind, `leave "${kind}" out, or write ${kind} = true`);
      return { kind };
    default:
      return readExchange(table);
  }
}

function readExchange(table: Table): ExchangeProof {
  const reply = table.optional("reply");
  const exchange: ExchangeProof = {
    kind: "exchange",
    say: table.texts("say"),
    reply,
    says: table.texts("says"),
    together: table.number("together"),
    typed: table.texts("typed"),
  };
  if (reply !== null && !/^[2-5][\dx][\dx]$/.test(reply)) {
    throw table.error("reply", '"reply" is no code: three digits from 2xx to 5xx, x for any');
  }
  const { say, says, typed } = exchange;
  if (say.length + says.length + typed.length > 0 || reply !== null) return exchange;
  throw table.error("", `nothing proves this: add one of ${KINDS.join(", ")}`);
}

function readMail(goal: Table): MailProof {
  const table = goal.table("mail") ?? goal;
  const mail: MailProof = {
    kind: "mail",
    from: table.optional("from"),
    to: table.texts("to"),
    recipients: table.number("recipients"),
    line: table.texts("line"),
    part: table.optional("part"),
    octets: table.number("octets"),
  };
  table.close();
  return mail;
}

function readQuestion(table: Table): Question {
  const question: Question = {
    kind: "question",
    answers: table.texts("answers"),
    choices: table.texts("choices"),
  };
  const { answers, choices } = question;
  if (answers.length === 0) throw table.error("answers", '"answers" is empty: say what is right');
  if (choices.length > 0 && !choices.some((choice) => fitsOne(answers, choice))) {
    throw table.error(
      "choices",
      'none of the "choices" is right: put one of the answers among them',
    );
  }
  return question;
}
