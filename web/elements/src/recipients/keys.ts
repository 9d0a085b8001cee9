/** What the keys do, and what they have to know for that. */
interface Chips {
  readonly count: () => number;
  readonly isRightToLeft: () => boolean;
  readonly focus: (at: number) => void;
  /** To the input behind the last chip. */
  readonly leave: () => void;
  readonly edit: (at: number) => void;
  readonly remove: (at: number) => void;
}

/** The keyboard among chips: arrows, Home and End move, Enter and F2 edit, Delete and Backspace remove, letters go on typing. */
export class ChipKeys {
  constructor(private readonly chips: Chips) {}

  /** A key in the input, with the caret before its first letter. */
  atStart(event: KeyboardEvent): void {
    if (event.key !== "Backspace" && this.direction(event) !== "back") return;
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.chips.count() === 0) return;
    event.preventDefault();
    this.chips.focus(this.chips.count() - 1);
  }

  /** A key on the chip `at`. */
  onChip(event: KeyboardEvent, at: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.act(event, at)) event.preventDefault();
    // The letter itself goes where the focus is by then.
    else if (event.key.length === 1 && event.key !== " ") this.chips.leave();
  }

  private act(event: KeyboardEvent, at: number): boolean {
    const { chips } = this;
    const direction = this.direction(event);
    if (direction === "back") chips.focus(Math.max(at - 1, 0));
    else if (direction === "on") this.goTo(at + 1);
    else if (event.key === "Home") chips.focus(0);
    else if (event.key === "End") chips.leave();
    else if (event.key === "Delete" || event.key === "Backspace") chips.remove(at);
    else if (event.key === "Enter" || event.key === "F2") chips.edit(at);
    else return false;
    return true;
  }

  private goTo(at: number): void {
    if (at < this.chips.count()) this.chips.focus(at);
    else this.chips.leave();
  }

  /** Arrows go with the script; up and down go back and on, wherever that is. */
  private direction({ key }: KeyboardEvent): "back" | "on" | undefined {
    const rtl = this.chips.isRightToLeft();
    if (key === "ArrowLeft") return rtl ? "on" : "back";
    if (key === "ArrowRight") return rtl ? "back" : "on";
    if (key === "ArrowUp") return "back";
    return key === "ArrowDown" ? "on" : undefined;
  }
}
