import type { MailSummary, Practice } from "wsmtp-practice";
import { part } from "./page.js";

/** Mails of the list that are shown here; the inbox has them all. */
const SHOWN = 5;

/** Shows the newest mails of the practice server, now and whenever they change. */
export async function showReceived(practice: Practice): Promise<void> {
  const refresh = async (): Promise<void> => show(await practice.list());
  practice.addEventListener("change", () => void refresh());
  await refresh();
}

function show(mails: readonly MailSummary[]): void {
  part("count").textContent = `(${mails.length})`;
  const list = part("received").querySelector(".received");
  list?.replaceChildren(...mails.slice(0, SHOWN).map(itemOf));
}

/** Subject and recipients as text, isolated from each other, whoever wrote them. */
function itemOf({ subject, to }: MailSummary): HTMLElement {
  const item = document.createElement("li");
  const title = document.createElement("bdi");
  title.textContent = subject === "" ? "(no subject)" : subject;
  const recipients = document.createElement("bdi");
  recipients.className = "to";
  recipients.textContent = to.join(", ");
  item.append(title, " ", recipients);
  return item;
}
