import { ScriptedServer } from "./scripted-server.js";
import type { Answer } from "./scripted-server.js";

/** A mail that a server has taken. */
export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  readonly content: string;
}

/** What a server says to a line instead of what it would; nothing for most lines. */
export type Whim = (line: string) => Answer | undefined;

/** What is under way in one session. */
interface Visit {
  from: string;
  to: string[];
  content: string[] | null;
}

/** A friendly mail server that keeps the mails it takes, and has whims that a test may change. */
export class MailRoom {
  readonly letters: Letter[] = [];
  whim: Whim = () => undefined;

  start(): Promise<ScriptedServer> {
    return ScriptedServer.each(() => {
      const visit: Visit = { from: "", to: [], content: null };
      return (line) => this.answer(visit, line);
    });
  }

  /** How many mails of this subject have come. */
  count(subject: string): number {
    return this.letters.filter(({ content }) => content.includes(`Subject: ${subject}\n`)).length;
  }

  private answer(visit: Visit, line: string): Answer {
    if (visit.content !== null && line !== ".") {
      visit.content.push(line);
      return "silence";
    }
    const answer = this.whim(line) ?? this.usual(visit, line);
    if (line === ".") visit.content = null;
    return answer;
  }

  private usual(visit: Visit, line: string): Answer {
    switch (line.split(/[ :]/)[0]) {
      case "":
        return { say: "220 scripted.test ESMTP" };
      case "MAIL":
        Object.assign(visit, { from: line, to: [] });
        break;
      case "RCPT":
        visit.to.push(/<(.*?)>/.exec(line)?.[1] ?? "");
        break;
      case "DATA":
        visit.content = [];
        return { say: "354 go on" };
      case ".":
        this.letters.push({ ...visit, content: `${visit.content?.join("\n") ?? ""}\n` });
        return { say: "250 2.0.0 kept" };
      case "QUIT":
        return { say: "221 2.0.0 bye" };
    }
    return { say: "250 2.0.0 fine" };
  }
}
