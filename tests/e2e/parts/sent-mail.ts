import { expect } from "@playwright/test";
import { simpleParser } from "mailparser";
import type { ParsedMail } from "mailparser";
import type { ComposePage } from "./compose-page.js";
import type { Gateway } from "./gateway.js";

/** Sends what is written, and reads it where it lies. */
export async function sent(
  demo: Gateway,
  compose: ComposePage,
  subject: string,
): Promise<ParsedMail> {
  await compose.fill({ Subject: subject });
  await compose.send();
  await expect(compose.outcome).toHaveAttribute("data-outcome", "accepted");
  const { request } = compose.page;
  const list = (await (await request.get(demo.url("sandbox/messages"))).json()) as {
    id: number;
    subject: string;
  }[];
  const id = list.find((mail) => mail.subject === subject)?.id;
  const source = await (await request.get(demo.url(`sandbox/messages/${id}`))).body();
  return simpleParser(source, { keepCidLinks: true });
}
