import type { Transport } from "../transport/transport.js";

/** What an outbox needs of a transport. */
export type Way = Pick<Transport, "check" | "closed" | "complete" | "sendMail" | "warm">;
