// The real parts: a mail server that stores what it gets, the gateway before it, and a site with files.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const POSTFIX = process.env["WSMTP_POSTFIX"] ?? "../../target/debug/postfix";
/** Postfix stores a mail soon after it has accepted it; this is far more, in milliseconds. */
const PATIENCE = 60_000;
const GATEWAY = process.env["WSMTP_GATEWAY"] ?? "../../target/debug/wsmtp-gateway";

/** Postfix with a mailbox for each library, until its input ends. */
export async function startPostfix() {
  const { child, found } = await start(POSTFIX, [], "stdout", /^\{.*\}$/);
  return { ...JSON.parse(found[0]), stop: () => stop(child, () => child.stdin.end()) };
}

/** A gateway that reaches this Postfix as `mail`. */
export async function startGateway({ host, starttls, ca, name }) {
  const folder = await mkdtemp(join(tmpdir(), "wsmtp-differential-"));
  const upstream = { host, port: starttls, tls: "starttls", ca, server_name: name, tokens: "none" };
  const keys = Object.entries(upstream).map(
    ([key, value]) => `${key} = ${JSON.stringify(value)}\n`,
  );
  const config = join(folder, "wsmtp.toml");
  await writeFile(config, `listen = "127.0.0.1:0"\n\n[upstream.mail]\n${keys.join("")}`);
  const args = ["serve", "--config", config];
  const { child, found } = await start(GATEWAY, args, "stderr", /listening address=(\S+)/);
  const ended = () => stop(child, () => child.kill("SIGTERM"));
  return {
    url: `http://${found[1]}`,
    stop: async () => {
      await ended();
      await rm(folder, { recursive: true });
    },
  };
}

/** Files to attach by their address. */
export async function startSite() {
  const files = {
    "/text": "grün\n",
    "/event.ics": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
    "/files/report.pdf": "%PDF-1.4\n",
    "/files/plain": "plain\n",
    "/mail.eml":
      "From: ada@x.example\r\nSubject: fetched\r\nMessage-ID: <f@x>\r\nDate: Fri, 02 Jan 2026 03:04:05 +0000\r\n\r\ntext\r\n",
  };
  const server = createServer(({ url }, response) => response.end(files[url.split("?")[0]]));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

/** The files of a mailbox by the local part of the envelope's sender, once `count` are there, or no more come. */
export async function storedMails(folder, count) {
  for (const end = Date.now() + PATIENCE; ;) {
    // The folder comes with its first mail.
    const names = await readdir(folder).catch(() => []);
    if (names.length >= count || Date.now() > end) {
      return bySender(names.map((name) => join(folder, name)));
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function bySender(files) {
  const named = files.map(async (file) => {
    const [, sender] = /^Return-Path: <([^@]+)@/m.exec(await readFile(file, "latin1")) ?? [];
    return [sender, file];
  });
  return new Map(await Promise.all(named));
}

/** Starts a program, and waits for the line by which it says that it is ready. */
async function start(program, args, stream, ready) {
  const env = { ...process.env, NO_COLOR: "1", RUST_LOG: "info" };
  const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  process.once("exit", () => child.kill());
  child[stream === "stdout" ? "stderr" : "stdout"].resume();
  const lines = createInterface({ input: child[stream] });
  const said = [];
  for await (const line of lines) {
    said.push(line);
    const found = ready.exec(line);
    if (found === null) continue;
    child[stream].resume();
    return { child, found };
  }
  throw new Error(`${program} is not ready: ${said.join("\n")}`);
}

async function stop(child, ask) {
  const ended = once(child, "exit");
  ask();
  await ended;
}
