import assert from "node:assert/strict";
import { inspect } from "node:util";
import { client, failure, StandIn, SUBJECT, TOKEN } from "./stand-in";

describe("upload", () => {
  let server: StandIn;
  beforeEach(async () => void (server = await new StandIn().start()));
  afterEach(() => server.stop());

  const put = (link = `${server.url}/bucket/job.py?X-Amz-Signature=s1gnature`, bytes = Buffer.from("print(1)\n")) =>
    client(server).upload(link, bytes, SUBJECT);

  it("sends the bytes to the link, without headers meant for Amorphic", async () => {
    server.handler = () => ({ status: 200 });
    await put();
    const [{ headers, ...rest } = assert.fail()] = server.received;
    assert.deepEqual(rest, { method: "PUT", url: "/bucket/job.py?X-Amz-Signature=s1gnature", body: "print(1)\n" });
    assert.deepEqual([headers["content-type"], headers["content-length"]], ["application/octet-stream", "9"]);
    assert.ok(!("authorization" in headers) && !("role_id" in headers) && !inspect(headers).includes(TOKEN));
  });

  it("sends empty and large files", async () => {
    await put(undefined, Buffer.alloc(0));
    await put(undefined, Buffer.alloc(12 * 1024 * 1024, "x"));
    assert.deepEqual(
      server.received.map(({ body }) => body.length),
      [0, 12 * 1024 * 1024],
    );
  });

  it("is repeated with the same bytes", async () => {
    server.handler = (_request, count) => ({ status: count < 3 ? 503 : 200 });
    await put();
    assert.deepEqual(
      server.received.map(({ body }) => body),
      Array(3).fill("print(1)\n"),
    );
  });

  it("sends nothing to a link that is not https:// or not a URL", async () => {
    const message = async (link: string) => (await failure(put(link))).message;
    assert.equal(
      await message("http://store.test/job.py?X-Amz-Signature=s1gnature"),
      `${SUBJECT}: the upload link to http://store.test/job.py is not https://, so nothing was sent.`,
    );
    for (const link of ["", "job.py?sig=s1gnature"]) {
      assert.equal(
        await message(link),
        `${SUBJECT}: the upload link that Amorphic returned is not a URL, so nothing was sent.`,
      );
    }
    assert.match(await message("file:///etc/passwd"), /is not https/);
  });

  it("quotes the store's error, without signature and key", async () => {
    const text =
      "<Error><Code>AccessDenied</Code><Message>Request has expired</Message><AWSAccessKeyId>AKIDTEST</AWSAccessKeyId>" +
      "<StringToSign>s1gnature</StringToSign></Error>";
    server.handler = () => ({ status: 403, headers: { "content-type": "application/xml" }, text });
    const error = await failure(put());
    assert.equal(
      error.message,
      `${SUBJECT}: PUT ${server.url}/bucket/job.py was refused: AccessDenied - Request has expired (HTTP 403). ` +
        "The link may have expired before it was used; run again.",
    );
    assert.doesNotMatch(inspect(error, { depth: Infinity, showHidden: true }), /s1gnature|AKIDTEST/);
  });

  it("leaves the gate open if the store refuses, and follows no redirect", async () => {
    const api = client(server);
    for (const status of [401, 307]) {
      server.handler = () => ({ status, headers: { location: `${server.url}/elsewhere` } });
      assert.equal(
        (await failure(api.upload(`${server.url}/a?sig=s1gnature`, Buffer.from("x"), SUBJECT))).kind,
        "refused",
      );
    }
    assert.equal(api.gate.closed, undefined);
    assert.deepEqual(server.calls, ["PUT /a?sig=s1gnature", "PUT /a?sig=s1gnature"]);
  });

  it("is uncertain if no answer comes, and neither error nor log contains the link's query", async () => {
    server.handler = () => ({ cut: "before" });
    const api = client(server);
    const error = await failure(api.upload(`${server.url}/a?sig=s1gnature`, Buffer.from("x"), SUBJECT));
    assert.equal(error.kind, "uncertain");
    assert.match(error.message, /PUT http:\/\/127\.0\.0\.1:\d+\/a got no answer: .*\(6 attempts\)/);
    assert.doesNotMatch(inspect(error, { depth: Infinity, showHidden: true }) + api.log.join(), /s1gnature/);
  });

  it("is uncertain if the store itself fails, and says if it gives no reason", async () => {
    server.handler = () => ({ status: 500 });
    const error = await failure(put());
    assert.equal(error.kind, "uncertain");
    assert.match(error.message, / failed: no reason given \(HTTP 500, 6 attempts\)/);
  });
});

describe("download", () => {
  let server: StandIn;
  beforeEach(async () => void (server = await new StandIn().start()));
  afterEach(() => server.stop());

  it("reads the bytes from the link, without headers meant for Amorphic, and quotes the store's error", async () => {
    const text = String.fromCharCode(...Array(128).keys());
    server.handler = (_request, count) => (count === 1 ? { status: 503 } : { status: 200, text });
    const link = `${server.url}/bucket/job.py?X-Amz-Signature=s1gnature`;
    assert.deepEqual(await client(server).download(link, SUBJECT), Buffer.from(text, "latin1"));
    const { headers, method } = server.received.at(-1) ?? assert.fail();
    assert.ok(method === "GET" && !("authorization" in headers) && !("role_id" in headers));

    server.handler = () => ({
      status: 404,
      text: "<Error><Code>NoSuchKey</Code><Message>It is gone</Message></Error>",
    });
    const { message } = await failure(client(server).download(link, SUBJECT));
    assert.match(message, /GET .*\/bucket\/job\.py was refused: NoSuchKey - It is gone/);
    assert.ok(!message.includes("s1gnature"));
    assert.match(
      (await failure(client(server).download("http://store.test/x", SUBJECT))).message,
      /the download link to http:\/\/store\.test\/x is not https:\/\/, so nothing was sent/,
    );
  });
});
