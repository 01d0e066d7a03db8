import assert from "node:assert/strict";
import { ApiError } from "../../providers/client/api";
import { refused, unanswered } from "../../providers/client/failure";
import { andGoesOn, failedText, readFailure, unsentText, withoutGoesOn } from "../../providers/client/failure-text";
import { Gate } from "../../providers/client/gate";
import { tokenEnded } from "../../providers/client/token";
import { NoAnswer, type Call } from "../../providers/client/transport";
import { SUBJECT } from "./stand-in";

const call: Call = {
  ...{ method: "GET", path: "/jobs/a%20b", url: new URL("https://x/jobs/a%20b?limit=1"), headers: {} },
  ...{ timeoutMs: 1, repeatable: true, subject: SUBJECT },
};
const say = (text: string): string => text;

function unsent(reason: string): ApiError {
  const gate = new Gate();
  gate.close(reason);
  try {
    gate.check(SUBJECT);
  } catch (error) {
    if (error instanceof ApiError) return error;
  }
  return assert.fail("it was sent");
}

describe("The text of a failed call", () => {
  const subject = 'Tag "a: b" (rTag)';

  it("is read as it was built, whatever is said in it", () => {
    for (const why of ["no", "a: b: nothing was sent. c", "two\nlines", "A: GET /tags failed: no"]) {
      for (const outcome of ["was refused", "failed", "got no answer"] as const) {
        const text = failedText({ subject, call: "GET /tags/a%20b", outcome, why });
        assert.equal(text, `${subject}: GET /tags/a%20b ${outcome}: ${why}`);
        assert.deepEqual(readFailure(text), { tried: true, why });
      }
    }
    for (const why of ["no", "a: b", "two\nlines", "It was refused: no"]) {
      const text = unsentText(subject, why);
      assert.equal(text, `${subject}: nothing was sent. ${why}`);
      assert.deepEqual(readFailure(text), { tried: false, why });
    }
  });

  it("is that of every error of the client", () => {
    const foreign = { kind: "refused", status: 418, said: "no", foreign: "<html>" } as const;
    for (const [error, tried, why] of [
      [refused(call, foreign, 2, say), true, /^no: <html> \(HTTP 418, 2 attempts\)\. So this response is not from /],
      [refused(call, { kind: "uncertain", status: 500, said: "no" }, 1, say), true, /^no \(HTTP 500\)\. Run again /],
      [unanswered(call, new NoAnswer("no", 1, true), say), true, /^no\. Nothing was sent\. Check the base URL, /],
      [unanswered(call, new NoAnswer("no", 3, false), say), true, /^no \(3 attempts\)\. Run again when /],
      [unsent(tokenEnded(new Date(0), 1)), false, /^The token expired at 1970-/],
    ] as const) {
      const read = readFailure(error.message);
      assert.equal(read?.tried, tried, error.message);
      assert.match(read.why, why);
    }
  });

  it("is nothing else", () => {
    for (const text of [
      "",
      "a: b",
      "resources/a.json:1:1: error X y",
      "nothing was sent. Why?",
      "A: it was refused: no",
    ])
      assert.equal(readFailure(text), undefined, text);
  });

  it("can be told without the promise that the next run continues", () => {
    assert.equal(andGoesOn("Run again."), "Run again. The next run continues where this one stopped.");
    const stopped = [
      unsent(tokenEnded(new Date(0), 1)),
      refused(call, { kind: "stopped", status: 401, said: "" }, 1, say),
    ];
    const busy = refused(call, { kind: "refused", status: 429, said: "" }, 1, say);
    for (const { message } of [...stopped, busy]) assert.equal(andGoesOn(withoutGoesOn(message)), message);
    assert.equal(withoutGoesOn("Run again."), "Run again.");
  });
});
