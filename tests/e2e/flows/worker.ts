/** What a page does with the package in a worker, as functions that any browser can run: they use nothing from outside. */

/** Sends a large mail and a small one by a worker; gives what the page itself has touched meanwhile. */
export async function sendByWorker(mail: { from: string; to: string }): Promise<{
  touched: string[];
  accepted: string[];
  bad: string;
  progress: number[];
  signIns: number;
}> {
  const touched: string[] = [];
  const watch = <T extends object>(owner: T, ...names: (keyof T & string)[]): void => {
    for (const name of names) {
      const real = owner[name] as (...given: unknown[]) => unknown;
      const watched = function (this: unknown, ...given: unknown[]): unknown {
        touched.push(name);
        return real.apply(this, given);
      };
      Object.assign(owner, { [name]: watched });
    }
  };
  // The transport that is there already runs in the page itself.
  await window.wsmtp.loadWasm();
  watch(WebAssembly, "instantiate", "instantiateStreaming", "compile", "compileStreaming");
  watch(Blob.prototype, "arrayBuffer", "slice", "stream", "text");
  watch(WebSocket.prototype, "send");
  const { createTransport, options } = window.wsmtp;
  const transport = createTransport({ ...options, worker: true });
  const progress: number[] = [];
  const lines: string[] = [];
  transport.addEventListener("progress", ({ detail }) => progress.push(detail.sent));
  transport.addEventListener("transcript", ({ detail }) => lines.push(detail.text));
  const content = new File([new Uint8Array(3 << 20).fill(7)], "big.bin");
  const large = await transport.sendMail({ ...mail, attachments: [{ content }] });
  const small = await transport.sendMail({ ...mail, text: "by the same connection" });
  const bad = await transport.sendMail({ ...mail, text: "nul \0" }).then(
    () => "accepted",
    (error: { code: string }) => error.code,
  );
  transport.close();
  const accepted = [large, small].flatMap((info) => info.accepted);
  const signIns = lines.filter((line) => line.startsWith("AUTH ")).length;
  return { touched, accepted, bad, progress, signIns };
}

/** Sends by two transports that share a worker, one of which is closed in the end; and composes. */
export async function shareWorker(given: {
  script: string;
  mail: { from: string; to: string; text: string };
}): Promise<{ accepted: string[]; composed: string }> {
  const { createTransport, options } = window.wsmtp;
  const worker = new Worker(given.script, { type: "module" });
  const one = createTransport({ ...options, worker });
  const other = createTransport({ ...options, worker });
  const sent = await Promise.all([one, one, other, other].map((by) => by.sendMail(given.mail)));
  const composed = await (await one.compose(given.mail)).text();
  one.close({ force: true });
  sent.push(await other.sendMail(given.mail));
  other.close({ force: true });
  worker.terminate();
  return { accepted: sent.flatMap((info) => info.accepted), composed };
}

/** What becomes of verifying by each worker: `true`, or what is wrong. */
export async function tryWorkers(workers: readonly (string | true)[]): Promise<string[]> {
  const { createTransport, options } = window.wsmtp;
  const outcomes: string[] = [];
  for (const worker of workers) {
    const transport = createTransport({ ...options, worker });
    outcomes.push(await transport.verify().then(String, (error: unknown) => String(error)));
    transport.close({ force: true });
  }
  return outcomes;
}

/** Ends a worker in the middle of a mail; gives what becomes of that, of one that waits, and of another session. */
export async function killWorker(given: {
  script: string;
  mail: { from: string; to: string };
}): Promise<string[]> {
  const { WsmtpError, createTransport, options } = window.wsmtp;
  const worker = new Worker(given.script, { type: "module" });
  const transport = createTransport({ ...options, worker });
  const code = (result: Promise<unknown>): Promise<string> =>
    result.then(
      () => "done",
      (error: unknown) => (error instanceof WsmtpError ? error.code : String(error)),
    );
  const session = transport.connect();
  await session.ready;
  const attachments = [{ content: new File([new Uint8Array(4 << 20)], "big.bin") }];
  const large = { ...given.mail, attachments };
  const first = code(transport.sendMail(large, { onProgress: () => worker.terminate() }));
  const second = code(transport.sendMail(given.mail));
  const outcomes = await Promise.all([first, second, code(session.closed)]);
  return [...outcomes, await code(session.noop())];
}

/** Stops a mail on its way in a worker, and sends another. */
export async function abortInWorker(mail: { from: string; to: string }): Promise<string[]> {
  const { createTransport, options } = window.wsmtp;
  const transport = createTransport({ ...options, worker: true });
  const stop = new AbortController();
  const attachments = [{ content: new File([new Uint8Array(4 << 20)], "big.bin") }];
  const stopped = transport
    .sendMail(
      { ...mail, attachments },
      { signal: stop.signal, onProgress: () => stop.abort("enough") },
    )
    .then(
      () => "accepted",
      (error: { code: string; cause: unknown }) => `${error.code}: ${String(error.cause)}`,
    );
  const next = transport.sendMail(mail);
  const outcomes = [await stopped, ...(await next).accepted];
  transport.close();
  return outcomes;
}
