import type { DraftContent } from "../drafts/draft.js";
import type { EditedMail } from "../outbox/outbox.js";
import type { Drafting } from "./drafting.js";
import type { Fields } from "./fields.js";
import { fromMessage } from "./letter.js";

/** A draft's name, or what was written where it cannot be kept. */
type TakenBack = string | DraftContent;

/** Mails that are taken out of the outbox to be changed: each is a draft before the outbox forgets it, so that no crash loses it. */
export class TakingBack {
  /** Those that the outbox has still, by their names there. */
  readonly #begun = new Map<string, TakenBack>();

  constructor(
    private readonly drafting: Drafting,
    private readonly fields: Fields,
  ) {}

  /** Keeps what is at hand, and the mail as a draft. Rejects where the form cannot hold the mail, or what is at hand cannot be kept. */
  async begin({ message, entry, via }: EditedMail): Promise<void> {
    const content = { ...(await fromMessage(message, this.fields.editor.plain)), via };
    await this.drafting.settle();
    // Where nothing can be kept, the form alone has it, as it has what is written there.
    const draft = await this.drafting.add(content).catch(() => content);
    this.#begun.set(entry.id, draft);
  }

  /** Where the mail is now that the outbox does not have it any more. */
  end({ entry }: EditedMail): TakenBack | undefined {
    const draft = this.#begun.get(entry.id);
    this.#begun.delete(entry.id);
    return draft;
  }

  /** Forgets the draft again, as the outbox has the mail still. */
  async giveUp(mail: EditedMail): Promise<void> {
    const draft = this.end(mail);
    if (typeof draft === "string") await this.drafting.discardOther(draft);
  }
}
