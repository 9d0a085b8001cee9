import "wsmtp-elements";
import "wsmtp-elements/tokens.css";

// Elsewhere, and with this page's origin in its list.
const { gateway } = Object.fromEntries(new URLSearchParams(location.search));

const compose = document.createElement("wsmtp-compose");
compose.setAttribute("gateway", gateway);
compose.setAttribute("upstream", "sandbox");
document.body.append(compose);
