import { nameOf } from "./account.js";
import { Postbox } from "./postbox.js";
import { forgetAccount, rememberedAccounts } from "./remembered.js";

/**
 * Opens the postboxes of earlier visits in which something is left to be done, but for those of these names, which are
 * open. Mails of an account with a password wait there until `signIn`.
 */
export async function recall(open: readonly string[]): Promise<readonly Postbox[]> {
  const accounts = rememberedAccounts().filter((account) => !open.includes(nameOf(account)));
  const postboxes = await Promise.all(
    accounts.map(async (account) => {
      try {
        return await wanted(new Postbox(account));
      } catch {
        // What cannot be opened now may be so next time.
        return [];
      }
    }),
  );
  return postboxes.flat();
}

async function wanted(postbox: Postbox): Promise<Postbox[]> {
  const entries = await postbox.list();
  if (entries.some(({ state }) => state !== "sent")) return [postbox];
  forgetAccount(postbox.account);
  await postbox.close();
  return [];
}
