/** All that keeps mails, sends them and shows where they stand: what a form loads beside itself. */
export { nameOf } from "./account.js";
export { Postbox } from "./postbox.js";
export { recall } from "./recall.js";
import "./outbox.js";
