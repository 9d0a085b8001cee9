import type { Message } from "wsmtp";
import type { EditorBody } from "../editor/body.js";

/** What the form holds when Send is pressed. */
export interface Draft {
  readonly message: Message;
  readonly upstream: string;
  readonly user: string;
  readonly password: string;
  /** Empty where the form does not ask for one. */
  readonly token: string;
}

/** Reads the form's fields; empty address fields are left out of the message. */
export function readDraft(
  form: HTMLFormElement,
  { html, text, images }: EditorBody,
  files: readonly File[],
): Draft {
  const data = new FormData(form);
  const field = (name: string): string => String(data.get(name) ?? "");
  return {
    message: {
      from: field("from"),
      ...addresses("to", field("to")),
      ...addresses("cc", field("cc")),
      ...addresses("bcc", field("bcc")),
      subject: field("subject"),
      text,
      ...(html === "" ? {} : { html }),
      attachments: [
        ...images.map(({ cid, file }) => ({ cid, content: file })),
        ...files.map((content) => ({ content })),
      ],
    },
    upstream: field("upstream"),
    user: field("user"),
    password: field("password"),
    token: field("token").trim(),
  };
}

type Recipients = Partial<Pick<Message, "to" | "cc" | "bcc">>;

function addresses(name: keyof Recipients, value: string): Recipients {
  return value.trim() === "" ? {} : { [name]: value };
}
