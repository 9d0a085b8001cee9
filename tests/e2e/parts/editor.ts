import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";

/** What lies on the clipboard, by type. */
export type Pasted = Readonly<Record<string, string>>;

/** A file that is pasted or dropped; its content is base64. */
export interface PastedFile {
  readonly name: string;
  readonly type: string;
  readonly content: string;
}

/** One red pixel. */
export const PIXEL: PastedFile = {
  name: "pixel.png",
  type: "image/png",
  content:
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
};

export const NOTE: PastedFile = { name: "note.txt", type: "text/plain", content: "bm90ZQ==" };

/** What a person does and sees in the text of a mail. */
export class Editor {
  constructor(readonly page: Page) {}

  /** What is edited; an empty field in plain text. */
  get text(): Locator {
    return this.page.getByRole("textbox", { name: "Text", exact: true });
  }

  tool(name: string): Locator {
    return this.page.getByRole("toolbar", { name: "Formatting" }).getByRole("button", { name });
  }

  choice(name: string): Locator {
    return this.page.getByRole("toolbar", { name: "Formatting" }).getByLabel(name);
  }

  /** Waits until text can be formatted. */
  async ready(): Promise<void> {
    await expect(this.tool("Bold")).toHaveAttribute("aria-disabled", "false");
  }

  /** Begins to write, where the text ends. */
  async begin(): Promise<void> {
    await this.ready();
    await this.text.press("ControlOrMeta+End");
  }

  /** Selects so many characters before the writer. */
  async selectBack(characters: number): Promise<void> {
    for (let at = 0; at < characters; at += 1) await this.page.keyboard.press("Shift+ArrowLeft");
  }

  async paste(data: Pasted, ...files: readonly PastedFile[]): Promise<void> {
    await this.transfer("paste", data, files);
  }

  async drop(...files: readonly PastedFile[]): Promise<void> {
    await this.transfer("drop", {}, files);
  }

  /** The HTML that is edited. */
  html(): Promise<string> {
    return this.text.evaluate((root) => root.innerHTML);
  }

  /** What would be sent now; of the images, how many. */
  body(): Promise<{ html: string; text: string; images: number }> {
    return this.page.locator("wsmtp-editor").evaluate((element) => {
      const { html, text, images } = (element as unknown as Bodied).body;
      return { html, text, images: images.length };
    });
  }

  private async transfer(
    type: "paste" | "drop",
    data: Pasted,
    files: readonly PastedFile[],
  ): Promise<void> {
    await this.text.focus();
    await this.text.evaluate(
      (root, { type, data, files }) => {
        const transfer = new DataTransfer();
        for (const [format, text] of Object.entries(data)) transfer.setData(format, text);
        for (const { name, type, content } of files) {
          const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
          transfer.items.add(new File([bytes], name, { type }));
        }
        const { left, top } = root.getBoundingClientRect();
        const about = { bubbles: true, cancelable: true, composed: true };
        root.dispatchEvent(
          type === "paste"
            ? new ClipboardEvent(type, { ...about, clipboardData: transfer })
            : new DragEvent(type, {
                ...about,
                dataTransfer: transfer,
                clientX: left + 30,
                clientY: top + 25,
              }),
        );
      },
      { type, data, files },
    );
  }
}

/** What the element holds. */
interface Bodied {
  readonly body: { readonly html: string; readonly text: string; readonly images: unknown[] };
}
