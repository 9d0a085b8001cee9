import type { Progress, TlsReport, TranscriptLine } from "../runtime/wire.js";

/** The events of a session. */
export interface SessionEventMap {
  transcript: CustomEvent<TranscriptLine>;
  progress: CustomEvent<Progress>;
  secured: CustomEvent<TlsReport>;
  closed: CustomEvent<null>;
}

type Plain = EventListenerOrEventListenerObject | null;
type Listener<K extends keyof SessionEventMap> = (event: SessionEventMap[K]) => void;

/** An `EventTarget` that knows the types of its events. */
export interface SessionTarget extends EventTarget {
  addEventListener<K extends keyof SessionEventMap>(
    type: K,
    listener: Listener<K>,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: Plain,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof SessionEventMap>(
    type: K,
    listener: Listener<K>,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: Plain,
    options?: boolean | EventListenerOptions,
  ): void;
}

export const SessionTarget = EventTarget as new () => SessionTarget;
