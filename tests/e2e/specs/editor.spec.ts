import type { Page } from "@playwright/test";
import axe from "axe-core";
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

test.beforeEach(({ demo, compose }) => compose.open(demo.url()));

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

test("images from the network become links, and what only counts readers is gone", async ({
  page,
}) => {
  const tracker = await startTracker();
  const editor = new Editor(page);
  await editor.begin();
  const at = tracker.origin;
  await editor.paste({
    "text/html": `<p>Look: <img src="${at}/cat.png" alt="a cat"> <img src="${at}/dot.gif" width=1 height=1>
<picture><source srcset="${at}/s.png"><img src="${at}/p.png" srcset="${at}/q.png 2x"></picture>
<a href="https://example.org/"><img src="${at}/in-link.png"></a><img src="cid:unknown" alt="gone">
<span style="background-image:url(${at}/b.png)" background="${at}/c.png">end</span></p>
<div style="display:none">preheader <img src="${at}/hidden.png"></div>`,
  });
  await expect(editor.text).toContainText("end");
  await expect(editor.text).not.toContainText("preheader");
  await expect(editor.text.locator("img")).toHaveCount(0);
  await expect(editor.text.getByText("[a cat]")).toHaveAttribute("href", `${at}/cat.png`);
  await expect(editor.text.locator("a", { hasText: "[image]" }).last()).toHaveAttribute(
    "href",
    "https://example.org/",
  );
  await expect(editor.text).toContainText("[gone]");
  await page.request.get(`${at}/control`);
  expect(tracker.asked).toEqual(["/control"]);
  await tracker.stop();
});

test("a picture beside a pasted text is not meant, and one that stands in an address is taken in", async ({
  page,
}) => {
  const editor = new Editor(page);
  await editor.begin();
  await editor.paste(
    { "text/html": "<table><tr><td>cell</td></tr></table>", "text/plain": "cell" },
    PIXEL,
  );
  await expect(editor.text).toContainText("cell");
  await expect(editor.text.locator("img")).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+End");
  await editor.paste({
    "text/html": `<img src="data:image/png;base64,${PIXEL.content}" alt="dot">`,
  });
  await expect(editor.text.locator("img")).toHaveAttribute("src", /^blob:/);
  expect((await bodyOf(page)).images).toBe(1);
});

test("a mail that is answered is quoted clean, with the images that it brought", async ({
  page,
}) => {
  const editor = new Editor(page);
  await editor.begin();
  await page.keyboard.type("My answer");
  await page.locator("wsmtp-editor").evaluate(
    (element, { pixel, hostile }) => {
      const bytes = Uint8Array.from(atob(pixel), (one) => one.charCodeAt(0));
      const file = new File([bytes], "pixel.png", { type: "image/png" });
      const html = `<html><head><style>p{color:red}</style><title>t</title></head><body onload="x()">
        <p style="color:#c00">Theirs</p></blockquote>escaped<img src="cid:a%40b" alt="dot">${hostile}</body></html>`;
      (element as unknown as Quoting).quote(html, {
        attribution: "Ada <ada@sandbox.test> wrote:",
        images: [{ cid: "a@b", file }],
      });
    },
    { pixel: PIXEL.content, hostile: HOSTILE.join("") },
  );
  const quote = editor.text.locator("> blockquote, > div > blockquote").first();
  await expect(quote).toContainText("Theirs");
  await expect(quote).toContainText("escaped");
  await expect(quote.locator("p, div").first()).toHaveCSS("color", "rgb(204, 0, 0)");
  await expect(quote.locator("img").first()).toHaveAttribute("src", /^blob:/);
  expect(await editor.text.evaluate(offences)).toEqual([]);
  const { html, text, images } = await bodyOf(page);
  expect(text).toMatch(/^My answer\n\nAda <ada@sandbox.test> wrote:\n\n> Theirs\n/);
  expect(html).toContain('src="cid:a@b"');
  expect(images).toBe(1);
});

test("plain text alone has no HTML, and its images are attached", async ({
  demo,
  compose,
  page,
}) => {
  const editor = new Editor(page);
  await editor.begin();
  await page.keyboard.type("first");
  await page.keyboard.press("Enter");
  await page.keyboard.type("> quoted");
  await editor.paste({}, PIXEL);
  await expect(editor.text.locator("img")).toHaveCount(1);
  await editor.tool("Plain text").click();
  await expect(editor.text).toHaveValue("first\n> quoted");
  await expect(page.getByText("pixel.png")).toBeVisible();
  await editor.text.press("ControlOrMeta+End");
  await page.keyboard.type("!");

  const mail = await sent(demo, compose, "Plain");
  expect(mail.html || "").toBe("");
  expect(mail.text?.trimEnd()).toBe("first\n> quoted!");
  expect(mail.attachments.map(({ filename }) => filename)).toEqual(["pixel.png"]);
});

test("plain text that is to be formatted again keeps its lines and quotes", async ({ page }) => {
  const editor = new Editor(page);
  await editor.begin();
  await editor.tool("Plain text").click();
  await editor.text.fill("one\n\n> theirs\ntwo  spaces");
  await editor.tool("Plain text").click();
  await editor.ready();
  await expect(editor.text.locator("blockquote")).toHaveText("theirs");
  expect((await bodyOf(page)).text).toBe("one\n\n> theirs\n\ntwo  spaces");
});

test("a format that is ended does not go on in the next line", async ({ page }) => {
  const editor = new Editor(page);
  await editor.begin();
  await page.keyboard.press("ControlOrMeta+b");
  await page.keyboard.type("bold");
  await page.keyboard.press("ControlOrMeta+b");
  await page.keyboard.press("Enter");
  await page.keyboard.type("next line");
  await expect(editor.text.locator("b", { hasText: "next" })).toHaveCount(0);
  await expect(editor.text.locator("b").first()).toHaveText("bold");
  expect((await bodyOf(page)).text).toBe("bold\nnext line");
});

test("undo and redo bring formats and images back, also under a strict policy", async ({
  page,
  complaints,
}) => {
  const editor = new Editor(page);
  await editor.begin();
  await editor.paste({
    "text/html":
      '<head><base href="https://a.test/"><style>p { color: red }</style></head><p style="text-align: center">middle <span style="color: #0a7d32">green</span></p>',
  });
  await editor.paste({}, PIXEL);
  await expect(editor.text.locator("img")).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(editor.text.locator("img")).toHaveCount(0);
  await expect(editor.text.getByText("green")).toHaveCSS("color", "rgb(10, 125, 50)");
  await editor.tool("Redo").click();
  await expect(editor.text.locator("img")).toHaveCount(1);
  await expect(editor.text.getByText("green")).toHaveCSS("color", "rgb(10, 125, 50)");
  await expect
    .poll(() => editor.text.locator("img").evaluate((one: HTMLImageElement) => one.naturalWidth))
    .toBe(1);
  expect(complaints).toEqual([]);
});

test("a body that is kept and set again stays as it is", async ({ page }) => {
  const editor = new Editor(page);
  await editor.begin();
  await editor.paste({
    "text/html":
      "<h2>Plan</h2><ol start=3><li>a<ul><li>b</li></ul></li></ol><blockquote>q</blockquote><pre>x\n  y</pre><table><tr><td>1</td><td>2</td></tr></table>",
  });
  await editor.paste({}, PIXEL);
  await expect(editor.text.locator("img")).toHaveCount(1);
  const rounds = await page.locator("wsmtp-editor").evaluate((element) => {
    const editing = element as unknown as Editing;
    return [1, 2, 3].map(() => {
      const { html, text, images } = editing.body;
      editing.body = editing.body;
      return { html, text, images: images.map(({ cid }) => cid) };
    });
  });
  expect(rounds[1]).toEqual(rounds[0]);
  expect(rounds[2]).toEqual(rounds[0]);
  expect(rounds[0]?.text).toContain("3. a\n   - b");
  expect(rounds[0]?.text).toContain("> q\n\nx\n  y\n\n1 | 2");
});

test("what is written from right to left is sent so", async ({ demo, compose, page }) => {
  const editor = new Editor(page);
  await editor.begin();
  await page.keyboard.type("שלום Ada");
  await page.keyboard.press("Enter");
  await page.keyboard.type("In English");
  const mail = await sent(demo, compose, "Both ways");
  expect(String(mail.html)).toMatch(/<body [^>]*dir="rtl"/);
  expect(String(mail.html)).toContain('<div dir="rtl">שלום Ada</div>');
  expect(mail.text).toBe("שלום Ada\nIn English");
});

test("the tools are reached and used by keyboard alone", async ({ page }) => {
  const editor = new Editor(page);
  const { keyboard } = page;
  await editor.begin();
  await keyboard.type("word");
  await keyboard.press("Shift+Home");
  await keyboard.press("Alt+F10");
  await expect(editor.tool("Bold")).toBeFocused();
  await keyboard.press("ArrowRight");
  await keyboard.press("Space");
  await expect(editor.text).toBeFocused();
  await expect(editor.text.locator("i")).toHaveText("word");
  await keyboard.press("Tab");
  await expect(editor.tool("Italic")).toBeFocused();
  await keyboard.press("End");
  await expect(editor.tool("Plain text")).toBeFocused();
  await keyboard.press("Escape");
  await expect(editor.text).toBeFocused();
  await keyboard.press("ControlOrMeta+k");
  await keyboard.type("javascript:alert(1)");
  await keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "no address" })).toBeVisible();
  await expect(page.getByLabel("Link to")).toBeFocused();
  await keyboard.press("Escape");
  await expect(editor.text).toBeFocused();
  await expect(editor.text.locator("a")).toHaveCount(0);
});

test("what is written before text can be formatted is not lost, nor its place", async ({
  demo,
  compose,
  page,
}) => {
  const editor = new Editor(page);
  let load = (): void => undefined;
  const loaded = new Promise<void>((resolve) => (load = resolve));
  await page.route("**/assets/rich-text-*.js", async (route) => {
    await loaded;
    await route.continue();
  });
  await compose.open(demo.url());
  await editor.text.focus();
  await page.keyboard.type("first line");
  await page.keyboard.press("Enter");
  await page.keyboard.type("second");
  await expect(editor.tool("Bold")).toHaveAttribute("aria-disabled", "true");
  load();
  await editor.ready();
  await expect(editor.text).toBeFocused();
  await page.keyboard.type(" line");
  expect((await bodyOf(page)).text).toBe("first line\nsecond line");
});

test("where text cannot be formatted it is plain, and can be tried again", async ({
  demo,
  compose,
  page,
}) => {
  const editor = new Editor(page);
  await page.route("**/assets/rich-text-*.js", (route) => route.abort());
  await compose.open(demo.url());
  const notice = page.getByRole("alert").filter({ hasText: "could not be loaded" });
  await expect(notice).toBeVisible();
  await editor.text.fill("Plain after all");
  await page.unroute("**/assets/rich-text-*.js");
  await notice.getByRole("button", { name: "Try again" }).click();
  await editor.ready();
  await expect(editor.text).toHaveText("Plain after all");
  await expect(notice).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in what is written, in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 320, height: 700 });
    const editor = new Editor(page);
    await editor.begin();
    await expectAccessible(page);
    await editor.paste({
      "text/html":
        '<p>a <a href="https://example.org">link</a></p><ul><li>one</li></ul><blockquote>two</blockquote>',
    });
    await editor.paste({}, PIXEL);
    await editor.text.locator("img").click();
    await page.getByLabel("Description", { exact: true }).fill("dot");
    await page.getByLabel("Description", { exact: true }).press("Tab");
    await expectAccessible(page);
    await editor.text.press("ControlOrMeta+k");
    await page.getByLabel("Link to").waitFor();
    await expectAccessible(page);
    expect(
      await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ),
    ).toBe(0);
  });
}

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

/** What the editor's methods take. */
interface Quoting {
  quote(
    html: string,
    options: { attribution: string; images: { cid: string; file: File }[] },
  ): void;
}

interface Editing {
  body: { html: string; text: string; images: { cid: string }[] };
}

/** What would be sent now. */
function bodyOf(page: Page): Promise<{ html: string; text: string; images: number }> {
  return page.locator("wsmtp-editor").evaluate((element) => {
    const { html, text, images } = (element as unknown as Editing).body;
    return { html, text, images: images.length };
  });
}

async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const found = await (window as unknown as { axe: typeof axe }).axe.run();
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`,
    );
  });
  expect(violations).toEqual([]);
}
