import { Editor, PIXEL } from "../parts/editor.js";
import { expect, test } from "../parts/fixtures.js";
import { sent } from "../parts/sent-mail.js";
import { startTracker } from "../parts/tracker.js";

test.beforeEach(({ demo, compose }) => compose.open(demo.url()));

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
  expect((await editor.body()).images).toBe(1);
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
  const { html, text, images } = await editor.body();
  expect(text).toMatch(/^My answer\n\nAda <ada@sandbox.test> wrote:\n\n> Theirs\n/);
  expect(html).toContain('src="cid:a@b"');
  expect(images).toBe(1);
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

/** What the editor's methods take. */
interface Quoting {
  quote(
    html: string,
    options: { attribution: string; images: { cid: string; file: File }[] },
  ): void;
}
