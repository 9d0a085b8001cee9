import { badInput } from "../compose/bad-input.js";
import type { EngineOptions, Security } from "../runtime/wire.js";
import type { TransportOptions } from "./options.js";

/** The port of servers with TLS from the start (RFC 8314). */
const SUBMISSIONS = 465;
/** The port of servers that begin TLS by STARTTLS (RFC 6409). */
const SUBMISSION = 587;

/** Which mail server, as the gateway is asked for it. */
export type Place = Pick<EngineOptions, "upstream" | "host" | "port" | "tls">;

/** Reads where mail goes. Throws `bad-input` where options contradict each other. */
export function readPlace(options: TransportOptions): Place {
  const { upstream, host, port } = options;
  if ((upstream === undefined) === (host === undefined)) {
    throw badInput("one thing names the mail server: give either upstream or host");
  }
  if (host === undefined) {
    for (const name of ["port", "secure", "ignoreTLS", "tls"] as const) {
      if (options[name] === undefined) continue;
      throw badInput(`${name} belongs to host: for an upstream, the gateway's operator chose it`);
    }
    return { upstream: upstream ?? null, host: null, port: null, tls: null };
  }
  const tls = security(options);
  const usual = tls === "implicit" ? SUBMISSIONS : SUBMISSION;
  return { upstream: null, host, port: port ?? usual, tls };
}

/** All that is said about TLS has to say the same. */
function security(options: TransportOptions): Security {
  const { port, tls, secure, requireTLS, ignoreTLS } = options;
  const said = new Set<Security>();
  if (tls !== undefined) said.add(tls);
  if (secure === true) said.add("implicit");
  // As in nodemailer, TLS is then not there from the start; unlike there, it is never left out by itself.
  if (secure === false && tls === undefined) said.add(ignoreTLS === true ? "none" : "starttls");
  if (ignoreTLS === true) said.add("none");
  const [one, other] = said;
  if (other !== undefined || (one === "none" && requireTLS === true)) {
    throw badInput("tls, secure, requireTLS and ignoreTLS contradict each other: give one of them");
  }
  if (one !== undefined) return one;
  if (port === undefined) return requireTLS === true ? "starttls" : "implicit";
  return port === SUBMISSIONS ? "implicit" : "starttls";
}
