import { html, nothing } from "lit";
import type { DraftContent } from "../drafts/draft.js";
import type { Keeping } from "../drafts/keeper.js";
import { legible } from "../legible.js";

/** Something that a person is told, and perhaps can do about it. */
export interface Notice {
  /** A sentence. */
  readonly words: string;
  readonly tone: "trouble" | "quiet";
  readonly action?: { readonly words: string; readonly act: () => void };
  /** The mail that the action brings back. */
  readonly mail?: DraftContent;
}

/** Somebody wrote on while the mail was put into the outbox. */
export const STAYS: Notice = {
  words: "The mail goes out as it was when you sent it. What you have changed since is still here.",
  tone: "quiet",
};

/** A draft was to be opened or discarded. */
export const NOT_HERE: Notice = {
  words: "This draft is open in another tab, or is there no more.",
  tone: "trouble",
};

/** The mail would go by a server that the writer has not seen before they sent it. */
export const CHECK_SERVER: Notice = {
  words: "Not sent yet: the gateway answers now, check the mail server and send again.",
  tone: "trouble",
};

/** What was at hand made room for another mail. */
export const KEPT: Notice = {
  words: "What you were writing is kept in the drafts.",
  tone: "quiet",
};

/** A mail that is in the form no more can be there again. */
export function bringBack(
  words: string,
  mail: DraftContent,
  bring: (mail: DraftContent) => Promise<void>,
): Notice {
  return {
    words,
    tone: "quiet",
    action: { words: "Bring it back", act: () => void bring(mail) },
    mail,
  };
}

/** A notice above the buttons. */
export function renderNotice(notice: Notice | undefined) {
  if (!notice) return nothing;
  const { words, tone, action } = notice;
  return html`<p class="notice ${tone}">
    <bdi>${legible(words)}</bdi>
    ${action ? html`<button type="button" @click=${action.act}>${action.words}</button>` : nothing}
  </p>`;
}

/** Whether the draft is kept, in a word or two. */
export function renderKeeping(keeping: Keeping) {
  switch (keeping.state) {
    case "nothing":
      return nothing;
    case "pending":
      // The same as before, so that nobody hears of it after each pause.
      if (keeping.trouble !== "") return renderUnkept(keeping.trouble);
      return html`<span class="keeping muted small"><bdi>Saving…</bdi></span>`;
    case "kept": {
      const time = keeping.at.toLocaleTimeString(undefined, { timeStyle: "short" });
      return html`<span class="keeping muted small"><bdi>Draft saved at ${time}</bdi></span>`;
    }
    case "failed":
      return renderUnkept(keeping.trouble);
  }
}

function renderUnkept(trouble: string) {
  return html`<span class="keeping trouble small" role="alert">
    <bdi>${legible(trouble)}</bdi>
  </span>`;
}
