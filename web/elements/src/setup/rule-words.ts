import type { FaultAction, SetupRule } from "wsmtp-practice";
import { formatDuration } from "../duration.js";
import { type Fault, STAGES, hasAddress } from "./fault.js";

/** A rule in plain words, without a full stop; what stands in it is as somebody wrote it. */
export function ruleInWords(rule: SetupRule): string {
  switch (rule.type) {
    case "comment":
      return rule.text;
    case "server":
      return `The server is called ${rule.name}`;
    case "security":
      return SECURITIES[rule.security];
    case "user":
      return `${rule.user} may sign in`;
    case "auth":
      return AUTHS[rule.auth];
    case "offer":
      return `EHLO offers: ${rule.offers.join(" ")}`;
    case "slow":
      return `The line carries ${rule.octetsPerSecond} octets a second`;
    case "bare-lf":
      return "LF alone ends a line, so that mails can be smuggled";
    case "fault":
      return faultInWords(rule);
  }
}

/** How the line may be secured, in words. */
export const SECURITIES = {
  none: "There is no TLS",
  starttls: "TLS begins with STARTTLS",
  implicit: "TLS begins at once",
} as const;

/** Whether one signs in, in words. */
export const AUTHS = {
  required: "Who sends has to sign in",
  optional: "Who sends may sign in",
  none: "Nobody can sign in",
} as const;

function faultInWords({ stage, pattern, first, action }: Fault): string {
  const when = STAGES[stage].replace(/^./, (letter) => letter.toUpperCase());
  const whom = hasAddress(stage) ? ` ${pattern === "*" ? "(any)" : pattern}` : "";
  const times = first === null ? "" : `, the first ${first === 1 ? "time" : `${first} times`}`;
  return `${when}${whom}${rightly(stage, action)}${times}: ${actionInWords(action)}`;
}

/** Nobody is let in by a reply alone. */
function rightly(stage: Fault["stage"], action: FaultAction): string {
  const welcomes = stage === "auth" && action.type === "reply" && action.code < 300;
  return welcomes ? " with the right password" : "";
}

function actionInWords(action: FaultAction): string {
  switch (action.type) {
    case "reply":
      return `${action.code} ${action.text.replaceAll("\n", " / ")}`;
    case "delay":
      return `the answer takes ${formatDuration(action.milliseconds)}`;
    case "silence":
      return "there is never an answer";
    case "cut":
      return action.after === 0
        ? "the connection is cut"
        : `the connection is cut after ${action.after} octets`;
    case "strip":
      return "STARTTLS is neither offered nor taken, as if somebody stripped it";
    case "inject":
      return `somebody puts “${action.text}” behind the 220`;
  }
}
