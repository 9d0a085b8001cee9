// What a mail says, in all its forms.
import { Readable } from "node:stream";

const TEXTS = {
  short: "hello",
  lines: "one\ntwo\r\nthree\n",
  "no line end": "one\r\ntwo",
  "only a line end": "\n",
  "empty lines": "\n\n\none\n\n\n",
  "a carriage return": "one\rtwo",
  "dots at line starts": ".\n..\n.one\n...two\n.\n",
  "From at line starts": "From here\n>From there\nFrom: nobody\n",
  "trailing spaces": "one  \ntwo\t\n \nthree ",
  umlauts: "Grüße aus Köln\nÄpfel & Öl",
  Japanese: "こんにちは、世界。\n".repeat(20),
  emoji: "👋🏽 hi 👩‍👩‍👧‍👦 🎉\n",
  "a long line": `${"word ".repeat(400)}end`,
  "a very long line": "x".repeat(10_000),
  "a very long line beyond ASCII": "ü".repeat(5_000),
  "lines of 76": `${"x".repeat(76)}\n`.repeat(5),
  "lines of 77": `${"x".repeat(77)}\n`.repeat(5),
  "lines of 998": `${"x".repeat(998)}\n`.repeat(2),
  "equals signs": "a=b\n=3D\n=\n==\n=20\n",
  "boundary lookalikes": "--x\n----_NmP-1-Part_1\n--=_\n--\n",
  "control characters": "bell \u0007 escape \u001b[1m form feed \f end",
  "a byte order mark": "\ufeffmarked",
  "line separators": "one\u2028two\u2029three\u0085four",
  "a megabyte": "A line of text that is neither short nor long, and goes on.\n".repeat(17_000),
};

const FORMS = {
  text: "the text",
  watchHtml: "<p>watch</p>",
  amp: "<!doctype html><html ⚡4email><body>amp</body></html>",
  html: '<p>the html</p><img src="cid:logo@x.example">',
  icalEvent: { method: "REQUEST", content: calendar("ü") },
};

/** Files beside the forms: none, a picture of the HTML, a file, both. */
const FILES = {
  nothing: [],
  "a picture": [
    { filename: "logo.png", cid: "logo@x.example", content: Buffer.from("89504e470d0a", "hex") },
  ],
  "a file": [{ filename: "report.pdf", content: Buffer.from("%PDF-1.4\n%âãÏÓ\n", "latin1") }],
};

function calendar(title) {
  return `BEGIN:VCALENDAR\r\nPRODID:-//x//y\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@x.example\r\nDTSTART:20260102T030405Z\r\nSUMMARY:${title}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
}

export function bodies() {
  return [
    ...Object.entries(TEXTS).map(([name, text]) => [`text of ${name}`, { text }]),
    ...Object.entries(TEXTS).map(([name, text]) => [
      `html of ${name}`,
      { text: "x", html: `<pre>${text}</pre>` },
    ]),
    ...combinations(),
    ...encodings(),
    ...contents(),
    ...calendars(),
    ...alternatives(),
    ...pictures(),
    ...raws(),
  ];
}

/** Every set of forms with every set of files. */
function combinations() {
  const names = Object.keys(FORMS);
  const sets = Array.from({ length: 2 ** names.length }, (_, bits) =>
    names.filter((_, at) => bits & (1 << at)),
  );
  return sets.flatMap((set) =>
    Object.entries(FILES).map(([file, attachments]) => [
      `${set.join(", ") || "no text"} with ${file}`,
      () => ({
        ...Object.fromEntries(set.map((name) => [name, structuredClone(FORMS[name])])),
        attachments: structuredClone(attachments).map(asBuffer),
      }),
    ]),
  );
}

/** structuredClone makes plain bytes of a Buffer. */
function asBuffer(attachment) {
  return { ...attachment, content: Buffer.from(attachment.content) };
}

function encodings() {
  const wishes = [
    { encoding: "base64" },
    { encoding: "quoted-printable" },
    { encoding: "7bit" },
    { textEncoding: "base64" },
    { textEncoding: "Q" },
  ];
  return wishes.flatMap((wish) =>
    ["short", "umlauts", "Japanese", "a long line", "trailing spaces"].map((name) => [
      `${JSON.stringify(wish)} for ${name}`,
      { ...wish, subject: "Wünsche", text: TEXTS[name], html: TEXTS[name] },
    ]),
  );
}

function contents() {
  const bytes = Buffer.from("grün\nblau\n");
  return [
    ["text of bytes", { text: bytes }],
    ["html of bytes", { html: bytes }],
    ["text of a stream", () => ({ text: Readable.from([bytes]) })],
    ["text described", () => ({ text: { content: "grün" } })],
    ["text in base64", () => ({ text: { content: bytes.toString("base64"), encoding: "base64" } })],
    [
      "html with headers of its own",
      () => ({ html: { content: "<p>x", headers: { "X-Part": "y" } } }),
    ],
    ["text of an address", (library) => ({ text: { href: `${library.site}/text` } })],
    ["html of a data address", () => ({ html: { path: "data:text/html;base64,PHA+Z3LDvG4=" } })],
    [
      "text with a transfer encoding",
      () => ({ text: { content: "grün", contentTransferEncoding: "base64" } }),
    ],
    ["a number for a text", { text: 5 }],
  ];
}

function calendars() {
  return [
    ["calendar as a text", { text: "x", icalEvent: calendar("plain") }],
    [
      "calendar with a name",
      () => ({
        text: "x",
        icalEvent: { filename: "party.ics", method: "publish", content: calendar("Party") },
      }),
    ],
    [
      "calendar of bytes",
      () => ({ text: "x", icalEvent: { content: Buffer.from(calendar("ü")) } }),
    ],
    [
      "calendar in base64",
      () => ({
        text: "x",
        icalEvent: { content: Buffer.from(calendar("ü")).toString("base64"), encoding: "base64" },
      }),
    ],
    [
      "calendar of an address",
      (library) => ({ text: "x", icalEvent: { href: `${library.site}/event.ics` } }),
    ],
    ["calendar and html", { html: "<p>x", icalEvent: calendar("html") }],
    ["calendar with long lines", { icalEvent: calendar("x".repeat(500)) }],
  ];
}

function alternatives() {
  return [
    [
      "an alternative of markdown",
      () => ({ text: "x", alternatives: [{ contentType: "text/x-markdown", content: "**x**" }] }),
    ],
    [
      "an alternative beyond ASCII",
      () => ({
        text: "x",
        alternatives: [{ contentType: "text/x-markdown; charset=utf-8", content: "**ü**" }],
      }),
    ],
    [
      "an alternative of bytes",
      () => ({
        text: "x",
        alternatives: [
          { contentType: "application/x-thing", content: Buffer.from([0, 1, 2, 255]) },
        ],
      }),
    ],
    [
      "an alternative with a name",
      () => ({ text: "x", alternatives: [{ filename: "x.json", content: "{}" }] }),
    ],
    [
      "an alternative in base64",
      () => ({
        text: "x",
        alternatives: [{ contentType: "text/html", content: "PHA+eA==", encoding: "base64" }],
      }),
    ],
    [
      "an alternative of html beside html",
      () => ({
        html: "<p>one",
        alternatives: [{ contentType: "text/html", content: "<p>two" }],
        attachments: [{ filename: "a.png", cid: "a@x", content: Buffer.from("a") }],
      }),
    ],
    [
      "an alternative alone",
      () => ({ alternatives: [{ contentType: "text/x-markdown", content: "**x**" }] }),
    ],
    [
      "an alternative with its own header",
      () => ({
        text: "x",
        alternatives: [{ raw: "Content-Type: text/x-raw\r\nX-Raw: yes\r\n\r\nraw content" }],
      }),
    ],
    [
      "two alternatives",
      () => ({
        alternatives: [
          { contentType: "text/plain", content: "a" },
          { contentType: "text/html", content: "<p>b" },
        ],
      }),
    ],
  ];
}

function pictures() {
  const gif = "R0lGODlhAQABAAAAACw=";
  const html = `<p><img src="data:image/gif;base64,${gif}"> <img alt='x' src='data:image/png;base64,${gif}'></p>`;
  return [
    ["pictures in html", { html, attachDataUrls: true }],
    [
      "pictures in html and files",
      () => ({ html, attachDataUrls: true, attachments: [{ filename: "a.txt", content: "a" }] }),
    ],
    ["pictures in html that stay", { html }],
  ];
}

function raws() {
  const mail =
    "From: ada@x.example\r\nTo: bob@x.example\r\nMessage-ID: <raw@x.example>\r\nSubject: raw\r\nDate: Fri, 02 Jan 2026 03:04:05 +0000\r\n\r\nraw text\r\n.\r\n..dots\r\n";
  const envelope = { from: "ada@x.example", to: "bob@x.example" };
  const raw = (name, make) => [`raw ${name}`, () => ({ envelope, raw: make() })];
  return [
    raw("text", () => mail),
    raw("text with bare line feeds", () => mail.replaceAll("\r\n", "\n")),
    raw("text without a last line end", () => mail.trimEnd()),
    raw("bytes", () => Buffer.from(mail)),
    raw("bytes beyond ASCII", () => Buffer.from(mail.replace("raw text", "Content grün"))),
    raw("stream", () => Readable.from([Buffer.from(mail)])),
    ["raw address", (library) => ({ envelope, raw: { href: `${library.site}/mail.eml` } })],
  ];
}
