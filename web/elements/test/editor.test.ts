import assert from "node:assert/strict";
import { test } from "node:test";

import { HELD_STYLE, inert, lively } from "../src/inert.js";
import { isLinked, linkAddress } from "../src/editor/link.js";
import { hides } from "../src/declarations.js";
import { keptDeclarations } from "../src/editor/mail-style.js";
import { textHtml } from "../src/editor/text-html.js";

function kept(style: string): string {
  return keptDeclarations(style)
    .map((one) => one.join(":"))
    .join(";");
}

test("lines of text become blocks, and empty lines stay", () => {
  assert.equal(
    textHtml("one\r\ntwo\n\n"),
    "<div>one</div><div>two</div><div><br></div><div><br></div>",
  );
  assert.equal(textHtml(""), "<div><br></div>");
});

test("what means something in HTML is text, and so are spaces", () => {
  assert.equal(textHtml(`<b a="1">'&'`), "<div>&lt;b a=&quot;1&quot;&gt;&#39;&amp;&#39;</div>");
  assert.equal(textHtml(" a  b"), "<div>&nbsp;a&nbsp; b</div>");
});

test("web addresses become links, without what ends the sentence", () => {
  assert.equal(
    textHtml("See https://a.example/?b=1&c=2."),
    '<div>See <a href="https://a.example/?b=1&amp;c=2">https://a.example/?b=1&amp;c=2</a>.</div>',
  );
  assert.equal(textHtml("javascript:alert(1)"), "<div>javascript:alert(1)</div>");
});

test("quotes become quotes, within quotes too, but not without end", () => {
  assert.equal(
    textHtml("> a\n>> b\n> c\nd"),
    '<blockquote type="cite"><div>a</div><blockquote type="cite"><div>b</div></blockquote><div>c</div></blockquote><div>d</div>',
  );
  assert.equal(textHtml(">".repeat(10_000)).match(/<blockquote/g)?.length, 20);
});

test("of styles, how text looks is kept, and nothing that loads, covers or moves", () => {
  assert.equal(kept("color: #C00; font-weight: bold"), "color:#C00;font-weight:bold");
  assert.equal(
    kept("font-family: 'Fira Sans', serif; padding-left: 4px"),
    "font-family:'Fira Sans', serif;padding-left:4px",
  );
  for (const style of [
    "position: fixed",
    "background: url(https://tracker.test/a.png)",
    "background-color: u\\72l(//tracker.test)",
    "color: expression(alert(1))",
    "color: var(--wsmtp-ink)",
    "font-size: calc(100vw)",
    "margin-left: -9999px",
    "z-index: 9; top: 0; width: 100vw; transform: scale(9)",
    "behavior: url(#x); -moz-binding: url(#x)",
    "content: 'x'; --a: b",
    `color: ${"r".repeat(300)}`,
  ]) {
    assert.equal(kept(style), "", style);
  }
  assert.equal(kept("background: rgb(255, 230, 0)"), "background-color:rgb(255, 230, 0)");
});

test("black on white is everybody's, and not kept", () => {
  for (const style of [
    "color: black",
    "color:#000",
    "color: rgb(34, 34, 34)",
    "background: #fff",
    "background-color: transparent",
  ]) {
    assert.equal(kept(style), "", style);
  }
});

test("a long value is not kept, nor read", () => {
  const began = performance.now();
  const styles = Array.from({ length: 500 }, () => keptDeclarations(`color: ${"a-".repeat(990)}`));
  assert.deepEqual(styles.flat(), []);
  assert.ok(performance.now() - began < 1_000);
  assert.deepEqual(keptDeclarations(`font-family: ${"a".repeat(200)}`)[0]?.[0], "font-family");
});

test("what is hidden is known", () => {
  for (const style of [
    "display:none",
    "DISPLAY : none !important",
    "visibility: hidden",
    "mso-hide: all",
    "opacity:0",
  ]) {
    assert.ok(hides(style), style);
  }
  assert.ok(!hides("display: block; opacity: 0.5; font-size: 12px"));
});

test("a newsletter's frame without a font size is not hidden, and its preheader is", () => {
  const frame = [
    "direction:ltr;font-size:0px;padding:20px 0;text-align:center;",
    "font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;",
    "font-size:0px;padding:10px 25px;word-break:break-word;",
    "font-family:Ubuntu, Helvetica, Arial, sans-serif;font-size:13px;line-height:1;color:#000000;",
  ];
  assert.deepEqual(frame.filter(hides), []);
  const preheader = "display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;";
  assert.ok(hides(preheader));
});

test("an address is completed as people write it", () => {
  assert.equal(linkAddress(" example.org/a "), "https://example.org/a");
  assert.equal(linkAddress("ada@example.org"), "mailto:ada@example.org");
  assert.equal(linkAddress("http://example.org:8080"), "http://example.org:8080");
  assert.equal(linkAddress("tel:+441234"), "tel:+441234");
});

test("an address that runs, or is none, is refused", () => {
  for (const address of [
    "",
    "javascript:alert(1)",
    "JaVaScript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "nowhere",
    "https://",
    "file:///etc/passwd",
    "blob:https://a/b",
    `https://a.example/${"a".repeat(2_000)}`,
  ]) {
    assert.throws(() => linkAddress(address), { code: "bad-input" }, address);
  }
  assert.ok(!isLinked("java\nscript:alert(1)"));
});

test("styles and events of HTML are held as text, whatever is around them", () => {
  assert.equal(
    inert(`<p STYLE="a" onclick='b' title="style=c">style="d"</p>`),
    `<p ${HELD_STYLE}="a" data-held-event='b' title="style=c">style="d"</p>`,
  );
  assert.equal(inert("<p style=a/onload=b>"), `<p ${HELD_STYLE}=a/data-held-event=b>`);
  assert.equal(inert(`<p a=">" style="b">`), `<p a=">" ${HELD_STYLE}="b">`);
  assert.equal(inert("<STYLE a>x</style><base href=b>"), "<template a>x</template><input href=b>");
  assert.equal(inert(`1 < 2 <p a="`), `1 < 2 <p a="`);
  assert.equal(lively(inert(`<p style="a">`)), `<p style="a">`);
});

test("HTML that never closes what it opens is read in time that grows with it", () => {
  const begun = Date.now();
  inert(`<a b="`.repeat(100_000));
  inert("<a b=' ".repeat(100_000));
  inert("<".repeat(300_000));
  assert.ok(Date.now() - begun < 10_000);
});
