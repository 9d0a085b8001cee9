import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { WsmtpError } from "wsmtp";
import type { Message, Reply, SentMessageInfo, TranscriptLine } from "wsmtp";
import type { Conversation } from "../conversation.js";
import type { Place } from "../place.js";
import { sentenceOf } from "../sentence.js";
import { base } from "../styles.js";
import "../transcript/transcript.js";
import { type Connection, type SignIn, Talk } from "./talk.js";

/** The events of a console. */
interface ConsoleEventMap extends HTMLElementEventMap {
  conversation: CustomEvent<Conversation>;
  said: CustomEvent<TranscriptLine>;
  connection: CustomEvent<Connection>;
}

/** An element that knows the types of its events. */
export interface ConsoleElement {
  addEventListener<K extends keyof ConsoleEventMap>(
    type: K,
    listener: (event: ConsoleEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/**
 * A console: a person types SMTP, and sees what the server says.
 *
 * @fires conversation - `CustomEvent<Conversation>`: what was said so far, each time that more is said; at most once for
 * each picture that the page draws.
 * @fires said - `CustomEvent<TranscriptLine>`: each line, as soon as it is said.
 * @fires connection - `CustomEvent<Connection>`: `connecting`, `open` or `closed`.
 */
@customElement("wsmtp-console")
export class ConsoleElement extends LitElement {
  /** Where the server is. A connection that is there goes on to the place that it was made for. */
  @property({ attribute: false }) place: Place | undefined;
  /** The engine greets, asks for TLS and signs in; otherwise the person says every line. From the next connection on. */
  @property({ type: Boolean, reflect: true }) guided = false;
  /** Whether mails that the engine sends go out with PIPELINING, where that is offered. */
  @property({ attribute: false }) pipelining = true;
  /** Whether they go out with CHUNKING, where that is offered. */
  @property({ attribute: false }) chunking = true;
  /** Who signs in where `guided` is set; kept in memory alone. */
  @property({ attribute: false }) signIn: SignIn | undefined;

  @state() private said: Conversation = { lines: [] };
  @state() private standing: Connection = "closed";
  @state() private trouble = "";
  private talk: Talk | undefined;

  @query("input") private input?: HTMLInputElement;

  static override styles = [base];

  /** What was said since the newest connection began. */
  get conversation(): Conversation {
    return this.said;
  }

  /** Where the console stands with its server. */
  get connection(): Connection {
    return this.standing;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.disconnect();
  }

  /** Connects anew; resolves when the server waits for a line. Rejects with what is wrong, which is shown, too. */
  async connect(): Promise<void> {
    this.talk?.leave();
    this.trouble = "";
    this.said = { lines: [] };
    try {
      await this.open().ready;
    } catch (error) {
      this.trouble = sentenceOf(error);
      throw error;
    }
  }

  /** Hangs up at once. */
  disconnect(): void {
    this.talk?.close();
  }

  /** Says a line as it is; resolves with the replies, of which a line of content has none. */
  async say(line: string): Promise<readonly Reply[]> {
    return this.there().say(line);
  }

  /** Lets the engine send a mail, as `pipelining` and `chunking` say. */
  async send(message: Message): Promise<SentMessageInfo> {
    return this.there().send(message);
  }

  override render() {
    return html`<div class="card">
      <wsmtp-transcript follow .conversation=${this.said}></wsmtp-transcript>
      <form @submit=${this.submit}>
        <label for="line">Say</label>
        <input id="line" autocomplete="off" autocapitalize="none" spellcheck="false" dir="ltr" />
        <button class="primary">Say it</button>
        ${
          this.standing === "closed"
            ? html`<button type="button" @click=${this.begin}>Connect</button>`
            : html`<button type="button" @click=${this.disconnect}>Disconnect</button>`
        }
      </form>
      <p role="status">${this.trouble === "" ? nothing : this.trouble}</p>
    </div>`;
  }

  private open(): Talk {
    if (!this.place) {
      throw new WsmtpError("bad-input", "the console has no server yet: choose one");
    }
    const { guided, pipelining, chunking, signIn } = this;
    this.talk = new Talk(
      this.place,
      { guided, pipelining, chunking, signIn },
      {
        connection: (standing) => this.stand(standing),
        said: (detail) => this.tell("said", detail),
        conversation: (detail) => {
          this.said = detail;
          this.tell("conversation", detail);
        },
        ended: (error) => (this.trouble = sentenceOf(error)),
      },
    );
    return this.talk;
  }

  private there(): Talk {
    if (this.talk && this.standing !== "closed") return this.talk;
    throw new WsmtpError("closed", "the console is not connected: connect first");
  }

  private stand(standing: Connection): void {
    this.standing = standing;
    this.tell("connection", standing);
  }

  private begin(): void {
    // What is wrong is shown.
    this.connect().catch(() => undefined);
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const line = this.input?.value ?? "";
    if (this.input) this.input.value = "";
    this.trouble = "";
    await this.say(line).catch((error: unknown) => (this.trouble = sentenceOf(error)));
  }

  private tell<K extends "conversation" | "said" | "connection">(
    type: K,
    detail: ConsoleEventMap[K]["detail"],
  ): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-console": ConsoleElement;
  }
}
