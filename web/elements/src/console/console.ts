import { LitElement, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { WsmtpError } from "wsmtp";
import type { Message, Reply, SentMessageInfo, TranscriptLine } from "wsmtp";
import type { Conversation } from "../conversation.js";
import type { Advice } from "../explain/advice.js";
import { Course } from "../explain/course.js";
import { onceGone } from "../gone.js";
import { legible } from "../legible.js";
import type { Place } from "../place.js";
import type { SignIn } from "../sign-in.js";
import { sentence, sentenceOf } from "../sentence.js";
import { base } from "../styles.js";
import "../transcript/transcript.js";
import { advicePanel } from "./advice-panel.js";
import { renderBar, renderOptions } from "./bar.js";
import { consoleStyles } from "./console-styles.js";
import "./guide.js";
import { History } from "./history.js";
import "./line.js";
import type { LineElement } from "./line.js";
import { fieldStyles } from "./line-styles.js";
import { mailForm } from "./mail-form.js";
import { type Speaker, Speech } from "./speech.js";
import { type Connection, Talk } from "./talk.js";

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
 * A console: a person types SMTP, and sees what the server says. What is typed in answer to a prompt of AUTH is never
 * shown, kept or told.
 *
 * @fires conversation - `CustomEvent<Conversation>`: what was said so far, each time that more is said; at most once for
 * each picture that the page draws.
 * @fires said - `CustomEvent<TranscriptLine>`: each line, as soon as it is said.
 * @fires connection - `CustomEvent<Connection>`: `connecting`, `open` or `closed`.
 * @slot - what to say while there is no line yet.
 */
@customElement("wsmtp-console")
export class ConsoleElement extends LitElement {
  /** Where the server is. A connection that is there stays with the place that it was made for. */
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
  @state() private advice: Advice | undefined;
  /** Where the conversation stands; it changes with each line. */
  private course = new Course();
  /** The newest reply, for those who hear the page. */
  private heard = "";
  private talk: Talk | undefined;
  /** The place of the talk. */
  private there: Place | undefined;
  private begunGuided = false;
  private readonly history = new History();
  private readonly speech = new Speech(() => this.speaker);

  @query("wsmtp-console-line") private line!: LineElement;

  static override styles = [base, fieldStyles, consoleStyles];

  /** What was said since the newest connection began. */
  get conversation(): Conversation {
    return this.said;
  }

  /** Where the console stands with its server. */
  get connection(): Connection {
    return this.standing;
  }

  /** Whether all that is said goes to the practice server within the page, now and from the next connection on. */
  get practises(): boolean {
    const places = this.standing === "closed" ? [this.place] : [this.place, this.there];
    return places.every((place) => place?.kind === "page");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    onceGone(this, () => this.disconnect());
  }

  /** Connects anew; resolves when the server waits for a line. Rejects with what is wrong, which is shown, too. */
  async connect(): Promise<void> {
    this.begin();
    try {
      await this.open().ready;
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  /** Hangs up at once. */
  disconnect(): void {
    this.speech.stop();
    this.talk?.close();
  }

  /** Says a line as it is; resolves with the replies, of which a line of content has none. */
  async say(line: string): Promise<readonly Reply[]> {
    return this.connected().say(line);
  }

  /** Lets the engine send a mail, as `pipelining` and `chunking` said when it connected. */
  async send(message: Message): Promise<SentMessageInfo> {
    return this.connected().send(message);
  }

  /** Puts a line into the input, for the person to say it or to change it. */
  fill(line: string): void {
    this.line.fill(line);
  }

  override focus(): void {
    this.line.focus();
  }

  override render() {
    const { standing, guided, course } = this;
    const open = standing === "open";
    const use = (line: string): void => this.fill(line);
    return html`<div class="card">
      ${this.renderBar()}
      <wsmtp-transcript follow .conversation=${this.said}>
        <slot>Connect, and what you (C) and the mail server (S) say appears here.</slot>
      </wsmtp-transcript>
      <div class="speak">
        <div class="live" aria-live="polite">
          ${this.trouble === "" ? nothing : html`<p class="trouble" dir="auto">${this.trouble}</p>`}
          ${this.advice ? advicePanel(this.advice, { content: course.within === "data", use }) : nothing}
        </div>
        ${guided && open ? this.renderGuide() : nothing}
        <wsmtp-console-line
          .course=${course}
          .history=${this.history}
          ?closed=${!open}
          @lines=${this.hear}
        ></wsmtp-console-line>
        ${guided ? this.renderEngine(open) : nothing}
        <p class="unseen" role="status">${this.heard}</p>
      </div>
    </div>`;
  }

  private renderBar() {
    const { standing: connection, there: place, guided } = this;
    const begunGuided = connection === "closed" ? undefined : this.begunGuided;
    return renderBar(
      { connection, info: this.talk?.info, place, guided, begunGuided },
      {
        connect: () => this.renew(),
        disconnect: () => this.leave(),
        guide: (guided) => (this.guided = guided),
      },
    );
  }

  private renderGuide() {
    return html`<wsmtp-console-guide
      .course=${this.course}
      .addresses=${this.history.addresses}
      @lines=${this.hear}
    ></wsmtp-console-guide>`;
  }

  /** What the engine can do by itself, and with what it begins. */
  private renderEngine(open: boolean) {
    const { pipelining, chunking, signIn, course } = this;
    const ready = open && course.within === "commands" && course.hello !== "" && !course.sender;
    return html`${ready ? mailForm(this.history.addresses, (mail) => void this.deliver(mail)) : nothing}
    ${renderOptions({ pipelining, chunking, signIn }, (options) => Object.assign(this, options))}`;
  }

  private begin(): void {
    this.talk?.leave();
    this.speech.stop();
    this.trouble = "";
    this.advice = undefined;
    this.heard = "";
    this.course = new Course();
    this.said = { lines: [] };
  }

  private open(): Talk {
    const { place, guided, pipelining, chunking, signIn } = this;
    if (!place)
      throw new WsmtpError(
        "bad-input",
        "there is no mail server yet: choose one, or write its host",
      );
    this.there = place;
    this.begunGuided = guided;
    const manner = { guided, pipelining, chunking, signIn };
    this.talk = new Talk(place, manner, {
      connection: (standing) => this.stand(standing),
      said: (line) => this.note(line),
      conversation: (detail) => {
        this.said = detail;
        this.tell("conversation", detail);
      },
      ended: (error) => this.fail(error),
    });
    return this.talk;
  }

  private connected(): Talk {
    if (this.talk && this.standing !== "closed") return this.talk;
    throw new WsmtpError("closed", "the console is not connected: connect first");
  }

  private stand(standing: Connection): void {
    this.standing = standing;
    if (standing === "closed") this.speech.stop();
    this.tell("connection", standing);
  }

  private note(line: TranscriptLine): void {
    const role = this.course.take(line);
    if (role.kind === "reply" && role.last) {
      this.heard = sentence(`server: ${legible(line.text)}: ${line.meaning}`);
    }
    this.requestUpdate();
    this.tell("said", line);
  }

  /** Shows what is wrong. That the person hung up is not. */
  private fail(error: unknown): void {
    if (error instanceof WsmtpError && error.code === "closed") return;
    this.trouble = legible(sentenceOf(error));
  }

  /** The button that hangs up goes with the connection, so the focus goes to where one connects anew. */
  private leave(): void {
    this.disconnect();
    this.line.focus();
  }

  /** The button goes while the new connection is made, so the focus goes to where its lines are typed. */
  private renew(): void {
    // What is wrong is shown.
    this.connect().catch(() => undefined);
    this.line.focus();
  }

  /** What was typed, or chosen in the guide. Until the server has greeted there is nobody to hear it. */
  private async hear({ detail }: CustomEvent<readonly string[]>): Promise<void> {
    if (this.standing === "connecting") return;
    this.trouble = "";
    try {
      if (this.standing === "closed") await this.connect();
      else await this.speech.say(detail);
    } catch (error) {
      this.fail(error);
    }
  }

  private get speaker(): Speaker {
    const { course, history } = this;
    const info = this.talk?.info;
    const security = info?.peer ? info.security : undefined;
    const way = { security, tls: Boolean(info?.tls), gateway: this.there?.kind !== "page" };
    return {
      course,
      way,
      history,
      say: (line) => this.say(line),
      advise: (advice) => (this.advice = advice),
    };
  }

  private async deliver(message: Message): Promise<void> {
    this.trouble = "";
    this.advice = undefined;
    try {
      await this.send(message);
    } catch (error) {
      this.fail(error);
    }
    // The form is gone while its mail is sent.
    if (document.activeElement === document.body) this.line.focus();
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
