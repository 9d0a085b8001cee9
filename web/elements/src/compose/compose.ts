import { LitElement, type PropertyValues, html } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { OutboxEntry, SendLater, TokenSource } from "wsmtp";
import "../attachments/attachments.js";
import { dialogStyles } from "../dialog-styles.js";
import { BLANK, isBlank } from "../drafts/draft.js";
import type { DraftContent } from "../drafts/draft.js";
import type { DraftsElement } from "../drafts/drafts.js";
import "../editor/editor.js";
import { onceGone } from "../gone.js";
import type { EditedMail, OutboxElement } from "../outbox/outbox.js";
import "../outbox/send-button.js";
import { ignoreHeldKey, isConfirmed } from "../question.js";
import "../recipients/recipients.js";
import { sentenceOf } from "../sentence.js";
import type { PracticeSource } from "../server/practice-server.js";
import "../server/server.js";
import type { ServerElement } from "../server/server.js";
import { base } from "../styles.js";
import "./compose-events.js";
import { composeStyles } from "./compose-styles.js";
import { drafts, help, question } from "./dialogs.js";
import type { Doubt } from "./doubts.js";
import { Drafting } from "./drafting.js";
import { Fields } from "./fields.js";
import { toMessage } from "./letter.js";
import { letterFields } from "./letter-fields.js";
import { begunBy, readMailto } from "./mailto.js";
import type { Asked } from "./mailto.js";
import { more } from "./more.js";
import { CHECK_SERVER, KEPT, NOT_HERE, STAYS, bringBack, renderKeeping } from "./notice.js";
import { Notices } from "./notices.js";
import { Offer } from "./offer.js";
import { attribution, quoted, replyTo } from "./reply.js";
import type { AnsweredMail, ReplyOptions } from "./reply.js";
import { Sending } from "./sending.js";
import { commandOf } from "./shortcuts.js";
import type { Command } from "./shortcuts.js";
import { TakingBack } from "./taking-back.js";

/**
 * Writes mails, keeps them as drafts, and sends them through a gateway.
 *
 * @fires conversation - `CustomEvent<Conversation>`: what was said so far, each time that more is said.
 * @fires sent - `CustomEvent<OutboxEntry>`: a mail has left the form for the outbox, which sends it.
 */
@customElement("wsmtp-compose")
export class ComposeElement extends LitElement {
  /** Where the gateway is; default: where the page came from. */
  @property() gateway = "";
  /** Names the one upstream to send by. Without it the gateway is asked, and the writer chooses. */
  @property() upstream = "";
  /** Where the sandbox's mail can be read; linked to where mails go into a sandbox. */
  @property() inbox = "";
  /** Admits to the gateway: a token, or a function that gets one for each session. Without it the writer is asked. */
  @property() token: TokenSource = "";
  /** The gateway signs in to `upstream` by itself, so the writer is not asked for a password. */
  @property({ type: Boolean, attribute: "signed-in" }) signedIn = false;
  /** Tells the drafts of several forms or accounts of one origin apart. Read when the element comes into a page. */
  @property() drafts = "default";
  /** A practice server inside the page, or what starts it, to be chosen beside the gateway's servers. */
  @property({ attribute: false }) practice: PracticeSource | undefined;

  @state() private doubts: readonly Doubt[] = [];
  @state() private showCc = false;
  @state() private showBcc = false;
  private busy = false;
  private readonly fields = new Fields(() => this.renderRoot);
  private readonly drafting = new Drafting(this, {
    fields: this.fields,
    drafts: () => this.drafts,
  });
  private readonly notices = new Notices(this);
  private readonly takingBack = new TakingBack(this.drafting, this.fields);
  private readonly sending = new Sending(this, (detail) =>
    this.dispatchEvent(new CustomEvent("conversation", { detail })),
  );
  private readonly offer = new Offer(this, () => ({
    gateway: this.gateway,
    chooses: this.upstream === "",
    answered: () => this.takeOffer(),
  }));
  /** Resolves when the form shows what it begins with. */
  private ready: Promise<void> | undefined;

  @query("wsmtp-server") private server!: ServerElement;
  @query("wsmtp-outbox") private outbox!: Partial<OutboxElement>;
  @query("wsmtp-drafts") private draftList!: DraftsElement;
  @query("dialog.question") private questionDialog!: HTMLDialogElement;
  @query("dialog.help") private helpDialog!: HTMLDialogElement;
  @query("dialog.drafts") private draftsDialog!: HTMLDialogElement;

  static override styles = [base, dialogStyles, composeStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    this.ready ??= this.begin();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // A page may have to wait for its practice server, and find that it is all there is.
    if (changed.has("practice") && this.hasUpdated) {
      this.ready = this.ready?.then(() => this.useServer());
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Whoever waits for an answer gets one.
    for (const dialog of this.renderRoot.querySelectorAll("dialog")) dialog.close();
    onceGone(this, () => (this.ready = undefined));
  }

  /**
   * Begins a mail: from a `mailto:` link (RFC 6068), from the address of a page with its fields in the query, or from fields.
   * What was at hand is kept as a draft; where it cannot be, it stays in the form, which says so. Nothing happens where a link
   * asks for nothing.
   */
  async compose(asked: string | Asked): Promise<void> {
    const read = typeof asked === "string" ? readMailto(asked) : asked;
    await this.ready;
    if (!read) return;
    if (await this.begun(begunBy(read))) this.fields.focusFirstEmpty();
  }

  /** Begins an answer to a mail, which is quoted beneath. What was at hand is kept as `compose` does it. */
  async reply(mail: AnsweredMail, options: ReplyOptions = {}): Promise<void> {
    await this.ready;
    if (!(await this.begun(replyTo(mail, options)))) return;
    this.fields.editor.quote(quoted(mail), { attribution: attribution(mail) });
    this.drafting.changed();
    this.fields.focusFirstEmpty();
  }

  /** Empties the form, and forgets its draft. */
  async clear(): Promise<void> {
    await this.ready;
    await this.empty();
  }

  /**
   * Sends the mail as if the writer had: what is wrong is shown, and asked about what seems forgotten. Resolves with its entry in
   * the outbox; null where it stays in the form.
   */
  async send(later: SendLater = {}): Promise<OutboxEntry | null> {
    if (this.busy) return null;
    this.busy = true;
    this.notices.wroteOn();
    try {
      return (await this.isReady()) ? await this.post(later) : null;
    } catch (error) {
      this.notices.warn(sentenceOf(error));
      return null;
    } finally {
      this.busy = false;
    }
  }

  override render() {
    return html`
      <form
        class="card"
        aria-label="New mail"
        @submit=${(event: SubmitEvent) => event.preventDefault()}
        @keydown=${this.pressed}
        @input=${this.noteChange}
        @change=${this.noteChange}
      >
        ${letterFields({
          fields: this.fields,
          showCc: this.showCc,
          showBcc: this.showBcc,
          showCopy: (which) => this.showCopy(which),
        })}
        <wsmtp-editor
          @files=${({ detail }: CustomEvent<File[]>) => this.fields.attachments.add(detail)}
          @reclaim=${(event: CustomEvent<File>) => this.fields.reclaim(event)}
        ></wsmtp-editor>
        <div class="below">
          <wsmtp-attachments
            .limit=${this.sending.limit}
            .beside=${this.drafting.textSize}
          ></wsmtp-attachments>
          ${this.renderServer()} ${this.renderActions()}
        </div>
      </form>
      ${this.renderOutbox()} ${this.renderDialogs()}
    `;
  }

  private renderServer() {
    return html`<wsmtp-server
      .gateway=${this.gateway}
      .upstream=${this.upstream}
      .token=${this.token}
      .signedIn=${this.signedIn}
      .info=${this.offer.info}
      .noGateway=${this.offer.noGateway}
      .practice=${this.practice}
      @input=${(event: Event) => event.stopPropagation()}
      @change=${this.chooseServer}
    ></wsmtp-server>`;
  }

  private renderActions() {
    const isKnown = (this.offer.noGateway && this.practice) || this.server?.choice;
    return html`
      ${this.notices.render(isKnown ? "" : this.offer.trouble)}
      <div class="actions">
        <wsmtp-send-button
          @send=${({ detail }: CustomEvent<SendLater>) => void this.send(detail)}
        ></wsmtp-send-button>
        ${renderKeeping(this.drafting.keeping)}
        ${more({
          drafts: this.drafting.count,
          discard: () => void this.discard(),
          showDrafts: () => this.showDrafts(),
          showHelp: () => this.helpDialog.showModal(),
        })}
      </div>
    `;
  }

  private renderOutbox() {
    const { postbox, others } = this.sending;
    const sandbox = postbox?.account.place.kind === "page" || this.server?.sandbox !== undefined;
    return html`<wsmtp-outbox
      .postbox=${postbox}
      .others=${others}
      .inbox=${sandbox ? this.inbox : ""}
      .beforeEdit=${(mail: EditedMail) => this.takingBack.begin(mail)}
      @edit=${this.editAgain}
      @stays=${({ detail }: CustomEvent<EditedMail>) => void this.takingBack.giveUp(detail)}
    ></wsmtp-outbox>`;
  }

  private renderDialogs() {
    return html`
      <dialog class="question" aria-labelledby="question-title" @keydown=${ignoreHeldKey}>
        ${question(this.doubts)}
      </dialog>
      <dialog class="help" aria-labelledby="help-title">${help()}</dialog>
      <dialog class="drafts" aria-labelledby="drafts-title">
        ${drafts({
          keeper: this.drafting.keeper,
          open: (id) => void this.openDraft(id),
          discard: (id) => void this.discardOther(id),
          startAnother: () => void this.startAnother(),
          close: () => this.draftsDialog.close(),
        })}
      </dialog>
    `;
  }

  /** What the form begins with: the draft of before a reload, or else what the gateway suggests. */
  private async begin(): Promise<void> {
    await this.updateComplete;
    const asked = this.offer.ask();
    const restored = await this.drafting.restore();
    this.showCopies();
    if (!restored) await this.offerLeft();
    await asked;
    if (!restored) this.fields.suggest(this.offer.info?.sandbox);
    await this.useServer();
  }

  private takeOffer(): void {
    this.fields.suggest(this.offer.info?.sandbox);
    void this.useServer();
  }

  /** Something unfinished was left behind, as after a crash. */
  private async offerLeft(): Promise<void> {
    const left = await this.drafting.newestLeft().catch(() => null);
    // What was discarded meanwhile is nowhere else; this one stays in the list.
    if (!left || this.notices.offers) return;
    const about = left.subject.trim() === "" ? left.beginning || left.to : left.subject;
    this.notices.show({
      words: `You have an unfinished mail: “${about}”.`,
      tone: "quiet",
      action: { words: "Go on with it", act: () => void this.openDraft(left.id) },
    });
  }

  /** Shows the mails of the account that is set, where it is complete. */
  private async useServer(): Promise<void> {
    await this.updateComplete;
    if (!this.server.isComplete) return;
    // What is wrong with it is said when a mail is sent.
    const postbox = await this.sending.choose(this.server).catch(() => undefined);
    const { from } = this.fields;
    // Not under the hands of somebody who is about to write there.
    const untouched = from.value === "" && !from.matches(":focus");
    if (untouched && postbox?.account.user.includes("@")) from.value = postbox.account.user;
  }

  private chooseServer(event: Event): void {
    event.stopPropagation();
    this.requestUpdate();
    if (this.drafting.isBegun) this.drafting.changed();
    void this.useServer();
  }

  private noteChange(): void {
    this.notices.wroteOn();
    this.drafting.changed();
    this.sending.warm(this.server);
  }

  private showCopies(): void {
    this.showCc = !this.fields.cc.isEmpty;
    this.showBcc = !this.fields.bcc.isEmpty;
  }

  private showCopy(which: "cc" | "bcc"): void {
    if (which === "cc") this.showCc = true;
    else this.showBcc = true;
    void this.updateComplete.then(() => this.fields[which].focus());
  }

  /** Whether the mail is to be sent as it is: nothing is wrong, and the writer does not rather go on. */
  private async isReady(): Promise<boolean> {
    const shown = this.server?.key;
    await this.offer.settled();
    await this.updateComplete;
    const seen = shown || this.server.key;
    if (!this.server.choice && this.upstream === "") {
      await this.askAgain();
      return false;
    }
    const flaw = this.fields.flaw();
    if (flaw) {
      this.showCopies();
      this.notices.warn(flaw.words);
      await this.updateComplete;
      flaw.show();
      return false;
    }
    this.doubts = this.fields.doubts();
    if (this.doubts.length > 0 && !(await this.confirmed())) return false;
    if (this.server.settle(seen)) return true;
    this.notices.show(CHECK_SERVER);
    return false;
  }

  /** The writer has seen no mail server yet, so there is something to check before the mail goes. */
  private async askAgain(): Promise<void> {
    await this.offer.ask();
    await this.updateComplete;
    if (!this.server.choice) return this.server.showMissing();
    this.takeOffer();
    this.notices.show(CHECK_SERVER);
  }

  private async confirmed(): Promise<boolean> {
    await this.updateComplete;
    if (!this.isConnected) return false;
    if (await isConfirmed(this.questionDialog)) return true;
    if (this.doubts.some(({ kind }) => kind === "subject")) this.fields.subject.focus();
    return false;
  }

  private async post(later: SendLater): Promise<OutboxEntry | null> {
    const [content, mark] = [this.fields.read(), this.drafting.mark()];
    const entry = await this.sending.send(this.server, toMessage(content), later);
    if (!entry) return null;
    // The outbox has it, on the disk: now, and not before, the draft may go.
    const isEmptied = await this.drafting.sent(content, mark);
    this.showCopies();
    this.notices.clear();
    if (!isEmptied) this.notices.show(STAYS);
    this.dispatchEvent(new CustomEvent("sent", { detail: entry }));
    return entry;
  }

  private async editAgain({ detail }: CustomEvent<EditedMail>): Promise<void> {
    const draft = this.takingBack.end(detail);
    if (typeof draft === "string") await this.openDraft(draft);
    else if (draft) await this.bring(draft);
  }

  /** Shows what was taken back; offered again where what is at hand cannot be kept. */
  private readonly bring = async (content: DraftContent): Promise<void> => {
    if (!(await this.begun(content))) return this.notices.hold(content, this.bring);
    this.notices.release(content);
    this.fields.focusFirstEmpty();
  };

  /** Shows a mail that begins with this, and says so where something was set aside for it; false where that cannot be kept. */
  private async begun(content: DraftContent): Promise<boolean> {
    return this.replaced(() => this.drafting.replace(content).then(() => true));
  }

  private async openDraft(id: string): Promise<void> {
    this.draftsDialog.close();
    await this.replaced(() => this.drafting.open(id));
    this.fields.focusFirstEmpty();
  }

  /** Has another mail take the place of what is at hand. */
  private async replaced(replace: () => Promise<boolean>): Promise<boolean> {
    const isKept = this.drafting.isBegun;
    try {
      if (!(await replace())) {
        this.notices.show(NOT_HERE);
        return false;
      }
      this.notices.clear();
      if (isKept) this.notices.show(KEPT);
    } catch (error) {
      this.notices.warn(sentenceOf(error));
      return false;
    }
    this.showCopies();
    void this.useServer();
    return true;
  }

  private async discardOther(id: string): Promise<void> {
    if (await this.drafting.discardOther(id)) return;
    this.draftsDialog.close();
    this.notices.show(NOT_HERE);
  }

  private async startAnother(): Promise<void> {
    this.draftsDialog.close();
    await this.begun(BLANK);
    this.fields.to.focus();
  }

  private showDrafts(): void {
    void this.draftList.refresh();
    this.draftsDialog.showModal();
  }

  /** Nothing is asked before, as it can be taken back, nor waited for, as somebody may write on. */
  private async discard(): Promise<void> {
    const draft = this.fields.read();
    const emptied = this.empty();
    this.fields.to.focus();
    if (!isBlank(draft)) this.notices.show(bringBack("The draft is discarded.", draft, this.bring));
    await emptied;
  }

  /** The form is empty at once; the draft is forgotten behind. */
  private async empty(): Promise<void> {
    this.notices.clear();
    const forgotten = this.drafting.discard();
    this.showCopies();
    await forgotten;
  }

  private pressed(event: KeyboardEvent): void {
    const command = commandOf(event);
    if (!command) return;
    event.preventDefault();
    // A key that is held asks once.
    if (!event.repeat) this.obey(command);
  }

  private obey(command: Command): void {
    switch (command) {
      case "send":
        return void this.send();
      case "undo":
        return void this.outbox.undo?.();
      case "save":
        return void this.drafting.keep();
      case "cc":
      case "bcc":
        return this.showCopy(command);
      case "discard":
        return void this.discard();
      case "drafts":
        return this.showDrafts();
      case "help":
        return this.helpDialog.showModal();
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "wsmtp-compose": ComposeElement;
  }
}
