import { nothing, svg } from "lit";
import { widestOf } from "./label.js";
import {
  CHARACTER,
  LINE_HEIGHT,
  type Columns,
  type Layout,
  type Row,
  type Trip,
} from "./layout.js";
import type { Parties } from "./parties.js";
import { spoken } from "./spoken.js";

/** What a picture shows, and what a reader may do in it. */
export interface Picture {
  readonly layout: Layout;
  readonly parties: Parties;
  /** The version of TLS, once it is known; empty before. */
  readonly tls: string;
  /** The place of the message that the keyboard reaches. */
  readonly current: number;
}

/** Pixels of one letter in bold at the head, and of its smaller type where speakers stand close together. */
const LETTER = { usual: 6.7, close: 5.9 } as const;
/** Between page and gateway, where their names need the smaller type. */
const CLOSE = 56;
/** From the last arrow's foot to the end of the lines. */
const END = 10;

/** The picture: its parts from the back to the front. */
export function drawPicture({ layout, parties, tls, current }: Picture) {
  return svg`
    ${drawDefinitions()}
    ${drawWays(layout, parties, tls)}
    ${layout.trips.map((trip) => drawTrip(trip, layout))}
    ${drawLines(layout)}
    ${drawHeads(layout, parties)}
    ${layout.handshake === undefined ? nothing : drawHandshake(layout, layout.handshake, tls)}
    <g>${layout.rows.map((row) => drawRow(row, layout.columns, current))}</g>
    ${layout.waiting ? drawWaiting(layout) : nothing}`;
}

/** The heads of arrows take the arrow's colour; the walls are hatched, so that they need none. */
function drawDefinitions() {
  return svg`<defs>
    ${["client", "server", "refusal", "content"].map(drawHead)}
    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line class="hatch" x1="0" y1="0" x2="0" y2="5" />
    </pattern>
  </defs>`;
}

/** A thick line ends where its head begins; a thin one goes to the tip. */
function drawHead(kind: string) {
  const size = kind === "content" ? 14 : 10;
  return svg`<marker id="head-${kind}" class=${kind} viewBox="0 0 10 10" refX=${kind === "content" ? 2 : 9} refY="5"
    markerUnits="userSpaceOnUse" markerWidth=${size} markerHeight=${size} orient="auto-start-reverse">
    <path class="head" d="M0 1 L10 5 L0 9 z" />
  </marker>`;
}

/** A round trip: a bracket at the edge with its number, and a hairline before it. */
function drawTrip({ number, top, bottom }: Trip, { columns }: Layout) {
  const x = columns.bracket;
  const y = (top + bottom) / 2 + 4;
  return svg`<g class="trip" aria-hidden="true">
    <path class="bracket" d="M${x + 5} ${top + 6} h-5 V${bottom} h5" />
    <circle cx=${x} cy=${y - 4} r="9" />
    <text class="number" x=${x} y=${y} text-anchor="middle">${number}</text>
    ${
      number > 1
        ? svg`<line class="hairline" x1=${columns.page} x2=${columns.server} y1=${top - 9} y2=${top - 9} />`
        : nothing
    }
  </g>`;
}

/** Both ways, from the page and from the gateway: where each is locked, and what that is called. */
function drawWays(layout: Layout, { web }: Parties, tls: string) {
  const { columns, head, height, locked } = layout;
  const { page, gateway, server } = columns;
  const end = height - END;
  const right = locked === 0 ? tls || "TLS" : "clear text";
  return svg`<g aria-hidden="true">
    ${web === "wss" ? drawTunnel(page, gateway, head - 20, end) : nothing}
    ${locked === undefined ? nothing : drawTunnel(gateway, server, locked || head - 20, end)}
    ${
      web === "none"
        ? svg`<text class="way" text-anchor="middle" x=${(page + gateway) / 2} y=${head - 4}>here</text>`
        : drawWord((page + gateway) / 2, head - 4, web, web === "wss")
    }
    ${drawWord((gateway + server) / 2, head - 4, right, locked === 0)}
  </g>`;
}

/** What is locked is a tunnel with hatched walls. */
function drawTunnel(left: number, right: number, top: number, bottom: number) {
  const walls = [left, right - 6];
  return svg`<rect class="tunnel" x=${left} y=${top} width=${right - left} height=${bottom - top} />
    ${walls.map(
      (x) =>
        svg`<rect class="wall" x=${x} y=${top} width="6" height=${bottom - top} fill="url(#hatch)" />`,
    )}`;
}

/** A word with a lock before it, shut or open. */
function drawWord(middle: number, foot: number, word: string, shut: boolean) {
  const x = Math.round(middle - (word.length * 6.4 + 15) / 2);
  return svg`${drawLock(x, foot - 11, shut)}
    <text class="way" x=${x + 15} y=${foot}>${word}</text>`;
}

function drawLock(x: number, y: number, shut: boolean) {
  const shackle = shut ? "M2.5 6 V4 a3 3 0 0 1 6 0 V6" : "M2.5 6 V3.5 a3 3 0 0 1 6 0";
  return svg`<g class=${shut ? "lock shut" : "lock"} transform="translate(${x} ${y})">
    <path class="shackle" d=${shackle} /><rect class="body" x="1" y="6" width="9" height="6.5" rx="1.2" />
  </g>`;
}

function drawLines({ columns, head, height }: Layout) {
  return [columns.page, columns.gateway, columns.server].map(
    (x) =>
      svg`<line class="lifeline" x1=${x} x2=${x} y1=${head - 26} y2=${height - END} aria-hidden="true" />`,
  );
}

function drawHeads({ columns, width: right }: Layout, { page, gateway, server }: Parties) {
  const heads = [
    [columns.page, page],
    [columns.gateway, gateway],
    [columns.server, server],
  ] as const;
  const close = columns.gateway - columns.page < CLOSE;
  return heads.map(([line, name]) => {
    const width =
      name.length * (close ? LETTER.close : LETTER.usual) + columns.inset * (close ? 0.8 : 1.5);
    const x = Math.min(line, right - width / 2 - 1);
    return svg`<g class=${close ? "party close" : "party"} aria-hidden="true">
      <rect x=${x - width / 2} y="8" width=${width} height="26" rx="6" />
      <text x=${x} y="25.5" text-anchor="middle">${name}</text>
    </g>`;
  });
}

function drawHandshake({ columns: { gateway, server, inset } }: Layout, y: number, tls: string) {
  const words = `${tls || "TLS"} from here`;
  return svg`<g class="handshake" role="img" aria-label="TLS handshake: the way to the server is locked from here">
    <line class="arrow server" x1=${gateway + 7} x2=${server - 7} y1=${y} y2=${y}
      marker-start="url(#head-server)" marker-end="url(#head-server)" />
    ${drawLock(gateway + inset, y - 16, true)}
    <text class="way" x=${gateway + inset + 15} y=${y - 5}>${words}</text>
  </g>`;
}

/** A message: its time, its words, its arrow. The keyboard reaches the ground under them, which has it all as its name. */
function drawRow(row: Row, columns: Columns, current: number) {
  const { index, foldable, message } = row;
  const kind = row.refusal ? "refusal" : message.from === "C" ? "client" : "server";
  return svg`<g class="row ${kind} ${message.kind} ${foldable ? "foldable" : ""}" data-message=${index}>
    <title>${message.lines[0]?.meaning || spoken(row)}</title>
    ${drawGround(row, columns, index === current)}
    <g aria-hidden="true">
      ${row.waited === "" ? nothing : drawWaited(row, columns)}
      ${row.time === "" ? nothing : drawTime(row, columns)}
      ${drawLabel(row, columns)} ${drawArrow(row, columns, kind)}
      ${foldable ? drawFold(row, columns) : nothing}
    </g>
  </g>`;
}

function drawGround(row: Row, { bracket, server, inset }: Columns, current: boolean) {
  const { top, bottom, foldable, unfolded } = row;
  const left = bracket + 10;
  return svg`<rect class="hit" x=${left} y=${top - 1} width=${server - left + inset} rx="4"
    height=${bottom - top + 6} tabindex=${current ? 0 : -1} role=${foldable ? "button" : "img"}
    aria-expanded=${foldable ? String(unfolded) : nothing} aria-label=${spoken(row)} />`;
}

function drawTime(row: Row, { page }: Columns) {
  return svg`<text class="time" text-anchor="end" x=${page - 8} y=${pageEnd(row) + 4}>${row.time}</text>`;
}

function pageEnd({ message, start, end }: Row): number {
  return message.from === "C" ? start : end;
}

/** A line begins at its speaker's side; several are a block there. */
function drawLabel(row: Row, { gateway, server, inset }: Columns) {
  const { label, text, message, foldable, unfolded } = row;
  const right = server - inset - (foldable ? 10 : 0);
  const atEnd = message.from === "S" && label.length === 1;
  const blockLeft = Math.max(gateway + inset, right - widestOf(label) * CHARACTER);
  const left = message.from === "C" ? gateway + inset : blockLeft;
  const words = label.map(
    (line, at) =>
      svg`<tspan x=${atEnd ? right : left} y=${text + at * LINE_HEIGHT}>${line}</tspan>`,
  );
  const summary = message.kind === "content" && !unfolded ? "summary" : "";
  return svg`<text class="said ${summary}" text-anchor=${atEnd ? "end" : "start"}>${words}</text>`;
}

function drawArrow({ message, start, pass, end }: Row, columns: Columns, kind: string) {
  const { page, gateway, server } = columns;
  const [from, to] = message.from === "C" ? [page, server] : [server, page];
  const content = message.kind === "content";
  const short = (from < to ? 1 : -1) * (content ? 13 : 2);
  return svg`<line class="arrow ${kind} ${message.kind}" x1=${from} y1=${start} x2=${to - short} y2=${end}
      marker-end="url(#head-${content ? "content" : kind})" />
    <circle class="pass ${kind}" cx=${gateway} cy=${pass} r="2.5" />`;
}

/** A small triangle that says there is more, and turns when it is shown. */
function drawFold({ text, unfolded }: Row, { server, inset }: Columns) {
  const x = server - inset - 6;
  const y = text - 8;
  const path = unfolded ? `M${x} ${y + 1} h8 l-4 6 z` : `M${x + 1} ${y} v8 l6 -4 z`;
  return svg`<path class="fold" d=${path} />`;
}

function drawWaited({ waited, top }: Row, { gateway, page, inset }: Columns) {
  return svg`<path class="pause" d="M${page - 4} ${top - 12} l8 3 l-8 3 l8 3" />
    <text class="waited" x=${gateway + inset} y=${top - 4}>${waited}</text>`;
}

function drawWaiting({ columns, height }: Layout) {
  return svg`<text class="waited" x=${columns.gateway + columns.inset} y=${height - 10}>no answer yet</text>`;
}
