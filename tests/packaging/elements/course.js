import "wsmtp-elements";
import "wsmtp-elements/console.js";
import { PracticeMails } from "wsmtp-elements/inbox.js";
import "wsmtp-elements/tokens.css";
import { Practice } from "wsmtp-practice";

// A mail server in the page: neither a gateway nor a network.
const practice = await Practice.start();

document.querySelector("wsmtp-compose").practice = practice;
document.querySelector("wsmtp-inbox").source = new PracticeMails(practice);

const place = { kind: "page", webSocket: practice.webSocket };
document.querySelector("wsmtp-console").place = place;
