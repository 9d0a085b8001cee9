// Who writes to whom.

const LONG =
  "A very long name that goes on and on, with commas; semicolons and (parentheses) in it "
    .repeat(3)
    .trim();

/** One or several addresses, each as somebody writes them. */
const SPELLINGS = [
  "bob@example.net",
  " <bob@example.net> ",
  "Bob <bob@example.net>",
  '"Bob" <bob@example.net>',
  '"Builder, Bob" <bob@example.net>',
  '"Bob \\"the\\" Builder" <bob@example.net>',
  '"back\\\\slash" <bob@example.net>',
  "Bob O'Hara <bob@example.net>",
  "Dr. Bob, M.D. <bob@example.net>",
  "bob@example.net (Bob)",
  "bob@example.net (Bob (the) Builder)",
  "Bob (work) <bob@example.net>",
  "Bob <bob@example.net> (work)",
  "Jürgen Groß <bob@example.net>",
  "山田太郎 <bob@example.net>",
  "Ольга Ивановна Петрова <bob@example.net>",
  "مرحبا <bob@example.net>",
  "👩‍💻 Ada 🚀 <bob@example.net>",
  '"Müller, Jürgen" <bob@example.net>',
  "e\u0301 decomposed <bob@example.net>",
  "=?utf-8?q?J=C3=BCrgen?= <bob@example.net>",
  "a@x.example, B <b@y.example>, c@z.example",
  "a@x.example; b@y.example",
  "a@x.example,, b@y.example,",
  "Friends: a@x.example, B <b@y.example>;",
  "Freundeskreis für Äpfel: a@x.example, B <b@y.example>;",
  "Friends: a@x.example;, c@z.example",
  "undisclosed-recipients:;",
  '"odd local"@example.net',
  '"a@b"@example.net',
  "bob@[192.0.2.1]",
  "bob@[IPv6:2001:db8::1]",
  "bob@bücher.example",
  "bob@xn--bcher-kva.example",
  "BOB@EXAMPLE.NET",
  "bob+tag=x@example.net",
  "!#$%&'*+-/=?^_`{|}~@example.net",
  "jürgen@example.net",
  "用户@例え.テスト",
  "Bob bob@example.net",
  "Doe, Bob <bob@example.net>",
  "Bob <bob@example.net> trailing",
  "bob",
  "bob@",
  { name: "Bob, the Builder", address: "bob@example.net" },
  { name: "", address: "bob@example.net" },
  { address: "bob@example.net" },
  { name: "Jürgen", address: "bob@bücher.example" },
  { name: 'quoted "inside"', address: "bob@example.net" },
  { name: LONG, address: "bob@example.net" },
  { name: `${LONG} – ümläute`, address: "bob@example.net" },
  {
    name: "Friends",
    group: [
      { name: "", address: "a@x.example" },
      { name: "B", address: "b@y.example" },
    ],
  },
  ["a@x.example", { name: "B", address: "b@y.example" }],
  [["a@x.example"], ["b@y.example", "C <c@z.example>"]],
  Array.from({ length: 60 }, (_, at) => ({
    name: `Reader ${at}`,
    address: `reader${at}@example.net`,
  })),
  Array.from({ length: 60 }, (_, at) => `Lesér ${at} <reader${at}@example.net>`).join(", "),
];

/** Fields that hold addresses; the sender's take one. */
const FEW = [2, 9, 13, 17, 32, 44, 47];

export function addresses() {
  const to = SPELLINGS.map((to) => [`to ${label(to)}`, { to, bcc: "carol@example.net" }]);
  const others = ["from", "sender", "cc", "replyTo"].flatMap((field) =>
    FEW.map((at) => [`${field} ${label(SPELLINGS[at])}`, { [field]: SPELLINGS[at] }]),
  );
  const lists = ["cc", "replyTo"].flatMap((field) =>
    [21, 24, 54].map((at) => [`${field} ${label(SPELLINGS[at])}`, { [field]: SPELLINGS[at] }]),
  );
  return [...to, ...others, ...lists, ...several(), ...envelopes()];
}

function several() {
  return [
    ["several authors and a sender", { from: "a@x.example, b@y.example", sender: "c@z.example" }],
    ["several authors", { from: "a@x.example, b@y.example" }],
    ["nobody but blind copies", { to: undefined, bcc: "a@x.example" }],
    ["no author", { from: undefined }],
    [
      "everybody once",
      { to: "a@x.example, A <a@x.example>", cc: "A@x.example, b@x.example", bcc: "b@x.example" },
    ],
    [
      "addresses among the headers",
      {
        from: undefined,
        to: undefined,
        headers: {
          From: "h@x.example",
          To: ["a@x.example", "b@x.example"],
          Cc: "c@x.example",
          Bcc: "d@x.example",
          "Reply-To": "r@x.example",
        },
      },
    ],
  ];
}

function envelopes() {
  return [
    [
      "envelope of its own",
      { envelope: { from: "E <e@x.example>", to: "a@y.example, b@y.example" } },
    ],
    [
      "envelope by fields",
      {
        envelope: {
          from: "e@x.example",
          to: ["a@y.example"],
          cc: "b@y.example",
          bcc: { address: "c@y.example" },
        },
      },
    ],
    ["envelope of the null sender", { envelope: { from: false, to: "a@y.example" } }],
    ["envelope without a sender", { envelope: { to: "a@y.example" } }],
  ];
}

function label(spelling) {
  const text = typeof spelling === "string" ? spelling : JSON.stringify(spelling);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
