import { type TemplateResult, html, nothing } from "lit";
import type { SetupRule } from "wsmtp-practice";
import { ACTIONS, type Fault, STAGES, actionsAt, freshAction, hasAddress, moved } from "./fault.js";
import { checkField, choiceField, linesField, numberField, textField } from "./field.js";
import { EXTENSIONS, readOffers, writeOffers } from "./offers.js";
import { AUTHS, SECURITIES } from "./rule-words.js";

/** Hears of a rule as it is now. */
type Change = (rule: SetupRule) => void;
/** What may be made of a rule of one kind. */
type Rule<T extends SetupRule["type"]> = Extract<SetupRule, { type: T }>;

/** The fields of a rule. */
export function renderFields(rule: SetupRule, change: Change): TemplateResult | typeof nothing {
  switch (rule.type) {
    case "comment":
      return textField({
        label: "Comment",
        value: rule.text,
        room: "wide",
        change: (text) => change({ ...rule, text }),
      });
    case "server":
      return textField({
        label: "Name",
        value: rule.name,
        change: (name) => change({ ...rule, name }),
      });
    case "security":
      return choiceField({
        label: "TLS",
        value: rule.security,
        options: SECURITIES,
        change: (security) => change({ ...rule, security }),
      });
    case "user":
      return userFields(rule, change);
    case "auth":
      return choiceField({
        label: "Signing in",
        value: rule.auth,
        options: AUTHS,
        change: (auth) => change({ ...rule, auth }),
      });
    case "offer":
      return offerFields(rule, change);
    case "slow":
      return numberField({
        label: "Octets a second",
        value: rule.octetsPerSecond,
        least: 10,
        most: 10_000_000,
        change: (value) => change({ ...rule, octetsPerSecond: value ?? 0 }),
      });
    case "bare-lf":
      return nothing;
    case "fault":
      return faultFields(rule, change);
  }
}

/** The password guards nothing, and is to be read. */
function userFields(rule: Rule<"user">, change: Change) {
  return html`${textField({
    label: "User",
    value: rule.user,
    change: (user) => change({ ...rule, user }),
  })}
  ${textField({
    label: "Password, which anybody may know",
    value: rule.password,
    change: (password) => change({ ...rule, password }),
  })}`;
}

function offerFields(rule: Rule<"offer">, change: Change) {
  const offers = readOffers(rule.offers);
  const set = (changed: Partial<typeof offers>) =>
    change({ ...rule, offers: writeOffers({ ...offers, ...changed }) });
  const extension = ([name, words]: [string, string]) =>
    checkField({
      label: `${name.toUpperCase()}: ${words}`,
      value: offers.extensions[name] ?? true,
      change: (on) => set({ extensions: { ...offers.extensions, [name]: on } }),
    });
  return html`<div class="wide boxes">
      ${Object.entries(EXTENSIONS).map(extension)}
      ${checkField({
        label: "AUTH without TLS, for teaching",
        value: offers.clear,
        change: (clear) => set({ clear }),
      })}
    </div>
    ${numberField({
      label: "SIZE: largest mail, octets",
      value: offers.size === "" ? null : Number(offers.size),
      least: 0,
      most: 26_214_400,
      hint: "as usual",
      change: (size) => set({ size: size === null ? "" : String(size) }),
    })}
    ${textField({
      label: "More keywords",
      value: offers.others.join(" "),
      hint: "-dsn recipients=3",
      change: (others) => set({ others: others.split(/\s+/).filter((item) => item !== "") }),
    })}`;
}

function faultFields(fault: Fault, change: Change) {
  const { stage, pattern, first } = fault;
  return html`${choiceField({
    label: "When",
    value: stage,
    options: STAGES,
    change: (to) => change(moved(fault, to)),
  })}
  ${
    hasAddress(stage)
      ? textField({
          label: "Address; * stands for anything",
          value: pattern,
          change: (value) => change({ ...fault, pattern: value }),
        })
      : nothing
  }
  ${numberField({
    label: "How many times",
    value: first,
    least: 1,
    most: 1_000,
    hint: "always",
    change: (value) => change({ ...fault, first: value }),
  })}
  ${choiceField({
    label: "What happens",
    value: fault.action.type,
    options: Object.fromEntries(actionsAt(stage).map((type) => [type, ACTIONS[type]])),
    change: (type) => change({ ...fault, action: freshAction(type, stage) }),
  })}
  ${actionFields(fault, change)}`;
}

function actionFields(fault: Fault, change: Change): TemplateResult | typeof nothing {
  const { action, stage } = fault;
  switch (action.type) {
    case "reply":
      return html`${numberField({
        label: "Code",
        value: action.code,
        least: 200,
        most: 599,
        change: (code) => change({ ...fault, action: { ...action, code: code ?? 0 } }),
      })}
      ${linesField({
        label: "Words",
        value: action.text,
        change: (text) => change({ ...fault, action: { ...action, text } }),
      })}`;
    case "delay":
      return numberField({
        label: "Seconds",
        value: action.milliseconds / 1_000,
        least: 0.1,
        most: 600,
        step: 0.1,
        change: (seconds) => {
          const milliseconds = Math.round((seconds ?? 0) * 1_000);
          change({ ...fault, action: { ...action, milliseconds } });
        },
      });
    case "cut":
      if (stage !== "content") return nothing;
      return numberField({
        label: "After octets",
        value: action.after,
        least: 0,
        most: 26_214_400,
        change: (after) => change({ ...fault, action: { ...action, after: after ?? 0 } }),
      });
    case "inject":
      return textField({
        label: "Line",
        value: action.text,
        room: "wide",
        change: (text) => change({ ...fault, action: { ...action, text } }),
      });
    case "silence":
    case "strip":
      return nothing;
  }
}
