// All that stands in a header beside addresses.

const SUBJECTS = [
  undefined,
  "",
  "short",
  "Grüße aus Köln",
  "日本語の件名",
  "Тема письма на русском языке, которая длиннее одной строки заголовка",
  "עברית וגם english",
  "👩‍👩‍👧‍👦 family 🎉",
  "e\u0301 a\u0308 decomposed",
  "word ".repeat(40).trim(),
  "wörd ".repeat(40).trim(),
  "x".repeat(200),
  "x".repeat(900),
  "ü".repeat(300),
  "日".repeat(300),
  "two  spaces   three",
  " leading",
  "trailing ",
  "tab\there",
  "=?utf-8?q?looks_encoded?=",
  "=?utf-8?b?bG9va3M=?= in part",
  "=? almost ?=",
  "quotes \" ' ` and \\ backslash",
  "Re: Fwd: [list] subject (with) <brackets>",
  "a: b; c, d = e",
  "100 % _underscores_ ?",
  "no\u00a0break\u2028line separator",
  "zero\u200bwidth \ufeff",
  "private \ue000 \u{10ffff}",
  "line\nbreak",
  "carriage\r\nreturn: X",
];

const VALUES = {
  text: "plain",
  empty: "",
  number: 5,
  nothing: null,
  "non-Latin": "wert ü 日本",
  "long words": "word ".repeat(60).trim(),
  "one long word": "x".repeat(300),
  "a list": ["one", "two", "three"],
  "an object": { value: "not prepared ü" },
  prepared: { prepared: true, value: "=?utf-8?q?=C3=BC?= prepared" },
  "prepared and folded": { prepared: true, foldLines: true, value: "word ".repeat(60).trim() },
  "prepared with folds": { prepared: true, value: "one\r\n two\r\n\tthree" },
  "a line break": "one\ntwo",
  specials: '"quoted" <angle> (comment); a=b, c@d',
  "an address": "Ada <ada@x.example>",
};

const LISTS = {
  help: "https://x.example/help",
  "help by mail": { help: "admin@x.example?subject=help" },
  unsubscribe: { unsubscribe: { url: "https://x.example/out?id=1", comment: "Leave" } },
  "unsubscribe twice": { unsubscribe: ["https://x.example/out", "mailto:out@x.example"] },
  "unsubscribe in one": { unsubscribe: [["https://x.example/out", "out@x.example"]] },
  subscribe: { subscribe: [{ url: "in@x.example?subject=subscribe", comment: "Join us" }] },
  post: { post: { url: "list@x.example" } },
  owner: { owner: "owner@x.example" },
  archive: { archive: "x.example/archive" },
  id: { id: "news.x.example" },
  "id with a comment": { id: { url: "news.x.example", comment: "News of x" } },
  "id with a comment beyond ASCII": { id: { url: "news.x.example", comment: "Neues über x" } },
  "comment beyond ASCII": { help: { url: "https://x.example", comment: "Über uns" } },
  "comment with parentheses": {
    help: { url: "https://x.example", comment: "see (below) \\ here" },
  },
  "long address": { help: `https://x.example/${"path/".repeat(60)}` },
  "address beyond ASCII": { help: "https://x.example/ü" },
  all: {
    help: "a@x.example",
    unsubscribe: "b@x.example",
    subscribe: "c@x.example",
    post: "d@x.example",
    owner: "e@x.example",
    archive: "https://x.example",
    id: "f.x.example",
  },
};

const IDS = {
  "one id": "<1@x.example>",
  "one bare id": "1@x.example",
  "ids in a text": "<1@x.example> <2@x.example>",
  "bare ids in a text": "1@x.example 2@x.example",
  "a list of ids": ["<1@x.example>", "2@x.example"],
  "many ids": Array.from({ length: 40 }, (_, at) => `<${at}.long.enough.to.fold@thread.example>`),
  "ids on lines": "<1@x.example>\r\n <2@x.example>",
  "no ids": [],
};

export function headers() {
  return [
    ...SUBJECTS.map((subject) => [`subject ${JSON.stringify(subject)?.slice(0, 60)}`, { subject }]),
    ...Object.entries(VALUES).map(([name, value]) => [
      `header of ${name}`,
      { headers: { "X-Trace": value } },
    ]),
    ...Object.entries(LISTS).map(([name, list]) => [
      `list ${name}`,
      { list: name === "help" ? { help: list } : list },
    ]),
    ...Object.entries(IDS).map(([name, references]) => [`references ${name}`, { references }]),
    ...["one id", "one bare id"].map((name) => [`inReplyTo ${name}`, { inReplyTo: IDS[name] }]),
    ...["high", "normal", "low", "HIGH"].map((priority) => [`priority ${priority}`, { priority }]),
    ...others(),
  ];
}

function others() {
  return [
    ["headers as a pair", { headers: { key: "X-Trace", value: "pair" } }],
    [
      "headers as a list",
      {
        headers: [
          { key: "X-Trace", value: "1" },
          { key: "X-Trace", value: "2" },
          { key: "X-Other", value: "3" },
        ],
      },
    ],
    [
      "headers with names in odd cases",
      {
        headers: { "x-lower-case": "1", "X-UPPER": "2", "x-mIxEd": "3", "list-id": "<x.example>" },
      },
    ],
    [
      "headers that are fields of the message",
      {
        subject: undefined,
        headers: {
          Subject: "among headers",
          References: "<1@x.example>",
          "In-Reply-To": "<1@x.example>",
        },
      },
    ],
    ["headers beside fields of the message", { headers: { Subject: "not this" } }],
    [
      "Message-ID among the headers",
      { messageId: undefined, headers: { "Message-ID": "<among@x.example>" } },
    ],
    [
      "Date among the headers",
      { date: undefined, headers: { Date: "Fri, 02 Jan 2026 03:04:05 +0000" } },
    ],
    [
      "Disposition-Notification-To",
      { headers: { "Disposition-Notification-To": "Ada <ada@x.example>" } },
    ],
    ["Auto-Submitted", { headers: { "Auto-Submitted": "auto-generated", Precedence: "bulk" } }],
    [
      "fifty headers",
      {
        headers: Object.fromEntries(
          Array.from({ length: 50 }, (_, at) => [`X-Number-${at}`, `value ${at}`]),
        ),
      },
    ],
    ["a name of a header that has a colon", { headers: { "X-A: b\r\nBcc": "c@x.example" } }],
    ["a Content-Type among the headers", { headers: { "Content-Type": "text/html" } }],
    ["X-Mailer", { xMailer: "pages 1.0" }],
    ["no X-Mailer", { xMailer: false }],
    ["date as a text", { date: "2026-01-02T03:04:05+02:00" }],
    ["date far away", { date: new Date("2099-12-31T23:59:59Z") }],
    ["message id without brackets", { messageId: "bare@x.example" }],
    ["a long message id", { messageId: `<${"x".repeat(150)}@x.example>` }],
  ];
}
