/** What can be repeated of others' ids, which are not always as RFC 5322 section 3.6.4 has them; longer ones fit no line (section 2.1.1). */
const ID = /^[!-;=?-~]{1,900}$/u;

/** The ids that a text names, each in angle brackets; those are left out that no mail can repeat. */
export function readIds(text: string): string[] {
  return (text.match(/<[^<>]*>|[^\s<>,]+/gu) ?? [])
    .map((id) => id.replace(/[<>\s]/gu, ""))
    .filter((id) => ID.test(id))
    .map((id) => `<${id}>`);
}
