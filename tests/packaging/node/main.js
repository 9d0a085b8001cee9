import { createTransport } from "wsmtp";
import { WebSocket } from "ws";

const [gateway, user, pass] = process.argv.slice(2);
const transport = createTransport({
  gateway,
  upstream: "sandbox",
  auth: { user, pass },
  // Node.js has a WebSocket of its own from version 22 on.
  webSocket: WebSocket,
});
const info = await transport.sendMail({
  from: user,
  to: "friend@sandbox.test",
  subject: "wsmtp in Node.js",
  text: "Hello from a program.",
  attachments: [{ filename: "notes.txt", content: "one, two, three" }],
});
console.log(info.response);
transport.close();
