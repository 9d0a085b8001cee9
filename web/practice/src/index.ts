/**
 * A mail server inside the page, to practise with: what it is told never leaves the page.
 *
 * @packageDocumentation
 */
export type { MailSummary, SaidLine } from "./mail.js";
export { Practice } from "./practice.js";
export type { PracticeEventMap, PracticeOptions } from "./practice.js";
export { ADDRESSED_STAGES, EXTENSIONS, OTHER_STAGES, readSetup, writeSetup } from "./setup.js";
export type { FaultAction, FaultStage, SetupRule } from "./setup.js";
export { loadPractice } from "./wasm.js";
