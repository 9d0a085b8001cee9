import { type Session, createTransport } from "wsmtp";
import type { Message } from "wsmtp";
import type { Practice } from "wsmtp-practice";
import type { LessonConsole } from "../../elements/src/lesson/desk.js";
import { wayTo } from "../../elements/src/place.js";

/** A console without a page: what is typed goes to the practice server through the engine itself. */
export class TypedConsole extends EventTarget implements LessonConsole {
  connection: LessonConsole["connection"] = "closed";
  readonly practises = true;
  guided = false;
  /** Everything that was ever said, `C: ` or `S: ` before each line. */
  readonly dialogue: string[] = [];
  /** Called before each line. */
  beforeLine: (line: string) => void = () => undefined;
  #session: Session | undefined;

  constructor(private readonly practice: Practice) {
    super();
  }

  async connect(): Promise<void> {
    this.close();
    const { webSocket } = this.practice;
    const way = wayTo({ kind: "page", webSocket });
    const session = createTransport({ ...way, byHand: true }).connect();
    this.#session = session;
    this.#stand("connecting");
    session.addEventListener("transcript", ({ detail }) => {
      this.dialogue.push(`${detail.direction}: ${detail.text}`);
      this.#tell("said", detail);
    });
    session.addEventListener("secured", ({ detail }) =>
      this.#tell("conversation", { lines: [], tls: detail }),
    );
    void session.closed.then(() => {
      if (this.#session === session) this.#stand("closed");
    });
    await session.ready;
    this.#stand("open");
  }

  async say(line: string): Promise<void> {
    this.beforeLine(line);
    await this.#there.raw(line);
  }

  async send(message: Message): Promise<void> {
    await this.#there.sendMail(message);
  }

  /** Hangs up, and tells nothing more. */
  close(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.close();
  }

  get #there(): Session {
    if (!this.#session) throw new Error("the console is not connected");
    return this.#session;
  }

  #stand(standing: LessonConsole["connection"]): void {
    this.connection = standing;
    this.#tell("connection", standing);
  }

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
