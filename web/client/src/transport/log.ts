import type { SentMessageInfo } from "../session/sent.js";
import type { TransportTarget } from "./events.js";

/** Who hears what happens; Bunyan's and pino's loggers are of this kind, as nodemailer's are. */
export interface Logger {
  /** A line was said. */
  debug(about: object, message: string): void;
  /** A mail was sent, or the connection closed. */
  info(about: object, message: string): void;
  /** The connection broke, and the next mail opens another. */
  warn(about: object, message: string): void;
  /** A mail was not sent. */
  error(about: object, message: string): void;
}

const CONSOLE: Logger = {
  debug: (_, message) => console.debug(message),
  info: (_, message) => console.info(message),
  warn: (_, message) => console.warn(message),
  error: (_, message) => console.error(message),
};

/** The logger that a page has asked for; null for none. */
export function loggerOf(given: boolean | Logger | undefined): Logger | null {
  if (given === undefined || given === false) return null;
  return given === true ? CONSOLE : calm(given);
}

/** No mail depends on its logger: what that throws is dropped. */
function calm(logger: Logger): Logger {
  const level =
    (name: keyof Logger) =>
    (about: object, message: string): void => {
      try {
        logger[name](about, message);
      } catch {
        // The log is the only place to tell of it.
      }
    };
  return {
    debug: level("debug"),
    info: level("info"),
    warn: level("warn"),
    error: level("error"),
  };
}

/** Tells a logger of all that a transport tells. */
export function logEvents(transport: TransportTarget, logger: Logger, lines: boolean): void {
  transport.addEventListener("error", ({ detail }) => logger.warn({ tnx: "pool" }, detail.message));
  transport.addEventListener("clear", () => logger.info({ tnx: "pool" }, "the connection closed"));
  if (!lines) return;
  transport.addEventListener("transcript", ({ detail: { direction, text } }) => {
    const tnx = direction === "C" ? "client" : "server";
    logger.debug({ tnx }, `${direction}: ${text}`);
  });
}

/** Tells a logger what becomes of a mail. */
export function logMail(sent: Promise<SentMessageInfo>, logger: Logger): void {
  sent.then(
    ({ messageId, response }) => logger.info({ tnx: "send", messageId }, `sent: ${response}`),
    (error: Error) => logger.error({ tnx: "send", err: error }, `not sent: ${error.message}`),
  );
}
