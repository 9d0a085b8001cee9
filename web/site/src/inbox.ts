import "wsmtp-elements/inbox.js";
import "./install.js";
import { startPractice } from "./practice.js";

const inbox = document.querySelector("wsmtp-inbox");

if (inbox) {
  inbox.practice = startPractice;
  inbox.mailbox = new URLSearchParams(location.search).get("mailbox") ?? "";
}
