/** Numbers the places, so that slots of several editors in one tree have names of their own. */
let places = 0;

/**
 * Where text is edited that an element shows. Browsers do not agree on selections within shadow trees; so the text is a child
 * of the outermost host, in the document, and slots lead it down to where it is seen.
 */
export class EditablePlace {
  readonly root = document.createElement("div");
  private slots: HTMLSlotElement[] = [];

  /** Puts the text where `element` has a slot called `name`. */
  enter(element: Element, name: string): void {
    let host = element;
    let slot = name;
    for (let tree = host.getRootNode(); tree instanceof ShadowRoot; tree = host.getRootNode()) {
      const way = document.createElement("slot");
      way.slot = slot;
      way.name = slot = `wsmtp-text-${(places += 1)}`;
      host.append(way);
      this.slots.push(way);
      host = tree.host;
    }
    this.root.slot = slot;
    host.append(this.root);
  }

  /** Takes the text, with all that it holds, out of the page. */
  leave(): void {
    this.root.remove();
    for (const slot of this.slots) slot.remove();
    this.slots = [];
  }
}
