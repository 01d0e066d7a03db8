import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Platform } from "../../bench/platform";
import { workDirectory } from "../../bench/work-directory";
import { startSimulator } from "../../simulator";

describe("The platform of the bench", () => {
  const file = (endpoint: unknown): string => {
    const path = join(workDirectory("endpoint"), "endpoint.json");
    writeFileSync(path, JSON.stringify(endpoint));
    return path;
  };

  it("may be a running server, which is emptied, gets the latency, and keeps running", async () => {
    const simulator = await startSimulator();
    try {
      const { url, token, roleId, userId } = simulator;
      const headers = { Authorization: token, role_id: roleId, "Content-Type": "application/json" };
      const make = (DomainName: string) =>
        fetch(`${url}/domains`, {
          method: "POST",
          headers,
          body: JSON.stringify({ DomainName, DisplayName: "Sales" }),
        });
      assert.equal((await make("sales")).status, 200);
      const platform = await Platform.at(file({ url, token, roleId, userId }), 7);
      assert.deepEqual([simulator.store.all("domains"), simulator.settings.latency], [[], 7]);
      await make("orders");
      assert.deepEqual(
        (await platform.calls()).map(({ method, path }) => `${method} ${path}`),
        ["POST /domains"],
      );
      await platform.stop();
      assert.equal((await make("customers")).status, 200);
    } finally {
      await simulator.close();
    }
  });

  it("is refused if it cannot be emptied, and nothing else is asked of it", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(403).end("no");
    }).listen(0, "127.0.0.1");
    try {
      await once(server, "listening");
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prod`;
      const endpoint = file({ url, token: "t", roleId: "r", userId: "u" });
      await assert.rejects(Platform.at(endpoint, 0), {
        name: "UserError",
        message: `${url}, of ${endpoint}, cannot be measured on: PUT state: no. The server must run, and have what simulator/README.md has below /_simulator/: state, settings, log.`,
      });
      assert.deepEqual(asked, ["PUT /prod/_simulator/state"]);
    } finally {
      server.close();
    }
  });

  it("is described by a file, which must be complete", async () => {
    const endpoint = file({ url: "http://127.0.0.1:1" });
    await assert.rejects(Platform.at(endpoint, 0), {
      message: `${endpoint} names no server: it needs url, token, roleId and userId.`,
    });
    await assert.rejects(Platform.at(`${endpoint}.none`, 0), /^UserError: .* cannot be read: ENOENT/);
  });
});
