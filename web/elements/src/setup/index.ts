export { SetupElement } from "./setup.js";
export { behindGateway, inPage } from "./target.js";
export type { Configurable, SetupTarget } from "./target.js";
