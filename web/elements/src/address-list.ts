import { html } from "lit";
import { legible } from "./legible.js";

/** More than these are counted, and listed on demand. */
const MANY = 5;

/** Addresses as a list within a sentence. */
export function addressList(addresses: readonly string[]) {
  const all = html`<bdi class="address">${legible(addresses.join(", "))}</bdi>`;
  if (addresses.length <= MANY) return all;
  return html`<details>
    <summary>${addresses.length} recipients</summary>
    ${all}
  </details>`;
}
