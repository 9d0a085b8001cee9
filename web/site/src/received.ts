import type { MailSummary, Practice } from "wsmtp-practice";
import { legible } from "wsmtp-elements/legible.js";
import { part, showTrouble } from "./page.js";

/** Mails of the list that are shown here; the inbox has them all. */
const SHOWN = 5;

/** Shows the newest mails of the practice server, now and whenever they change. */
export async function showReceived(practice: Practice): Promise<void> {
  const refresh = async (): Promise<void> => show(await practice.list());
  practice.addEventListener("change", () => void refresh().catch(showTrouble));
  await refresh();
}

function show(mails: readonly MailSummary[]): void {
  part("count").textContent = `(${mails.length})`;
  const list = part("received").querySelector(".received");
  list?.replaceChildren(...mails.slice(0, SHOWN).map(itemOf));
}

/** Characters of a subject, and recipients, that are shown of a mail: as much as a narrow column has room for. */
const SUBJECT = 120;
const RECIPIENTS = 3;

/** Subject and recipients as text, isolated from each other, whoever wrote them. */
function itemOf({ subject, to }: MailSummary): HTMLElement {
  const item = document.createElement("li");
  const title = document.createElement("bdi");
  title.textContent = subject === "" ? "(no subject)" : short(legible(subject));
  const recipients = document.createElement("bdi");
  recipients.className = "to";
  const shown = to.slice(0, RECIPIENTS).map((address) => short(legible(address)));
  const more = to.length - shown.length;
  recipients.textContent = shown.join(", ") + (more > 0 ? `, and ${more} more` : "");
  item.append(title, " ", recipients);
  return item;
}

function short(text: string): string {
  return text.length > SUBJECT ? `${text.slice(0, SUBJECT)}…` : text;
}
