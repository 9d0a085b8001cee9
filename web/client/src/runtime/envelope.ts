import { Session } from "../../pkg/wsmtp_wasm.js";
import type { Failure } from "../error/report.js";
import { wellFormed } from "./utf16.js";
import type { EngineOptions, WireContent, WireEnvelope } from "./wire.js";

/** Of a session that never opens. */
const NOWHERE: EngineOptions = {
  url: "",
  upstream: "",
  host: null,
  port: null,
  tls: null,
  name: "localhost",
  auth: null,
  authMethod: null,
  token: null,
  allowCleartextAuth: false,
  lmtp: false,
  pipelining: true,
  chunking: true,
  byHand: false,
};

/** Throws what the wasm throws for an envelope that SMTP cannot carry. The wasm of the sessions has to be loaded. */
export function checkEnvelope(envelope: WireEnvelope, content: WireContent): void {
  const session = new Session(NOWHERE);
  try {
    session.send(0, wellFormed(envelope), content);
  } catch (thrown) {
    // A session reads all that it is to send before it says that it is not open.
    if ((thrown as Partial<Failure>).code !== "closed") throw thrown;
  } finally {
    session.free();
  }
}
