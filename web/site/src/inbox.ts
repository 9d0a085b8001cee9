import "wsmtp-elements";
import "./install.js";
