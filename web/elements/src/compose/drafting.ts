import type { ReactiveController, ReactiveControllerHost } from "lit";
import { WsmtpError } from "wsmtp";
import { isBlank, isSame } from "../drafts/draft.js";
import type { DraftContent, DraftSummary } from "../drafts/draft.js";
import { heldNames } from "../drafts/hold.js";
import type { EditorBody } from "../editor/body.js";
import { encodedSize } from "../attachments/encoded-size.js";
import { DraftKeeper } from "../drafts/keeper.js";
import type { Keeping, Mark } from "../drafts/keeper.js";
import { onceGone } from "../gone.js";
import type { Fields } from "./fields.js";

/** How long a lock may take to be free that this tab has let go of, in milliseconds. */
const LETTING_GO = 1_000;

/** What the form gives. */
interface Form {
  readonly fields: Fields;
  /** The name of the drafts. */
  readonly drafts: () => string;
}

/** The draft in a form: kept while one writes, and when the page is left; the page is not left without a question before. */
export class Drafting implements ReactiveController {
  /** Where keeping it stands. */
  keeping: Keeping = { state: "nothing" };
  /** How many drafts there are, the one at hand too. */
  count = 0;
  /** Octets of the text and its images as they are sent, about; as they were when they were shown or kept. */
  textSize = 0;
  #keeper: DraftKeeper | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & Element,
    private readonly form: Form,
  ) {
    host.addController(this);
  }

  /** Who keeps the drafts; there while the form is in a page. */
  get keeper(): DraftKeeper | undefined {
    return this.#keeper;
  }

  hostConnected(): void {
    if (this.#keeper) return;
    window.addEventListener("beforeunload", this.#guard);
    window.addEventListener("pagehide", this.#keep);
    document.addEventListener("visibilitychange", this.#keep);
    this.#keeper = new DraftKeeper(
      this.form.drafts(),
      () => this.#read(),
      (keeping) => {
        this.keeping = keeping;
        this.host.requestUpdate();
      },
    );
    this.#keeper.store.addEventListener("change", () => void this.#recount());
    void this.#recount();
  }

  hostDisconnected(): void {
    onceGone(this.host, () => this.#leave());
  }

  #leave(): void {
    window.removeEventListener("beforeunload", this.#guard);
    window.removeEventListener("pagehide", this.#keep);
    document.removeEventListener("visibilitychange", this.#keep);
    void this.#keeper?.close();
    this.#keeper = undefined;
  }

  /** Shows the draft of before a reload; false where there is none. */
  async restore(): Promise<boolean> {
    return this.#show(await this.#keeper?.restore());
  }

  /**
   * Shows a draft, and keeps what is at hand; false where it is gone, or open in another tab. Rejects where what is at hand cannot
   * be kept: it stays then.
   */
  async open(id: string): Promise<boolean> {
    return this.#show(await this.#keeper?.open(id));
  }

  /** Keeps what is at hand. Rejects where it cannot be kept. */
  async settle(): Promise<void> {
    await this.#keeper?.settle();
  }

  /** Whether somebody has written something here. */
  get isBegun(): boolean {
    return this.keeping.state !== "nothing" && !isBlank(this.form.fields.read());
  }

  /** Keeps a mail beside the one at hand, and gives the name of its draft. Rejects where it cannot be kept, or the form is in no page. */
  async add(content: DraftContent): Promise<string> {
    if (!this.#keeper) throw new WsmtpError("closed", "the form is in no page");
    return this.#keeper.add(content);
  }

  /** Shows something new, and keeps what somebody wrote before as a draft. Rejects where that cannot be kept: it stays then. */
  async replace(content: DraftContent): Promise<void> {
    await this.#keeper?.startOver();
    this.#fill(content);
    if (!isBlank(content)) this.changed();
  }

  /** Empties the form and forgets its draft. */
  async discard(): Promise<void> {
    this.form.fields.clear();
    this.#weigh();
    await this.#keeper?.discard();
  }

  /** Notes that this is about to be sent as it is now. */
  mark(): Mark | undefined {
    return this.#keeper?.mark();
  }

  /** Forgets the draft of what was sent, and empties the form, unless somebody has written on since: false then. */
  async sent(content: DraftContent, mark: Mark | undefined): Promise<boolean> {
    const keeper = this.#keeper;
    if (!keeper || !mark) return true;
    if (keeper.id !== mark.id) {
      // Another mail was begun meanwhile.
      await keeper.drop(mark.id, LETTING_GO);
      return true;
    }
    if (!keeper.isAt(mark) && !isSame(content, this.form.fields.read())) return false;
    await this.discard();
    return true;
  }

  /** Forgets one of the other drafts; false where another tab has it open. */
  async discardOther(id: string): Promise<boolean> {
    return (await this.#keeper?.drop(id)) ?? false;
  }

  /** The newest draft that no tab has open; null without one. */
  async newestLeft(): Promise<DraftSummary | null> {
    const keeper = this.#keeper;
    if (!keeper) return null;
    const [drafts, held] = await Promise.all([keeper.store.list(), heldNames()]);
    return drafts.find(({ id }) => !held.has(keeper.lockOf(id))) ?? null;
  }

  /** Says that something was written. */
  changed(): void {
    this.#keeper?.changed();
  }

  /** Keeps what is written at once. */
  async keep(): Promise<void> {
    await this.#keeper?.flush();
  }

  #read(): DraftContent {
    const content = this.form.fields.read();
    this.textSize = sizeOf(content.body);
    return content;
  }

  #fill(content: DraftContent): void {
    this.form.fields.clear();
    this.form.fields.fill(content);
    this.#weigh();
  }

  #weigh(): void {
    this.#read();
    this.host.requestUpdate();
  }

  readonly #keep = (): void => this.#keeper?.leaving();

  readonly #guard = (event: BeforeUnloadEvent): void => {
    const { state } = this.keeping;
    this.#keeper?.leaving();
    if (state === "pending" || state === "failed") event.preventDefault();
  };

  #show(draft: DraftContent | null | undefined): boolean {
    if (!draft) return false;
    this.#fill(draft);
    return true;
  }

  async #recount(): Promise<void> {
    // Where nothing can be counted, keeping fails too, and says so.
    this.count = (await this.#keeper?.store.count().catch(() => 0)) ?? 0;
    this.host.requestUpdate();
  }
}

/** The text stands in a mail twice, plain and formatted; images grow as files do. */
function sizeOf({ html, text, images }: EditorBody): number {
  const written = new Blob([html, text]).size;
  return images.reduce((all, { file }) => all + encodedSize(file.size), written);
}
