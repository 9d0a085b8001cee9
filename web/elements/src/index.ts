/** Custom elements for mail in a page. Importing this registers them; load `tokens.css` beside it. */
export { AttachmentsElement } from "./attachments.js";
export { ComposeElement } from "./compose/compose.js";
export { OutcomeElement } from "./compose/outcome.js";
export { InboxElement } from "./inbox/inbox.js";
export { MessageElement } from "./inbox/message.js";
export { TabsElement } from "./inbox/tabs.js";
export { TranscriptElement } from "./transcript.js";
export type { Conversation } from "./transcript.js";
