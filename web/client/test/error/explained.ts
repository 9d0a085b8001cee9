// Written by the engine with `cargo xtask tables`; not edited by hand.

/** Replies by code and enhanced code, and what they mean. */
export const EXPLAINED: readonly (readonly [number, string | null, string])[] = [
  [220, null, "the server is ready"],
  [235, "2.7.0", "the server knows who is signed in"],
  [250, "2.1.1", "the server did what was asked"],
  [299, null, "the server did what was asked"],
  [354, null, "the server waits for the mail, which a line with a single dot ends"],
  [399, null, "the server waits for the rest"],
  [421, "4.3.2", "the server is not taking mail at the moment; trying again later may help"],
  [432, "4.7.12", "the account must choose a new password first"],
  [452, null, "the server is short of space, or the mail has too many recipients; trying again later may help"],
  [452, "4.2.2", "the mailbox is full; trying again later may help"],
  [454, "4.7.0", "the server cannot check passwords or begin TLS at the moment; trying again later may help"],
  [499, null, "the server cannot do this now; trying again later may help"],
  [530, "5.7.0", "the server wants an encrypted connection or a sign-in first"],
  [550, null, "the server refuses: the mailbox does not exist, or its rules forbid it"],
  [550, "5.1.1", "there is no mailbox with this address; check the part before the @"],
  [550, "5.7.26", "the mail fails the sender's own authentication (DKIM or SPF)"],
  [550, "5.999.999", "the server refuses: the mailbox does not exist, or its rules forbid it"],
  [599, null, "the server refuses this, and will refuse it again unless it is changed"],
];
