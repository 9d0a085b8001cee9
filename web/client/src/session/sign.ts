import type { Letter } from "../compose/message.js";
import type { SessionStart } from "./link.js";

/** The letter with its DKIM-Signature (RFC 6376), where somebody is to sign it: first of all fields. */
export async function sign(
  letter: Letter,
  { runtime, load }: Pick<SessionStart, "runtime" | "load">,
): Promise<Letter> {
  const { dkim, mail, sources } = letter;
  if (dkim === null) return letter;
  await load();
  const value = await dkim(await runtime.compose(mail, sources));
  const field = { kind: "prepared", name: "DKIM-Signature", value } as const;
  return { ...letter, mail: { ...mail, header: [field, ...mail.header] } };
}
