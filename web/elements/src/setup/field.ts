import { html } from "lit";

/** A field of a rule: what it is called, what it holds, and who hears of a change. */
interface Field<T> {
  readonly label: string;
  readonly value: T;
  readonly change: (value: T) => void;
}

/** How much of a row a field wants: more than a number, or all of it. */
type Room = "" | "broad" | "wide";

/** A line of text. */
export function textField(field: Field<string> & { room?: Room; hint?: string }) {
  return html`<label class=${field.room ?? "broad"}>
    ${field.label}
    <input
      type="text"
      dir="auto"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      placeholder=${field.hint ?? ""}
      .value=${field.value}
      @input=${(event: Event) => field.change(valueOf(event))}
    />
  </label>`;
}

/** Several lines of text. */
export function linesField({ label, value, change }: Field<string>) {
  return html`<label class="wide">
    ${label}
    <textarea
      rows=${Math.min(value.split("\n").length, 6)}
      dir="auto"
      spellcheck="false"
      .value=${value}
      @input=${(event: Event) => change(valueOf(event))}
    ></textarea>
  </label>`;
}

/** A number within bounds; null where the field may be empty, and is. */
export function numberField(
  field: Field<number | null> & { least: number; most: number; step?: number; hint?: string },
) {
  return html`<label>
    ${field.label}
    <input
      type="number"
      min=${field.least}
      max=${field.most}
      step=${field.step ?? 1}
      placeholder=${field.hint ?? ""}
      .value=${field.value === null ? "" : String(field.value)}
      @input=${(event: Event) => {
        const value = valueOf(event);
        field.change(value === "" ? null : Number(value));
      }}
    />
  </label>`;
}

/** One of some words. */
export function choiceField<T extends string>(
  field: Field<T> & { options: Readonly<Partial<Record<T, string>>> },
) {
  const options = Object.entries(field.options) as [T, string][];
  return html`<label class="broad">
    ${field.label}
    <select
      .value=${field.value}
      @change=${(event: Event) => {
        const chosen = options.find(([value]) => value === valueOf(event));
        if (chosen) field.change(chosen[0]);
      }}
    >
      ${options.map(
        ([value, words]) =>
          html`<option value=${value} ?selected=${value === field.value}>${words}</option>`,
      )}
    </select>
  </label>`;
}

/** Yes or no. */
export function checkField({ label, value, change }: Field<boolean>) {
  return html`<label class="check">
    <input
      type="checkbox"
      .checked=${value}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />
    ${label}
  </label>`;
}

function valueOf({ target }: Event): string {
  return (target as HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement).value;
}
