/** What a page does with the package, as functions that any browser can run: they use nothing from outside. */

/** A mail with an attachment of each kind; gives who has accepted it. */
export async function attachEverything(to: { from: string; to: string; subject: string }): Promise<{
  accepted: string[];
  progress: { sent: number; total: number } | undefined;
}> {
  const progress: { sent: number; total: number }[] = [];
  const { accepted } = await window.wsmtp.transport.sendMail(
    {
      ...to,
      text: "Liebe Grüße\n.\n日本語",
      html: "<p>Liebe Grüße</p>",
      attachments: [
        { content: new File(["of a form"], "Überblick ☃.txt", { type: "text/plain" }) },
        { filename: "blob.bin", content: new Blob([new Uint8Array(100_000).fill(7)]) },
        { filename: "bytes.bin", content: new Uint8Array([0, 13, 10, 255]) },
        { filename: "empty.txt", content: "" },
      ],
    },
    { onProgress: ({ sent, total }) => progress.push({ sent, total }) },
  );
  return { accepted, progress: progress.at(-1) };
}

/** What becomes of a mail, in a word: `accepted`, or an error's code. */
export async function outcome(given: {
  message: { from: string; to: string; subject?: string; text?: string };
  pass?: string;
}): Promise<string> {
  const { WsmtpError, createTransport, options } = window.wsmtp;
  const user = given.message.from;
  const auth = given.pass === undefined ? {} : { auth: { user, pass: given.pass } };
  const transport = createTransport({ ...options, ...auth });
  try {
    await transport.sendMail(given.message);
    return "accepted";
  } catch (error) {
    return error instanceof WsmtpError ? error.code : String(error);
  } finally {
    transport.close();
  }
}

/** Aborts a mail when its first progress is heard. */
export async function abortOnTheWay(message: { from: string; to: string }): Promise<string> {
  const { WsmtpError, transport } = window.wsmtp;
  const controller = new AbortController();
  const attachments = [{ filename: "large.bin", content: new Blob([new Uint8Array(8_000_000)]) }];
  try {
    await transport.sendMail(
      { ...message, attachments },
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    return "accepted";
  } catch (error) {
    return error instanceof WsmtpError ? error.code : String(error);
  }
}

/** Two mails over one connection that is open beforehand; gives what the page has said. */
export async function sendTwice(message: { from: string; to: string }): Promise<string[]> {
  const { transport } = window.wsmtp;
  const said: string[] = [];
  transport.addEventListener("transcript", ({ detail }) => {
    if (detail.direction === "C") said.push(detail.text);
  });
  await transport.warm();
  await transport.sendMail({ ...message, text: "one" });
  await transport.sendMail({ ...message, text: "two" });
  return said;
}

/** Sends from a worker of the page's own, which imports the package and cannot start another; gives who has accepted it, or why nobody. */
export function sendInWorker(message: { from: string; to: string }): Promise<string[]> {
  const script = `
    import { createTransport } from "${location.origin}/dist/index.js";
    Worker = undefined;
    onmessage = async ({ data: { options, message } }) => {
      const transport = createTransport(options);
      const sent = transport.sendMail(message);
      postMessage(await sent.then(({ accepted }) => accepted, (error) => [String(error)]));
      transport.close();
    };`;
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data as string[]);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ options: window.wsmtp.options, message });
  });
}

/** A session by hand: what is said in it, and what the server offers. */
export async function talk(): Promise<{ lines: string[]; security: string; offers: string[] }> {
  const session = window.wsmtp.transport.connect();
  const lines: string[] = [];
  session.addEventListener("transcript", ({ detail }) => {
    lines.push(`${detail.direction}: ${detail.text}`);
  });
  await session.noop();
  const { security, capabilities } = session.info;
  await session.quit();
  return { lines, security, offers: capabilities };
}
