/** A mail of all that only pages have, as a function that any browser can run. */

/** Files, streams, addresses and pictures of the HTML, in a mail of many fields; gives who has accepted it. */
export async function composeEverything(to: {
  from: string;
  to: string;
  subject: string;
}): Promise<string[]> {
  const pixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const object = URL.createObjectURL(new Blob(["of an object"], { type: "text/plain" }));
  const { accepted } = await window.wsmtp.transport.sendMail({
    ...to,
    to: `Friends: Bob <${to.to}>;`,
    replyTo: { name: "Überblick, der", address: to.from },
    references: ["<1@x.example>", "2@x.example"],
    priority: "high",
    list: { unsubscribe: { url: "https://x.example/out", comment: "Ade" } },
    headers: { "X-Trace": ["one", "zwei ü"] },
    text: new Blob(["Grüße\n"]).stream(),
    html: `<p>Grüße <img src="cid:logo@x"> <img src="data:image/png;base64,${pixel}"></p>`,
    attachDataUrls: true,
    icalEvent: { method: "REQUEST", content: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" },
    attachments: [
      { filename: "logo.png", cid: "logo@x", content: pixel, encoding: "base64" },
      { filename: "stream.txt", content: new File(["of a stream"], "a.txt").stream() },
      { href: "index.html" },
      { filename: "object.txt", href: object },
      { path: "data:text/csv,a;b" },
      { filename: "inner.eml", content: new File(["Subject: inner\n\ninner text\n"], "a.eml") },
    ],
  });
  return accepted;
}
