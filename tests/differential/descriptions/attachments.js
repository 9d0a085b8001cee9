// Files.
import { Readable } from "node:stream";

const EVERY = Buffer.from(Array.from({ length: 256 }, (_, at) => at));

const FILENAMES = [
  "a.txt",
  "report.pdf",
  "no-ending",
  "UPPER.PDF",
  "two.dots.tar.gz",
  ".hidden",
  "spaces in it.doc",
  "Übersicht.docx",
  "日本語.xlsx",
  "emoji 🎉.png",
  'quotes "inside".txt',
  "back\\slash.txt",
  "semi;colon.txt",
  "per%20cent.txt",
  "it's.txt",
  "=?utf-8?q?fake?=.txt",
  "equals=sign.txt",
  "(comment).txt",
  "a/b.txt",
  `${"long".repeat(60)}.txt`,
  `${"länger".repeat(30)}.txt`,
  "e\u0301.txt",
  "-dash.txt",
  "a.unknown",
  "a.html",
  "a.json",
  "a.zip",
  "a.jpg",
  "a.mp4",
  "a.svg",
  "a.ics",
  "a.vcf",
  "a.csv",
  "a.md",
];

const TYPES = [
  "text/plain",
  "text/plain; charset=iso-8859-1",
  "text/csv; charset=utf-8; header=present",
  "application/octet-stream",
  "image/png",
  'application/x-thing; title="with \\"quotes\\""',
  "application/pdf; name=other.pdf",
  "TEXT/HTML",
  "application/x-long; p=" + "x".repeat(100),
];

/** The same bytes from what each library takes; `wsmtp` alone knows what browsers have. */
const HOLDERS = {
  bytes: () => EVERY,
  text: () => "grün\r\nblau\n",
  "text with bare line ends": () => "one\ntwo\rthree",
  nothing: () => "",
  "a Node stream": () => Readable.from([EVERY.subarray(0, 100), EVERY.subarray(100)]),
  "a Blob": (library) => (library.blobs ? new Blob([EVERY]) : EVERY),
  "a File": (library) => (library.blobs ? new File([EVERY], "a.bin") : EVERY),
  "a web stream": (library) =>
    library.blobs ? new Blob([EVERY]).stream() : Readable.from([EVERY]),
  "an ArrayBuffer": (library) => (library.blobs ? new Uint8Array(EVERY).buffer : EVERY),
  "a megabyte": () => Buffer.alloc(1_000_001, EVERY),
};

const ENCODINGS = {
  base64: "AAECA//+",
  "base64 with line breaks": "AAEC\r\nA//+",
  base64url: "AAECA__-",
  hex: "000102ff",
  latin1: "\u00e9\u00ff",
  binary: "\u0000\u00ff",
  utf16le: "ü日",
  ucs2: "ü日",
  "utf-8": "ü日",
  ascii: "plain",
};

export function attachments() {
  return [
    ...FILENAMES.map((filename) => [
      `attachment named ${filename.slice(0, 40)}`,
      one({ filename, content: "grün" }),
    ]),
    ...FILENAMES.slice(0, 12).map((filename) => [
      `attachment of bytes named ${filename}`,
      one({ filename, content: EVERY }),
    ]),
    ...TYPES.map((contentType) => [
      `attachment of type ${contentType.slice(0, 40)}`,
      one({ filename: "a.bin", contentType, content: "grün" }),
    ]),
    ...Object.entries(HOLDERS).map(([name, make]) => [
      `attachment from ${name}`,
      (library) => ({ text: "x", attachments: [{ filename: "a.bin", content: make(library) }] }),
    ]),
    ...Object.entries(ENCODINGS).map(([name, content]) => [
      `attachment written as ${name}`,
      one({ filename: "a.bin", content, encoding: name.split(" ")[0] }),
    ]),
    ...["base64", "quoted-printable", "7bit", "8bit", false].flatMap((contentTransferEncoding) =>
      ["plain\r\n", "grün\r\n"].map((content) => [
        `attachment sent as ${contentTransferEncoding}: ${content.trim()}`,
        one({ filename: "a.txt", content, contentTransferEncoding }),
      ]),
    ),
    ...["inline", "attachment", "INLINE"].map((contentDisposition) => [
      `attachment shown ${contentDisposition}`,
      one({ filename: "a.txt", content: "x", contentDisposition }),
    ]),
    ...kinds(),
    ...messages(),
  ];
}

function one(attachment) {
  return () => ({ text: "see below", attachments: [{ ...attachment }] });
}

function kinds() {
  return [
    ["attachment alone", () => ({ attachments: [{ filename: "a.pdf", content: EVERY }] })],
    [
      "two attachments alone",
      () => ({
        attachments: [
          { filename: "a.pdf", content: EVERY },
          { filename: "b.pdf", content: EVERY },
        ],
      }),
    ],
    [
      "attachment as an object",
      () => ({ text: "x", attachments: { filename: "a.txt", content: "x" } }),
    ],
    [
      "attachments without names",
      () => ({
        text: "x",
        attachments: [
          { content: "x" },
          { content: EVERY, contentType: "image/png" },
          { content: "x", contentType: "text/x-unknown" },
        ],
      }),
    ],
    [
      "attachment that shall have no name",
      one({ filename: false, content: EVERY, contentType: "image/png" }),
    ],
    [
      "attachment with headers",
      one({
        filename: "a.txt",
        content: "x",
        headers: { "X-Part": "ü", "Content-Description": "what it is" },
      }),
    ],
    [
      "attachment with a cid in html",
      () => ({
        html: "<img src='cid:a@x'>",
        attachments: [{ filename: "a.png", cid: "a@x", content: EVERY }],
      }),
    ],
    [
      "attachment with a cid in brackets",
      () => ({
        html: "<img src='cid:a@x'>",
        attachments: [{ filename: "a.png", cid: "<a@x>", content: EVERY }],
      }),
    ],
    [
      "attachment with a bare cid",
      () => ({
        html: "<img src='cid:logo'>",
        attachments: [{ filename: "a.png", cid: "logo", content: EVERY }],
      }),
    ],
    ["attachment with a cid and no html", one({ filename: "a.png", cid: "a@x", content: EVERY })],
    [
      "pdf with a cid in html",
      () => ({ html: "x", attachments: [{ filename: "a.pdf", cid: "a@x", content: EVERY }] }),
    ],
    [
      "attachment of an address",
      (library) => ({
        text: "x",
        attachments: [{ href: `${library.site}/files/report.pdf?key=1` }],
      }),
    ],
    [
      "attachment of a path that is an address",
      (library) => ({ text: "x", attachments: [{ path: `${library.site}/files/plain` }] }),
    ],
    [
      "attachment of an address with a name",
      (library) => ({
        text: "x",
        attachments: [
          { filename: "own.txt", href: `${library.site}/text`, httpHeaders: { "X-Reader": "ada" } },
        ],
      }),
    ],
    ["attachment of a data address", one({ path: "data:image/gif;base64,R0lGODlhAQABAAAAACw=" })],
    [
      "attachment of a data address with a name",
      one({ filename: "x.gif", href: "data:text/plain;charset=utf-8,gr%C3%BCn" }),
    ],
    [
      "attachment with its own header",
      one({
        raw: "Content-Type: text/x-raw; name=raw.txt\r\nContent-Disposition: attachment; filename=raw.txt\r\n\r\nraw content",
      }),
    ],
    [
      "ten attachments",
      () => ({
        text: "x",
        attachments: Array.from({ length: 10 }, (_, at) => ({
          filename: `${at}.txt`,
          content: `number ${at}`,
        })),
      }),
    ],
    [
      "text of two types as attachments",
      () => ({
        attachments: [
          { filename: "a.html", content: "<p>x" },
          { filename: "b.css", content: "p{}" },
        ],
      }),
    ],
  ];
}

function messages() {
  const eml =
    "From: a@x.example\r\nSubject: inner\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ninner text\r\n";
  return [
    ["message attached", one({ filename: "inner.eml", content: eml })],
    ["message attached without a name", one({ contentType: "message/rfc822", content: eml })],
    ["message attached of bytes", one({ filename: "inner.eml", content: Buffer.from(eml) })],
    [
      "message attached with bare line feeds",
      one({ filename: "inner.eml", content: eml.replaceAll("\r\n", "\n") }),
    ],
    [
      "message attached beyond ASCII",
      one({ filename: "inner.eml", content: eml.replace("inner text", "innen grün") }),
    ],
    [
      "message attached as an attachment",
      one({ filename: "inner.eml", contentDisposition: "attachment", content: eml }),
    ],
    [
      "message attached with very long lines",
      one({ filename: "inner.eml", content: `${eml}${"x".repeat(2000)}\r\n` }),
    ],
    [
      "message attached as base64",
      one({ filename: "inner.eml", content: eml, contentTransferEncoding: "base64" }),
    ],
  ];
}
