/** Custom elements for mail in a page. Importing this registers them; load `tokens.css` beside it. */
export { AttachmentsElement } from "./attachments/attachments.js";
export { ComposeElement } from "./compose/compose.js";
export { OutcomeElement } from "./compose/outcome.js";
export type { ConsoleElement } from "./console/console.js";
export type { Connection, SignIn } from "./console/talk.js";
export type { Conversation } from "./conversation.js";
export { EditorElement } from "./editor/editor.js";
export type { EditorBody } from "./editor/body.js";
export { InboxElement } from "./inbox/inbox.js";
export { MessageElement } from "./inbox/message.js";
export { TabsElement } from "./inbox/tabs.js";
export type { Account } from "./outbox/account.js";
export { OutboxElement } from "./outbox/outbox.js";
export type { EditedMail } from "./outbox/outbox.js";
export { Postbox } from "./outbox/postbox.js";
export type { PostboxEventMap } from "./outbox/postbox.js";
export { SendButtonElement } from "./outbox/send-button.js";
export { TranscriptElement } from "./transcript/transcript.js";
