import type { WebSocketConstructor } from "wsmtp";

/** A practice mail server inside the page; `Practice` of wsmtp-practice is one. */
export interface PracticeServer {
  readonly webSocket: WebSocketConstructor;
  readonly user: string;
  readonly password: string;
  readonly domain: string;
}

/** The server, or what starts it when somebody wants it. */
export type PracticeSource = PracticeServer | (() => Promise<PracticeServer>);

/** The practice server, started if need be. */
export function startPractice(source: PracticeSource): Promise<PracticeServer> {
  return typeof source === "function" ? source() : Promise.resolve(source);
}
