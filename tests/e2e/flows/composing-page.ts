/**
 * What a person does on the compose page, by its elements alone: each function stands for itself and runs in the page, so
 * that any driver of browsers can run it.
 */

/** What is written, and for how many seconds it can be undone. */
export interface Written {
  readonly to: string;
  readonly subject: string;
  readonly undo: number;
}

/** Writes a mail and sends it. */
export async function writeAndSend({ to, subject, undo }: Written): Promise<void> {
  await customElements.whenDefined("wsmtp-compose");
  localStorage.setItem("wsmtp-undo", String(undo));
  const form = document.querySelector("wsmtp-compose") as HTMLElement & {
    compose(fields: object): Promise<void>;
    send(): Promise<unknown>;
  };
  await form.compose({ to, subject, body: "hello" });
  await form.send();
}

/** How the newest mail stands once that is one of these, or what is there after ten seconds. */
export async function newestIs(outcomes: readonly string[]): Promise<string> {
  const find = (root: ParentNode): Element | null => {
    for (const one of root.querySelectorAll("*")) {
      const found = one.matches("[data-outcome]") ? one : one.shadowRoot && find(one.shadowRoot);
      if (found) return found;
    }
    return null;
  };
  let outcome = "";
  for (let tried = 0; tried < 100 && !outcomes.includes(outcome); tried += 1) {
    await new Promise((over) => setTimeout(over, 100));
    outcome = find(document)?.getAttribute("data-outcome") ?? "none";
  }
  return outcome;
}

/** Presses a button of the newest mail. */
export function press(label: string): void {
  const outbox = document
    .querySelector("wsmtp-compose")
    ?.shadowRoot?.querySelector("wsmtp-outbox")?.shadowRoot;
  const mail = outbox?.querySelector("wsmtp-outbox-mail")?.shadowRoot;
  const buttons = [...(mail?.querySelectorAll("button") ?? [])];
  buttons.find(({ textContent }) => textContent.trim().startsWith(label))?.click();
}

/** What the subject's field holds once it holds something, or after ten seconds. */
export async function subjectWritten(): Promise<string> {
  const form = document.querySelector("wsmtp-compose")?.shadowRoot;
  const field = form?.querySelector<HTMLInputElement>("#subject");
  for (let tried = 0; tried < 100 && field?.value === ""; tried += 1) {
    await new Promise((over) => setTimeout(over, 100));
  }
  return field?.value ?? "";
}
