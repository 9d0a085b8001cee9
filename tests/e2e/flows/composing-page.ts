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

/** Fields of the form, by their ids. */
export type Field = "from" | "to" | "subject";

/** Leads the writer to a field, once it is there. */
export async function focusField(id: Field): Promise<void> {
  await customElements.whenDefined("wsmtp-compose");
  const compose = document.querySelector("wsmtp-compose") as HTMLElement & {
    readonly updateComplete: Promise<unknown>;
  };
  await compose.updateComplete;
  compose.shadowRoot?.querySelector<HTMLElement>(`#${id}`)?.focus();
}

/** Leads the writer to the text; false as long as it cannot be formatted. */
export function focusText(): boolean {
  const editable = document.querySelector<HTMLElement>(".wsmtp-editable");
  editable?.focus();
  return editable !== null && document.activeElement === editable;
}

/** What the form shows. */
export interface Shown {
  readonly to: readonly string[];
  readonly subject: string;
  readonly bold: readonly string[];
  /** Whether all of it is on the disk. */
  readonly saved: boolean;
}

/** What the form shows now. */
export function shown(): Shown {
  const form = document.querySelector("wsmtp-compose")?.shadowRoot;
  const chips = form?.querySelector("#to")?.shadowRoot?.querySelectorAll("li .chip") ?? [];
  const subject = form?.querySelector<HTMLInputElement>("#subject");
  const bold = [...document.querySelectorAll(".wsmtp-editable b")];
  const words = (one: Element): string => one.textContent.replace(/[\s\u200b]+/g, " ").trim();
  return {
    to: [...chips].map(words),
    subject: subject?.value ?? "",
    bold: bold.map(words).filter((one) => one !== ""),
    saved: form?.textContent.includes("Draft saved at") ?? false,
  };
}

/** Sends what is written. */
export async function sendWritten(): Promise<void> {
  localStorage.setItem("wsmtp-undo", "0");
  const compose = document.querySelector("wsmtp-compose") as HTMLElement & {
    send(): Promise<unknown>;
  };
  await compose.send();
}

/** Whether the form knows what its gateway offers, and shows whom a demo suggests, within ten seconds. */
export async function offered(): Promise<boolean> {
  const form = document.querySelector("wsmtp-compose")?.shadowRoot;
  const isOffered = (): boolean => {
    const server = form?.querySelector<Element & { info?: { sandbox?: object | null } }>(
      "wsmtp-server",
    );
    const from = form?.querySelector<HTMLInputElement>("#from");
    return server?.info !== undefined && (!server.info.sandbox || from?.value !== "");
  };
  for (let tried = 0; tried < 100 && !isOffered(); tried += 1) {
    await new Promise((over) => setTimeout(over, 100));
  }
  return isOffered();
}

/** Waits until the browser keeps the pages, and has them from there. */
export async function pagesKept(): Promise<void> {
  const { active } = await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller === active) return;
  await new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
  });
}
