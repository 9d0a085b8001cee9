/** One reply of the mail server. */
export interface Reply {
  /** 200 to 599. */
  code: number;
  /** Enhanced status code (RFC 3463) such as `5.1.1`, where the server sent one. */
  enhanced: string | null;
  /** The text; lines joined with `\n`. */
  text: string;
}
