import { gatewayAt } from "../ask.js";
import { readGatewayInfo } from "../gateway.js";
import { GatewayMails } from "./gateway-mails.js";
import type { MailSource } from "./mail-source.js";
import { PracticeMails } from "./practice-mails.js";
import type { PracticeMailboxSource } from "./practice-mails.js";

/**
 * The mailboxes that there are: that of the gateway's sandbox, if it has one, and that of the practice server in the
 * page. Rejects with a sentence that says what is wrong where there is none, and the gateway cannot be asked.
 */
export async function mailboxes(
  gateway: string,
  practice: PracticeMailboxSource | undefined,
): Promise<readonly MailSource[]> {
  const inPage = practice ? [new PracticeMails(practice)] : [];
  try {
    const base = gatewayAt(gateway);
    const { sandbox } = await readGatewayInfo(base);
    return sandbox === null ? inPage : [new GatewayMails(base), ...inPage];
  } catch (error) {
    // Pages that lie on any web server, or are open without network, have no gateway, and need none.
    if (inPage.length > 0) return inPage;
    throw error;
  }
}
