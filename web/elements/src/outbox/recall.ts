import { nameOf } from "./account.js";
import type { Account } from "./account.js";
import { Postbox } from "./postbox.js";
import { forgetAccount, rememberedAccounts } from "./remembered.js";

/**
 * Opens the postboxes of earlier visits in which something is left to be done, but for those of these names, which are
 * open. Mails of an account with a password wait there until `signIn`.
 */
export async function recall(open: readonly string[]): Promise<readonly Postbox[]> {
  const accounts = rememberedAccounts().filter((account) => !open.includes(nameOf(account)));
  const postboxes = await Promise.all(
    // What cannot be opened now may be so next time.
    accounts.map((account) => wanted(account).catch(() => [])),
  );
  return postboxes.flat();
}

async function wanted(account: Account): Promise<Postbox[]> {
  const postbox = new Postbox(account);
  const entries = await postbox.list().catch(() => null);
  if (entries?.some(({ state }) => state !== "sent")) return [postbox];
  if (entries) forgetAccount(account);
  await postbox.close();
  return [];
}
