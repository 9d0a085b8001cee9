/** What is used of `Practice`, which the stage has. */
interface Practice extends EventTarget {
  readonly webSocket: new (url: string, protocol: string) => WebSocket;
  list(): Promise<{ id: number; subject: string; size: number }[]>;
  source(id: number): Promise<Uint8Array>;
  transcript(id: number): Promise<{ direction: string; text: string }[]>;
  remove(id: number): Promise<void>;
  clear(): Promise<void>;
}

/** What the stage's page holds. */
interface Stage {
  readonly Practice: { start(options: object): Promise<Practice> };
  practice?: Practice;
  /** How often the list has changed. */
  changes?: number;
}

/** Starts the server in the page, with the mails that are kept under this name. */
export async function startPractice(keep: string): Promise<void> {
  const { stage } = globalThis as unknown as { stage: Stage };
  const practice = await stage.Practice.start({ keep, setup: "security: none\nauth: none" });
  stage.changes = 0;
  practice.addEventListener("change", () => (stage.changes = (stage.changes ?? 0) + 1));
  stage.practice = practice;
}

/** Sends a mail of each subject in one session, and waits until the last one is kept. */
export async function sendToPractice(subjects: readonly string[]): Promise<void> {
  const { practice } = (globalThis as unknown as { stage: Stage }).stage;
  if (!practice) throw new Error("the server is not started");
  let left = subjects.length;
  const all = new Promise<void>((resolve) => {
    practice.addEventListener("delivered", () => (left -= 1) === 0 && resolve());
  });
  const mail = (subject: string): string =>
    `MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nSubject: ${subject}\r\n\r\nhello\r\n.\r\n`;
  const socket = new practice.webSocket("wss://sandbox.test/tunnel", "wsmtp.v1");
  socket.onopen = () => {
    socket.send(JSON.stringify({ type: "open", upstream: "sandbox" }));
    socket.send(new TextEncoder().encode(`HELO me\r\n${subjects.map(mail).join("")}QUIT\r\n`));
  };
  await all;
}

/** The subjects of the list, and how often it has changed. */
export async function listPractice(): Promise<{ subjects: string[]; changes: number }> {
  const { practice, changes = 0 } = (globalThis as unknown as { stage: Stage }).stage;
  const list = (await practice?.list()) ?? [];
  return { subjects: list.map(({ subject }) => subject), changes };
}

/** The newest mail, as it came, and the server's lines. */
export async function newestOfPractice(): Promise<{ source: string; said: string[] }> {
  const { practice } = (globalThis as unknown as { stage: Stage }).stage;
  const [newest] = (await practice?.list()) ?? [];
  if (!practice || !newest) throw new Error("there is no mail");
  const lines = await practice.transcript(newest.id);
  return {
    source: new TextDecoder().decode(await practice.source(newest.id)),
    said: lines.filter(({ direction }) => direction === "S").map(({ text }) => text),
  };
}

/** Forgets the newest mail. */
export async function removeNewest(): Promise<void> {
  const { practice } = (globalThis as unknown as { stage: Stage }).stage;
  const [newest] = (await practice?.list()) ?? [];
  if (newest) await practice?.remove(newest.id);
}
