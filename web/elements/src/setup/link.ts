import { WsmtpError } from "wsmtp";

/** Characters of a setup in a link: what mail programs and chats carry without breaking it. */
export const MAX_SETUP = 6_000;
/** Names of lessons, as their files have them. */
const LESSON = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** Characters of a link's hash that are read at all: a setup in which every character is escaped. */
const MAX_HASH = 3 * MAX_SETUP + 1_000;

/** What shows nothing, or turns the order of letters around: a setup needs none of it, and could hide behind it. */
const HIDING = /(?!\n)[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

/** What a link to the learn page brings along. Whoever made it is a stranger: show it before anything is done. */
export interface Shared {
  /** The text of a setup; it may be none that can be read. */
  readonly setup?: string | undefined;
  /** The name of a lesson; there may be none of that name. */
  readonly lesson?: string | undefined;
}

/**
 * What stands behind the `#` of a link, as in `#lesson=first-mail&setup=greeting%3A+delay+2s`. What else is
 * there is passed over. Throws `bad-input` for what is too long, hides something, or is no name.
 */
export function readLink(hash: string): Shared {
  if (hash.length > MAX_HASH) throw tooLong();
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  const [setup, lesson] = [values.get("setup"), values.get("lesson")];
  if (setup !== null && setup.length > MAX_SETUP) throw tooLong();
  if (setup !== null && HIDING.test(setup)) {
    throw new WsmtpError(
      "bad-input",
      "the link's setup has characters that hide what it says: do not use it",
    );
  }
  if (lesson !== null && !LESSON.test(lesson)) {
    throw new WsmtpError("bad-input", "the link names no lesson: choose one from the list");
  }
  return { setup: setup ?? undefined, lesson: lesson ?? undefined };
}

/** The link that brings this along to a page; what the page's address had behind its `#` is gone. */
export function writeLink(page: string, { setup, lesson }: Shared): string {
  if (setup !== undefined && setup.length > MAX_SETUP) {
    throw new WsmtpError(
      "bad-input",
      `a link carries ${MAX_SETUP} characters, and this setup has ${setup.length}: share its text in another way`,
    );
  }
  const values = new URLSearchParams();
  if (lesson !== undefined) values.set("lesson", lesson);
  if (setup !== undefined) values.set("setup", setup);
  const link = new URL(page);
  link.hash = values.toString();
  return link.href;
}

function tooLong(): WsmtpError {
  return new WsmtpError(
    "bad-input",
    `the link's setup is longer than the ${MAX_SETUP} characters that a link may carry: ask for its text`,
  );
}
