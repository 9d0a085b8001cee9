import { ADDRESSED_STAGES } from "wsmtp-practice";
import type { FaultAction, FaultStage, SetupRule } from "wsmtp-practice";

/** A rule by which something goes wrong. */
export type Fault = Extract<SetupRule, { type: "fault" }>;

/** When a fault happens, in words that end where the address begins. */
export const STAGES: Readonly<Record<FaultStage, string>> = {
  greeting: "when somebody connects",
  ehlo: "in answer to EHLO",
  helo: "in answer to HELO",
  starttls: "in answer to STARTTLS",
  auth: "when a user signs in",
  sender: "in answer to MAIL, for a sender",
  recipient: "in answer to RCPT, for a recipient",
  data: "in answer to DATA",
  content: "within a mail, for a recipient",
  verdict: "at the end of a mail, for a recipient",
  reset: "in answer to RSET",
  noop: "in answer to NOOP",
  help: "in answer to HELP",
  vrfy: "in answer to VRFY, for a name",
  expn: "in answer to EXPN, for a list",
  quit: "in answer to QUIT",
  unknown: "in answer to what is no command",
};

/** What can happen, in words. */
export const ACTIONS: Readonly<Record<FaultAction["type"], string>> = {
  reply: "this reply",
  delay: "the answer comes late",
  silence: "there is never an answer",
  cut: "the connection is cut",
  strip: "STARTTLS is stripped",
  inject: "somebody injects a line",
};

const ADDRESSED: ReadonlySet<FaultStage> = new Set(ADDRESSED_STAGES);

/** Whether there is somebody whom a pattern can fit. */
export function hasAddress(stage: FaultStage): boolean {
  return ADDRESSED.has(stage);
}

/** What can happen at a stage. */
export function actionsAt(stage: FaultStage): readonly FaultAction["type"][] {
  const usual = ["reply", "delay", "silence", "cut"] as const;
  return stage === "starttls" ? [...usual, "strip", "inject"] : usual;
}

/** The fault at another stage, with what makes sense there. */
export function moved(fault: Fault, stage: FaultStage): Fault {
  const pattern = hasAddress(stage) ? fault.pattern : "*";
  const fits = actionsAt(stage).includes(fault.action.type);
  const action = fits ? fault.action : freshAction("reply", stage);
  const cut = action.type === "cut" && stage !== "content" ? { ...action, after: 0 } : action;
  return { ...fault, stage, pattern, action: cut };
}

/** An action of this kind, to begin with. */
export function freshAction(type: FaultAction["type"], stage: FaultStage): FaultAction {
  switch (type) {
    case "reply":
      return stage === "greeting"
        ? { type, code: 554, text: "5.3.2 no mail today" }
        : { type, code: 451, text: "4.3.0 try again later" };
    case "delay":
      return { type, milliseconds: 2_000 };
    case "silence":
    case "strip":
      return { type };
    case "cut":
      return { type, after: 0 };
    case "inject":
      return { type, text: "250 what a stranger says" };
  }
}
