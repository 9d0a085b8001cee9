import type { Transport } from "../transport/transport.js";

/** What an outbox needs of a transport. */
export type Way = Pick<Transport, "closed" | "complete" | "sendMail" | "warm">;
