import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { inspect } from "node:util";
import type { ApiRequest } from "../../providers/client/api";
import { createApi } from "../../providers/client/create-api";
import { Gate } from "../../providers/client/gate";
import { setEnvironment } from "./environment";
import { client, failure, StandIn, SUBJECT, TOKEN, type Reply } from "./stand-in";

const read: ApiRequest = { method: "GET", path: "/datasets/1", subject: SUBJECT };
const create: ApiRequest = { method: "POST", path: "/datasets", body: { DatasetName: "orders" }, subject: SUBJECT };

async function withEnvironment(values: Record<string, string>, work: () => Promise<void>): Promise<void> {
  const restore = setEnvironment(values);
  await work().finally(restore);
}

describe("send", () => {
  let server: StandIn;
  beforeEach(async () => void (server = await new StandIn().start()));
  afterEach(() => server.stop());

  const refusal = (reply: Reply, request = create) => {
    server.handler = () => reply;
    return failure(client(server).send(request));
  };

  describe("sends", () => {
    it("the token without Bearer, the role and the content type, below the base URL, and returns the response", async () => {
      server.handler = () => ({ json: { Message: "Dataset created", DatasetId: "1" } });
      const answer = await client(server).send({ ...create, query: { dry: "a b", n: 1 } });
      assert.deepEqual(answer, { Message: "Dataset created", DatasetId: "1" });
      const [{ headers, ...rest } = assert.fail()] = server.received;
      assert.deepEqual(rest, { method: "POST", url: "/dev/datasets?dry=a+b&n=1", body: '{"DatasetName":"orders"}' });
      assert.equal(headers.authorization, TOKEN);
      assert.equal(headers.role_id, "admin-role-1");
      assert.equal(headers["content-type"], "application/json");
    });

    it("the content type with a GET too, and encoded ids unchanged", async () => {
      await client(server).send({ ...read, path: "/tags/a%2Fb%23c" });
      assert.deepEqual(server.calls, ["GET /dev/tags/a%2Fb%23c"]);
      const [{ headers, body } = assert.fail()] = server.received;
      assert.deepEqual([headers["content-type"], body], ["application/json", ""]);
    });

    it("its query after the one in the path", async () => {
      await client(server).send({ ...read, path: "/events/1?rule_action=run-job", query: { limit: 5 } });
      assert.deepEqual(server.calls, ["GET /dev/events/1?rule_action=run-job&limit=5"]);
    });

    it("nothing to a path that could lead elsewhere", async () => {
      const api = client(server);
      const paths = [
        "datasets",
        "/",
        "/datasets/",
        "/datasets//x",
        "/datasets/..",
        "/a/%2e%2E/b",
        "@evil.test/x",
        "//evil.test",
        "/a#b",
        "/a b",
        "/\\evil.test",
      ];
      for (const path of paths) await assert.rejects(api.send({ ...read, path }), /is not a path of the API/, path);
      assert.deepEqual(server.calls, []);
    });

    it("successive calls over one connection, and concurrent ones over several", async () => {
      const api = client(server);
      for (const id of [1, 2, 3]) await api.send({ ...read, path: `/datasets/${String(id)}` });
      assert.equal(server.connections, 1);
      await Promise.all([1, 2, 3].map(() => api.send(read)));
      assert.equal(server.connections, 3);
    });

    it("to this machine without the environment's proxy", async () => {
      await withEnvironment({ http_proxy: "http://127.0.0.1:9" }, async () => {
        assert.deepEqual(await client(server).send(read), {});
      });
    });

    it("to other hosts through that proxy, which sees only the host's name", async () => {
      let seen = "";
      const proxy = createServer((socket) => {
        socket
          .on("error", () => undefined)
          .on("data", (data) => {
            seen += data.toString();
            socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
          });
      }).listen(0, "127.0.0.1");
      await once(proxy, "listening");
      const address = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
      try {
        await withEnvironment({ https_proxy: address, no_proxy: "" }, async () => {
          await failure(client({ url: "https://api.test" }, { retry: { attempts: 1, baseMs: 1 } }).send(read));
        });
      } finally {
        proxy.close();
      }
      assert.match(seen, /^CONNECT api\.test:443 HTTP\/1\.1\r\n/);
      assert.ok(!seen.includes(TOKEN) && !seen.includes("datasets"), seen);
    });

    it("calls whose empty or null response counts as an empty object", async () => {
      for (const text of ["", " ", "null"]) {
        server.handler = () => ({ text });
        assert.deepEqual(await client(server).send(read), {});
      }
    });
  });

  describe("refuses to start with", () => {
    const open = (options: { baseUrl?: string; token?: string; roleId?: string }) => () =>
      createApi({
        baseUrl: "https://api.test/dev",
        token: "t",
        roleId: "r",
        maxConcurrency: 1,
        gate: new Gate(),
        redact: String,
        ...options,
      });

    it("a base URL that is invalid or would expose the token", () => {
      for (const baseUrl of [
        "http://api.test/dev",
        "http://127.0.0.1.evil.test",
        "ftp://localhost",
        "dev",
        "https://a.test/?x=1",
        "https://u:secret@a.test",
      ]) {
        assert.throws(
          open({ baseUrl }),
          (error: Error) => error.name === "UserError" && !error.message.includes("secret"),
          baseUrl,
        );
      }
      for (const baseUrl of ["https://api.test/dev/", "http://localhost:1/x", "http://[::1]:8080", "http://127.0.0.1"])
        open({ baseUrl })();
    });

    it("a token or role that cannot be put into a header, without showing it", () => {
      for (const bad of ["", "sec\nret"]) {
        assert.throws(open({ token: bad }), /^UserError: The token for Amorphic's API is empty or contains characters/);
        assert.throws(
          open({ roleId: bad }),
          /^UserError: The role id for Amorphic's API is empty or contains characters/,
        );
      }
    });
  });

  describe("distinguishes", () => {
    it("a name that is taken", async () => {
      const error = await refusal({ status: 400, json: { Message: "IPV-1018 - DatasetName is not unique" } });
      assert.equal(error.kind, "name-taken");
      assert.deepEqual(error.answer, { status: 400, code: "IPV-1018" });
      assert.equal(
        error.message,
        'Dataset "orders" (rOrders): POST /datasets was refused: IPV-1018 - DatasetName is not unique (HTTP 400). ' +
          "Choose another name, or add it to amorphic:import.",
      );
    });

    it("an error code in Message even with status 200", async () => {
      const error = await refusal({ json: { Message: "IPV-1018 - DatasetName is not unique." } });
      assert.deepEqual([error.kind, error.answer], ["name-taken", { status: 200, code: "IPV-1018" }]);
    });

    it("objects that do not exist, by code or by 404", async () => {
      const replies: Reply[] = [
        { json: { Message: "IPV-1002 - Invalid DatasetId - 1, resource not found." } },
        { status: 404, json: { Message: "no such dataset" } },
        { status: 404 },
      ];
      for (const reply of replies) assert.equal((await refusal(reply, read)).kind, "not-found");
      const { message } = await refusal(replies[0] ?? {}, read);
      assert.equal(
        message,
        'Dataset "orders" (rOrders): GET /datasets/1 was refused: IPV-1002 - Invalid DatasetId - 1, resource not found ' +
          "(HTTP 200). It, or something that it refers to, was deleted by hand: `amorphic-cicd drift` shows what is gone.",
      );
      assert.match(
        (await refusal(replies[0] ?? {})).message,
        /\. Something that it refers to does not exist: check the names and ids in it\.$/,
      );
    });

    it("a wrong address from a deleted object", async () => {
      for (const reply of [
        { status: 404, json: { message: "Not Found" } },
        { status: 404, text: "<h1>404</h1>" },
      ]) {
        const error = await refusal(reply, read);
        assert.equal(error.kind, "refused");
        assert.match(error.message, /So this response is not from Amorphic's API: check the base URL/);
      }
    });

    it("missing rights", async () => {
      const advice = "Give the service user's role the permission for this, or use another role.";
      const error = await refusal({ status: 403, json: { Message: "AUTH-1011 - not authorized to the dataset" } });
      assert.equal(error.kind, "refused");
      assert.ok(error.message.endsWith(`AUTH-1011 - not authorized to the dataset (HTTP 403). ${advice}`));
      assert.ok(
        (await refusal({ status: 403, json: { message: "Forbidden" } })).message.endsWith(
          `Forbidden (HTTP 403). ${advice}`,
        ),
      );
    });

    it("a path that API Gateway does not know, by its message", async () => {
      const error = await refusal({ status: 403, json: { message: "Missing Authentication Token" } });
      assert.equal(error.kind, "refused");
      assert.match(
        error.message,
        /\(HTTP 403\)\. Usually this means that there is no such path or method: check amorphic:apiUrl/,
      );
    });

    it("wrong values and any other refusals", async () => {
      const wrong = await refusal({ status: 400, json: { Message: "IPV-1001 - TableUpdate is invalid" } });
      assert.match(wrong.message, /\(HTTP 400\)\. Correct the definition: Amorphic does not accept a value in it\.$/);
      const other = await refusal({ status: 409, json: { Message: "GE-1034 - access update in progress" } });
      assert.deepEqual([other.kind, other.answer.code], ["refused", "GE-1034"]);
      const silent = await refusal({ status: 400, json: { fault: "x", detail: { password: "y" } } });
      assert.match(silent.message, /was refused: no message, only the keys fault, detail \(HTTP 400\)/);
      assert.match(other.message, /\(HTTP 409\)\. Correct what Amorphic names, then run again/);
      const second = await refusal({ status: 400, json: { Message: "", message: "the certificate has expired" } });
      assert.match(second.message, /was refused: the certificate has expired \(HTTP 400\)/);
      assert.equal(second.kind, "refused", "it is not the token that has");
    });

    it("a failure of the server, after which the call may have been carried out", async () => {
      const error = await refusal({ status: 500, json: { message: "Internal server error" } });
      assert.deepEqual([error.kind, server.calls.length], ["uncertain", 1]);
      assert.match(
        error.message,
        /POST \/datasets failed: Internal server error \(HTTP 500\)\. It may have been carried out/,
      );
    });

    it("responses that are not Amorphic's: a redirect, which is not followed", async () => {
      const error = await refusal({ status: 302, headers: { location: "https://login.test/sso?state=s3cr3t" } });
      assert.match(
        error.message,
        /was refused: a redirect to https:\/\/login\.test\/sso, which is not followed \(HTTP 302\)/,
      );
      assert.equal(server.calls.length, 1);
    });

    it("responses that are not Amorphic's: a page instead of JSON, whose beginning is quoted", async () => {
      const page = {
        headers: { "content-type": "text/html; charset=utf-8" },
        text: `<html>hunter2\n${"x".repeat(900)}`,
      };
      const error = await refusal(page, read);
      assert.equal(error.kind, "refused");
      assert.match(
        error.message,
        /text\/html that is not a JSON object: <html>\*{5}\\nx{187}… \(HTTP 200\)\. So this response is not/,
      );
      const kinds = [
        [200, "refused", "uncertain"],
        [400, "refused", "refused"],
        [401, "stopped", "stopped"],
        [500, "uncertain", "uncertain"],
      ] as const;
      for (const [status, reading, changing] of kinds) {
        const told = [await refusal({ ...page, status }, read), await refusal({ ...page, status })];
        assert.deepEqual(
          told.map(({ kind }) => kind),
          [reading, changing],
          `HTTP ${String(status)}`,
        );
      }
      for (const text of ["[]", '"x"', "1", "{"]) assert.equal((await refusal({ text }, read)).kind, "refused", text);
    });

    it("a crash of the function behind the API, even with status 200, as neither done nor refused", async () => {
      const crash = { errorMessage: "Task timed out after 30.03 seconds", errorType: "Sandbox.Timedout" };
      for (const request of [create, read]) {
        const error = await refusal({ json: crash }, request);
        assert.equal(error.kind, "uncertain");
        assert.match(error.message, / failed: Task timed out after 30\.03 seconds \(HTTP 200\)\. /);
      }
      assert.equal((await refusal({ json: { errorMessage: "IPV-1002 - Invalid DatasetId" } })).kind, "not-found");
      assert.equal((await refusal({ json: { errorMessage: "IPV-1015 - Invalid FileType" } })).kind, "refused");
      for (const json of [
        { DatasetId: "d", errorMessage: "" },
        { Message: "Created", errorMessage: "none" },
      ]) {
        server.handler = () => ({ json });
        assert.deepEqual(await client(server).send(create), json);
      }
    });

    it("a text in JSON as a message, except in place of an object that was read", async () => {
      const error = await refusal({ status: 400, text: '"IPV-1002 - Invalid DatasetId"' });
      assert.equal(error.kind, "not-found");
      assert.match(error.message, / was refused: IPV-1002 - Invalid DatasetId \(HTTP 400\)/);
      assert.equal((await refusal({ text: '"IPV-1018 - not unique"' })).kind, "name-taken");
      server.handler = () => ({ text: '"Updated"' });
      assert.deepEqual(await client(server).send(create), { Message: "Updated" });
    });

    it("a code at the start of a message from one quoted in it, and Message from message", async () => {
      const named = await refusal({ status: 400, json: { Message: " No file a.csv, see IPV-1018. ", message: "b" } });
      assert.deepEqual([named.kind, named.answer], ["refused", { status: 400 }]);
      assert.match(named.message, / was refused: No file a\.csv, see IPV-1018 \(HTTP 400\)/);
      const right = await refusal({ status: 403, json: { message: "the role is unauthorized" } });
      assert.equal(right.kind, "refused");
    });

    it("missing rights by the code alone, without quoting the path's query", async () => {
      server.handler = () => ({ status: 400, json: { Message: "AUTH-1011 - not authorized" } });
      const { message } = await failure(client(server).send({ ...read, path: "/events/1?action=run" }));
      assert.match(message, /: GET \/events\/1 was refused: AUTH-1011 .* Give the service user's role the permission /);
    });

    it("redirects without a location and bodies without a content type", async () => {
      assert.match(
        (await refusal({ status: 302 })).message,
        / refused: a redirect, which is not followed \(HTTP 302\)/,
      );
      assert.match(
        (await refusal({ text: "x" }, read)).message,
        / a body without a content type that is not a JSON object: x \(/,
      );
    });

    it("responses larger than 50 MB", async () => {
      const error = await refusal({ text: Buffer.alloc(51 * 1024 * 1024, " ") }, read);
      assert.match(error.message, /maxContentLength size of 52428800 exceeded/);
      assert.equal(server.calls.length, 1);
    });
  });

  it("accepts an object that reports its own failure when reading, but not when creating", async () => {
    const report = { Status: "failed", Message: "GE-1044 - AWS call failed" };
    server.handler = () => ({ json: report });
    assert.deepEqual(await client(server).send(read), report);
    assert.equal((await failure(client(server).send(create))).kind, "refused");
    server.handler = () => ({ json: { RunStatus: "failed", Message: "GE-1044 - AWS call failed" } });
    assert.equal((await client(server).send(read))["RunStatus"], "failed");
  });

  describe("keeps secrets out of errors:", () => {
    it("neither token nor body appears in them, at any depth", async () => {
      const body = { Password: "pass-word-1" };
      const replies: Reply[] = [
        { status: 400, json: { Message: `IPV-1 - bad token ${TOKEN}` } },
        { status: 503, text: `<p>${TOKEN}</p>` },
        { cut: "before" },
        { status: 302, headers: { location: "/x" } },
      ];
      for (const reply of replies) {
        server.handler = () => reply;
        const api = client(server, { retry: { attempts: 2, baseMs: 1 } });
        for (const method of ["POST", "PUT"] as const) {
          const error = await failure(api.send({ ...create, method, body }));
          const whole = inspect(error, { depth: Infinity, showHidden: true }) + String(error.stack) + api.log.join();
          assert.ok(!whole.includes(TOKEN) && !whole.includes("pass-word-1") && !whole.includes("admin-role"), whole);
          assert.equal(error.cause, undefined);
          assert.equal(error.stack, `UserError: ${error.message}`);
        }
      }
    });

    it("they are redacted, on one line, and short", async () => {
      server.handler = () => ({ status: 400, json: { Message: `hunter2 \u001b[31m\r\n\u202e${"long ".repeat(300)}` } });
      const { message } = await failure(client(server).send({ ...create, subject: "Dataset hunter2" }));
      assert.match(message, /^Dataset \*{5}: POST \/datasets was refused: \*{5} \\u001b\[31m\\r\\n\\u202e(long )+/);
      assert.ok(message.length < 800, String(message.length));
    });
  });

  it("knows the server's time from the latest response", async () => {
    const api = client(server, { now: () => 1_000_000 });
    assert.equal(api.serverNow(), 1_000_000);
    server.handler = () => ({ headers: { date: "Thu, 01 Jan 2026 00:00:05 GMT" }, json: {} });
    await api.send(read);
    assert.equal(api.serverNow(), Date.UTC(2026, 0, 1, 0, 0, 5));
    server.handler = () => ({ status: 400, headers: { date: "Thu, 01 Jan 2026 00:00:09 GMT" } });
    await failure(api.send(read));
    assert.equal(api.serverNow(), Date.UTC(2026, 0, 1, 0, 0, 9));
  });
});
