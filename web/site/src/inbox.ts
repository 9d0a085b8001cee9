import "wsmtp-elements/inbox.js";
import "./install.js";
