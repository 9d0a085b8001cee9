import { WsmtpError, parseAddresses } from "wsmtp";
import type { AttachmentsElement } from "../attachments/attachments.js";
import { BLANK, isBlank } from "../drafts/draft.js";
import type { DraftContent } from "../drafts/draft.js";
import type { EditorElement } from "../editor/editor.js";
import { addressIn } from "../gateway.js";
import type { Sandbox } from "../gateway.js";
import type { RecipientsElement } from "../recipients/recipients.js";
import { TOO_MANY } from "../recipients/list.js";
import { sentenceOf } from "../sentence.js";
import type { ServerElement } from "../server/server.js";
import { BY_ANOTHER, doubtsOf } from "./doubts.js";
import type { Doubt } from "./doubts.js";

/** Something that keeps a mail from being sent, and where. */
export interface Flaw {
  /** A sentence. */
  readonly words: string;
  /** Puts the caret there. */
  readonly show: () => void;
}

/** The fields of the form, read and filled as one. */
export class Fields {
  /** What the mail answers; nobody sees it. */
  #thread = { inReplyTo: "", references: "" };

  constructor(private readonly root: () => ParentNode) {}

  get to(): RecipientsElement {
    return this.recipients("to");
  }

  get cc(): RecipientsElement {
    return this.recipients("cc");
  }

  get bcc(): RecipientsElement {
    return this.recipients("bcc");
  }

  get from(): HTMLInputElement {
    return this.find<HTMLInputElement>("#from");
  }

  get subject(): HTMLInputElement {
    return this.find<HTMLInputElement>("#subject");
  }

  get editor(): EditorElement {
    return this.find<EditorElement>("wsmtp-editor");
  }

  get attachments(): AttachmentsElement {
    return this.find<AttachmentsElement>("wsmtp-attachments");
  }

  get server(): ServerElement {
    return this.find<ServerElement>("wsmtp-server");
  }

  /** What is written now. */
  read(): DraftContent {
    return {
      from: this.from.value,
      to: this.to.value,
      cc: this.cc.value,
      bcc: this.bcc.value,
      subject: this.subject.value,
      body: this.editor.body,
      plain: this.editor.plain,
      files: this.attachments.files,
      ...this.#thread,
      via: this.server.via,
    };
  }

  /** Shows what was written; an empty `from` leaves the one that is there, and so does a server that is left open. */
  fill(content: DraftContent): void {
    if (content.from !== "") this.from.value = content.from;
    this.to.value = content.to;
    this.cc.value = content.cc;
    this.bcc.value = content.bcc;
    this.subject.value = content.subject;
    this.editor.plain = content.plain;
    this.editor.body = content.body;
    this.attachments.files = content.files;
    if (content.via) this.server.via = content.via;
    this.#thread = { inReplyTo: content.inReplyTo, references: content.references };
  }

  /** Gives an image back to the text; one that was renamed or removed since stays as it is. */
  reclaim(event: CustomEvent<File>): void {
    if (!this.attachments.forget(event.detail)) event.preventDefault();
  }

  /** A demo's practice server has somebody to write to. */
  suggest(sandbox: Sandbox | null | undefined): void {
    if (!sandbox) return;
    if (this.from.value === "") this.from.value = addressIn(sandbox);
    if (isBlank(this.read())) this.to.value = `friend@${sandbox.domain}`;
  }

  /** Empties all but who it is from and how it is written. */
  clear(): void {
    this.fill({ ...BLANK, plain: this.editor.plain });
  }

  /** Puts the caret where the writer goes on: to the first of whom, about what and what that is empty. */
  focusFirstEmpty(): void {
    if (this.to.isEmpty && this.cc.isEmpty && this.bcc.isEmpty) this.to.focus();
    else if (this.subject.value === "") this.subject.focus();
    else this.editor.focus();
  }

  /** Makes chips of what is typed, and finds what keeps the mail from being sent; undefined where nothing does. */
  flaw(): Flaw | undefined {
    const all = [this.to, this.cc, this.bcc];
    for (const field of all) field.commit();
    const wrong = all.find((field) => field.wrong.length > 0);
    if (wrong) {
      const [first] = wrong.wrong;
      return { words: first?.trouble ?? "", show: () => wrong.focusWrong() };
    }
    const over = all.find((field) => field.typed !== "");
    if (over) return { words: TOO_MANY, show: () => over.focus() };
    if (all.every((field) => field.isEmpty)) {
      return { words: "Say who gets the mail: nobody is named yet.", show: () => this.to.focus() };
    }
    return this.senderFlaw();
  }

  /** What to ask before the mail goes out; empty where all seems well. */
  doubts(): Doubt[] {
    const doubts = doubtsOf(this.read(), this.attachments.isTooLarge);
    return this.server.isAnother ? [...doubts, BY_ANOTHER] : doubts;
  }

  private senderFlaw(): Flaw | undefined {
    const show = () => this.from.focus();
    try {
      if (parseAddresses(this.from.value).length > 0) return undefined;
      throw new WsmtpError("bad-input", "say who the mail is from: the field From is empty");
    } catch (error) {
      return { words: sentenceOf(error), show };
    }
  }

  private recipients(id: string): RecipientsElement {
    return this.find<RecipientsElement>(`#${id}`);
  }

  private find<E extends Element>(selector: string): E {
    const element = this.root().querySelector<E>(selector);
    if (!element) throw new Error(`the form has no ${selector}`);
    return element;
  }
}
