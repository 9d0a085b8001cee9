// How many octets the files are as they travel, each compressed by brotli.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
const weigh = (file) => brotliCompressSync(readFileSync(file), { params }).length;
console.log(process.argv.slice(2).reduce((sum, file) => sum + weigh(file), 0));
