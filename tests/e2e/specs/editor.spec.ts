import type { Page } from "@playwright/test";
import { simpleParser } from "mailparser";
import type { ParsedMail } from "mailparser";
import { Editor } from "../parts/editor.js";
import type { PastedFile } from "../parts/editor.js";
import { expect, test } from "../parts/fixtures.js";
import type { ComposePage } from "../parts/compose-page.js";
import type { Gateway } from "../parts/gateway.js";
import { startTracker } from "../parts/tracker.js";

/** One red pixel. */
const PIXEL: PastedFile = {
  name: "pixel.png",
  type: "image/png",
  content:
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
};

const NOTE: PastedFile = { name: "note.txt", type: "text/plain", content: "bm90ZQ==" };

test.beforeEach(async ({ demo, compose }) => {
  await compose.open(demo.url());
  await compose.fill({ To: "friend@sandbox.test" });
});

test("what is formatted arrives as HTML, and as plain text that says the same", async ({
  demo,
  compose,
  page,
  complaints,
}) => {
  const editor = new Editor(page);
  const { keyboard } = page;
  await editor.begin();
  await keyboard.type("Dear Ada");
  await editor.selectBack(3);
  await editor.tool("Bold").click();
  await expect(editor.tool("Bold")).toHaveAttribute("aria-pressed", "true");
  await keyboard.press("End");
  await keyboard.press("ControlOrMeta+b");
  await keyboard.press("Enter");
  await editor.tool("Bulleted list").click();
  await keyboard.type("apples");
  await keyboard.press("Enter");
  await keyboard.type("pears");
  await editor.selectBack(5);
  await editor.choice("Text colour").selectOption("Red");
  await editor.choice("Text size").selectOption("Large");
  await keyboard.press("End");
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await keyboard.type("site");
  await editor.selectBack(4);
  await keyboard.press("ControlOrMeta+k");
  await page.getByLabel("Link to").fill("example.org/a");
  await page.getByLabel("Link to").press("Enter");
  const seen = await editor.text.innerText();
  expect(seen).toMatch(/Dear Ada\s+apples\s+pears\s+site/);

  const mail = await sent(demo, compose, "Formatted");
  expect(mail.text).toBe("Dear Ada\n\n- apples\n- pears\n\nsite <https://example.org/a>");
  const html = String(mail.html);
  expect(html).toContain("<b>Ada</b>");
  expect(html).toContain('<a href="https://example.org/a">site</a>');
  expect(html).toMatch(/<span style="color: rgb\(208, 56, 43\);?">/);
  expect(html).toMatch(/<span style="font-size: large;?">pears/);
  expect(html).not.toMatch(/class=|contenteditable|data-|\u200b/);
  expect(await shown(page, html)).toBe(seen.trim());
  expect(complaints).toEqual([]);
});

test("images that are pasted and dropped are within the text, and go with it", async ({
  demo,
  compose,
  page,
  complaints,
}) => {
  const editor = new Editor(page);
  await editor.begin();
  await page.keyboard.type("See: ");
  await editor.paste({}, PIXEL);
  await expect(editor.text.locator("img")).toHaveCount(1);
  await editor.text.locator("img").click({ force: true });
  await page.getByLabel("Description", { exact: true }).fill("A red dot");
  await page.getByLabel("Size", { exact: true }).selectOption("Medium");
  await page.getByLabel("Description", { exact: true }).press("Escape");
  await page.keyboard.press("End");
  await editor.drop({ ...PIXEL, name: "other.png" }, NOTE);
  await expect(editor.text.locator("img")).toHaveCount(2);
  await expect(page.getByText("note.txt")).toBeVisible();

  const mail = await sent(demo, compose, "Pictures");
  expect(mail.text).toContain("See: ");
  expect(mail.text).toContain("[A red dot]");
  const cids = [...String(mail.html).matchAll(/src="cid:([^"]+)"/g)].map(([, cid]) => cid);
  expect(cids).toHaveLength(2);
  const images = mail.attachments.filter(({ related }) => related);
  expect(images.map(({ cid }) => cid).sort()).toEqual([...cids].sort());
  expect(images.map(({ filename }) => filename).sort()).toEqual(["other.png", "pixel.png"]);
  for (const { content } of images) expect(content.toString("base64")).toBe(PIXEL.content);
  expect(
    mail.attachments.filter(({ related }) => !related).map(({ filename }) => filename),
  ).toEqual(["note.txt"]);
  expect(String(mail.html)).toMatch(/<img (?=[^>]*alt="A red dot")(?=[^>]*width="320")/);
  expect(complaints).toEqual([]);
});

const HOSTILE = [
  `<script>document.title='stolen'</script>`,
  `<img src=x onerror="document.title='stolen'">`,
  `<svg onload="document.title='stolen'"><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>`,
  `<a href="javascript:document.title='stolen'">go</a><a href="JAVA&#10;SCRIPT:alert(1)">go</a>`,
  `<a href="data:text/html,<script>alert(1)</script>">go</a><a href="vbscript:x">go</a>`,
  `<iframe srcdoc="<script>top.document.title='stolen'</script>"></iframe><object data="x"></object><embed src=x>`,
  `<form action="https://a.test/"><input name=a value=b><button formaction="javascript:alert(1)">go</button></form>`,
  `<base href="https://a.test/"><meta http-equiv="refresh" content="0;url=https://a.test/"><link rel=stylesheet href="//a.test/a">`,
  `<style>*{display:none}</style><div style="position:fixed;inset:0;background:url(//a.test/x)">over</div>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=document.title='stolen'&gt;">`,
  `<svg></p><style><a id="</style><img src=1 onerror=document.title='stolen'>">`,
  `<noscript><p title="</noscript><img src=x onerror=document.title='stolen'>">`,
  `<form><math><mtext></form><form><mglyph><style></math><img src onerror=document.title='stolen'>`,
  `<template><img src=x onerror="document.title='stolen'"></template><video><source onerror="document.title='stolen'"></video>`,
  `<input id="squire-selection-start" type=hidden><p id=body name=form contenteditable=false tabindex=9 class=x>clobber</p>`,
  `<details open ontoggle="document.title='stolen'">x</details><p onfocus="alert(1)" tabindex=1 autofocus>y</p>`,
  `<a style="all:unset;position:absolute" href="https://a.test/" target="_top" ping="https://a.test/">z</a>`,
];

test("what is pasted from anywhere runs nothing, and is clean where it is sent", async ({
  demo,
  compose,
  page,
}) => {
  const tracker = await startTracker();
  const editor = new Editor(page);
  await editor.begin();
  for (const html of HOSTILE) {
    await editor.paste({
      "text/html": `before ${html.replaceAll("https://a.test", tracker.origin)} after`,
      "text/plain": "x",
    });
    await page.keyboard.press("ControlOrMeta+End");
  }
  expect(await editor.text.evaluate(offences)).toEqual([]);
  await expect(editor.text).toContainText("before");

  const mail = await sent(demo, compose, "Hostile paste");
  const parsed = await page.evaluateHandle(
    (html) => new DOMParser().parseFromString(html, "text/html").body,
    String(mail.html),
  );
  expect(await parsed.evaluate(offences)).toEqual([]);
  expect(String(mail.html)).not.toMatch(
    /<script|<svg|<iframe|<form|<meta http|<base|<style|javascript:|\son\w+=|url\(/i,
  );
  await page.request.get(`${tracker.origin}/control`);
  expect(tracker.asked).toEqual(["/control"]);
  await expect(page).not.toHaveTitle("stolen");
  await tracker.stop();
});

/** What no mail may hold. */
function offences(root: Element): string[] {
  const found: string[] = [];
  for (const element of root.querySelectorAll("*")) {
    if (
      /^(?:script|svg|math|iframe|object|embed|form|button|base|meta|link|style|template|video|source|noscript)$/i.test(
        element.nodeName,
      )
    ) {
      found.push(element.nodeName);
    }
    for (const { name, value } of element.attributes) {
      if (/^on|^id$|^name$|^target$|^ping$|^contenteditable$/.test(name))
        found.push(`${element.nodeName} ${name}`);
      if (/^(?:href|src)$/.test(name) && !/^(?:https?:|mailto:|tel:|cid:|blob:)/.test(value))
        found.push(value);
      if (name === "style" && /position|url|inset/.test(value)) found.push(value);
    }
  }
  return found;
}

/** Sends what is written, and reads it where it lies. */
async function sent(demo: Gateway, compose: ComposePage, subject: string): Promise<ParsedMail> {
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

/** What a reader sees of a mail's HTML. */
async function shown(page: Page, html: string): Promise<string> {
  const reader = await page.context().newPage();
  await reader.setContent(html);
  const text = await reader.locator("body").innerText();
  await reader.close();
  return text.trim();
}
