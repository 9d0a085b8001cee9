import { Listing } from "./listing.js";
import type { Postbox } from "./postbox.js";

/** What several postboxes hold, as they are now. */
export class Listings {
  #all: readonly Listing[] = [];

  /** Calls `changed` each time that there is something new in any of them. */
  constructor(private readonly changed: () => void) {}

  /** In the order of the postboxes. */
  get all(): readonly Listing[] {
    return this.#all;
  }

  /** Shows these from now on, and no others. */
  show(postboxes: readonly Postbox[]): void {
    const before = this.#all;
    this.#all = [...new Set(postboxes)].map((postbox) => {
      const known = before.find((one) => one.postbox === postbox);
      return known ?? new Listing(postbox, this.changed);
    });
    for (const one of before) if (!this.#all.includes(one)) one.end();
  }
}
