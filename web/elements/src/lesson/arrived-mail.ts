/** What the practice server has received. */
export interface ArrivedMail {
  /** The sender in the envelope; empty for the null reverse path. */
  readonly from: string;
  /** The recipients in the envelope. */
  readonly to: readonly string[];
  /** The lines of header and body. */
  readonly lines: readonly string[];
  /** Its parts but the texts, decoded. */
  readonly parts: readonly { readonly type: string; readonly octets: number }[];
}

/** Octets of a mail that are looked at: a lesson's are typed. */
const MAX_SOURCE = 1024 * 1024;

/** What goals ask of a mail, from its envelope and its source. */
export async function arrivedMail(
  from: string,
  to: readonly string[],
  source: Uint8Array,
): Promise<ArrivedMail> {
  const octets = source.slice(0, MAX_SOURCE);
  const text = new TextDecoder().decode(octets);
  const lines = text.replace(/\r\n$/, "").split("\r\n");
  return { from, to, lines, parts: /^content-type:/im.test(text) ? await partsOf(octets) : [] };
}

async function partsOf(octets: Uint8Array<ArrayBuffer>): Promise<ArrivedMail["parts"]> {
  // Few lessons are about MIME.
  const { default: PostalMime } = await import("postal-mime");
  const { attachments } = await PostalMime.parse(octets);
  return attachments.map(({ mimeType, content }) => ({
    type: mimeType,
    octets: typeof content === "string" ? content.length : content.byteLength,
  }));
}
