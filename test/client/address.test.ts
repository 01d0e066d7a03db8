import assert from "node:assert/strict";
import { callUrl, isPrivate, parseBaseUrl, shownText } from "../../providers/client/address";

describe("An address", () => {
  it("is private over TLS, and without TLS only on this machine", () => {
    for (const url of [
      "https://a.test",
      "http://localhost",
      "http://api.localhost:1",
      "http://127.9.9.9",
      "http://[::1]",
    ])
      assert.ok(isPrivate(new URL(url)), url);
    for (const url of ["http://a.test", "http://localhost.a.test", "http://127.0.0.1.a.test", "ftp://localhost"])
      assert.ok(!isPrivate(new URL(url)), url);
  });

  it("is shown without credentials and parameters, even if it is not a URL", () => {
    const shown = {
      "s3://AKIA:hun/ter2@bucket?x=hunter2": "s3://bucket",
      "HTTPS://u:hun/ter2@a .test/b#hunter2\nhunter2": "HTTPS://a .test/b",
      "u:hun\nter2@a?hunter2\nhunter2": "a",
      "x u://v:hunter2@a": "a",
    };
    for (const [text, safe] of Object.entries(shown)) assert.equal(shownText(text), safe);
  });

  it("of the API has neither credentials nor parameters, and is quoted only if it is a URL", () => {
    for (const rest of ["u@a.test", ":hunter2@a.test", "a.test/?hunter2", "a.test/#hunter2"]) {
      assert.throws(() => parseBaseUrl(`https://${rest}`), / "https:\/\/a\.test\/?" is not valid/, rest);
    }
    assert.throws(() => parseBaseUrl("HTTP://a.test"), / of the API "HTTP:\/\/a\.test" is not valid/);
    assert.throws(() => parseBaseUrl("hunter2 https://a.test"), / of the API is not valid/);
    assert.equal(parseBaseUrl("https://a.test//b//"), "https://a.test//b");
  });

  it("of a call is a checked path below the API's and a query, in which anything is allowed", () => {
    const base = "https://a.test/dev";
    assert.equal(callUrl(base, "/tags"), `${base}/tags`);
    assert.equal(callUrl(base, "/a..b/..c/d."), `${base}/a..b/..c/d.`);
    assert.equal(callUrl(base, "/tags?of=a//b/../c"), `${base}/tags?of=a//b/../c`);
    for (const path of ["", "/tags/?of=a", "/./tags"])
      assert.throws(() => callUrl(base, path), /is not a path of the API/);
  });
});
