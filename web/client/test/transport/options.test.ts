import assert from "node:assert/strict";
import { test } from "node:test";
import { type TransportOptions, createTransport } from "wsmtp";

import { readPlace } from "../../src/transport/place.js";

const BASE = { gateway: "http://127.0.0.1", upstream: "mail" };

function refusal(options: unknown): string {
  try {
    createTransport(options as TransportOptions);
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code}: ${message}`;
  }
  return "taken";
}

test("an option that there is not, or of another kind, is refused by name", () => {
  const cases: [object, RegExp][] = [
    [{ upsteam: "mail" }, /no option "upsteam".*typing error/],
    [{ service: "gmail" }, /no option "service".*upstream/],
    [{ proxy: "socks5://x" }, /no option "proxy".*gateway makes the connection/],
    [{ opportunisticTLS: true }, /protects nothing/],
    [{ constructor: 1 }, /no option "constructor"/],
    [{ upstream: 5 }, /upstream is not a string/],
    [{ secure: "yes" }, /secure is not true or false/],
    [{ port: 65_536 }, /port is not/],
    [{ port: 0 }, /port is not a whole number from 1 to 65535/],
    [{ port: "465" }, /port is not/],
    [{ tls: { rejectUnauthorized: false } }, /tls is not implicit, starttls, none/],
    [{ idleTimeout: 240_001 }, /idleTimeout is not a whole number from 0 to 240000/],
    [{ socketTimeout: Infinity }, /socketTimeout is not/],
    [{ maxMessages: 0 }, /maxMessages is not/],
    [{ token: 5 }, /token is not a string or a function/],
    [{ logger: "loud" }, /logger is not true or false or an object/],
    [{ webSocket: {} }, /webSocket is not a function/],
    [{ worker: true, webSocket: class {} }, /worker has its own WebSocket/],
    [{ auth: "ada" }, /auth is not an object/],
    [{ auth: {} }, /nothing shows who signs in/],
    [{ auth: { user: "ada" } }, /auth has no pass/],
    [{ auth: { user: "ada", pass: 5 } }, /auth.pass is no text/],
    [{ auth: { type: "NTLM", user: "ada", pass: "x" } }, /auth.type/],
    [{ auth: { type: "OAuth2", user: "ada" } }, /auth.accessToken/],
    [{ auth: { type: "OAuth2", user: "a", clientSecret: "s3cret" } }, /clientSecret is a secret/],
  ];
  for (const [options, message] of cases) {
    const said = refusal({ ...BASE, ...options });
    assert.match(said, /^bad-input: /, JSON.stringify(options));
    assert.match(said, message);
    assert.doesNotMatch(said, /s3cret/);
  }
  assert.match(refusal(undefined), /^bad-input: .*no options/);
  assert.match(refusal({}), /^bad-input: /);
});

test("an option that is undefined is left out", () => {
  assert.equal(refusal({ ...BASE, host: undefined, auth: undefined, pool: undefined }), "taken");
});

test("a host is secured as nodemailer's options say, and never in clear by itself", () => {
  const cases: [Partial<TransportOptions>, number, string][] = [
    [{}, 465, "implicit"],
    [{ port: 465 }, 465, "implicit"],
    [{ port: 25 }, 25, "starttls"],
    [{ secure: true }, 465, "implicit"],
    [{ secure: true, port: 2525 }, 2525, "implicit"],
    [{ secure: false }, 587, "starttls"],
    [{ requireTLS: true }, 587, "starttls"],
    [{ secure: false, requireTLS: true }, 587, "starttls"],
    [{ ignoreTLS: true }, 587, "none"],
    [{ secure: false, ignoreTLS: true, port: 25 }, 25, "none"],
    [{ tls: "none", port: 25 }, 25, "none"],
    [{ tls: "starttls", secure: false }, 587, "starttls"],
  ];
  for (const [options, port, tls] of cases) {
    const host = "mx.example";
    const place = readPlace({ gateway: "", host, ...options });
    assert.deepEqual(place, { upstream: null, host, port, tls }, JSON.stringify(options));
  }
});

test("options that contradict each other are refused", () => {
  const host = { upstream: undefined, host: "mx.example" };
  for (const options of [
    { upstream: undefined },
    { host: "mx.example" },
    { port: 465 },
    { secure: true },
    { ignoreTLS: true },
    { tls: "none" },
    { ...host, secure: true, ignoreTLS: true },
    { ...host, secure: true, tls: "starttls" },
    { ...host, ignoreTLS: true, requireTLS: true },
    { ...host, tls: "none", requireTLS: true },
  ]) {
    assert.match(refusal({ ...BASE, ...options }), /^bad-input: /, JSON.stringify(options));
  }
});
