import { createTransport } from "wsmtp";

const { gateway, user, pass, worker } = Object.fromEntries(new URLSearchParams(location.search));
const transport = createTransport({
  gateway,
  upstream: "sandbox",
  auth: { user, pass },
  worker: worker === "yes" ? true : undefined,
});
const info = await transport.sendMail({
  from: user,
  to: "friend@sandbox.test",
  subject: document.title,
  text: "Hello from a bundle.",
  attachments: [{ filename: "notes.txt", content: "one, two, three" }],
});
document.body.append(info.response);
