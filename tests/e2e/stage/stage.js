// A page with nothing on it, on which a test puts one element.
import "wsmtp-elements";
import "wsmtp-elements/comparison.js";
import "wsmtp-elements/console.js";
import { inPage } from "wsmtp-elements/setup.js";
import { Practice } from "wsmtp-practice";

globalThis.stage = { Practice, inPage };
