import { createTransport } from "wsmtp";

const [gateway, user, pass] = Bun.argv.slice(2);
const transport = createTransport({
  gateway,
  upstream: "sandbox",
  auth: { user, pass },
});
const info = await transport.sendMail({
  from: user,
  to: "friend@sandbox.test",
  subject: "wsmtp in Bun",
  text: "Hello from a program.",
  attachments: [{ filename: "notes.txt", content: "one, two, three" }],
});
console.log(info.response);
transport.close();
