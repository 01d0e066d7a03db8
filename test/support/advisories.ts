import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An npm registry and an OSV that know one vulnerability each, in lodash 4.17.15 and requests 2.19.0. */
export class Advisories {
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      let asked = "";
      request
        .on("data", (part: Buffer) => (asked += part.toString()))
        .on("end", () => {
          const answer = JSON.stringify(answerTo(request.url ?? "", asked));
          response.setHeader("content-type", "application/json").end(answer);
        });
    });
  }

  static async start(): Promise<Advisories> {
    const advisories = new Advisories();
    await new Promise<void>((resolve) => advisories.#server.listen(0, "127.0.0.1", resolve));
    return advisories;
  }

  /** Points npm and pip-audit here. */
  get environment(): Readonly<Record<string, string>> {
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return {
      npm_config_registry: url,
      PIP_AUDIT_VULNERABILITY_SERVICE: "osv",
      PIP_AUDIT_OSV_URL: `${url}/v1/query`,
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function answerTo(url: string, asked: string): unknown {
  if (url.endsWith("/advisories/bulk")) {
    const advisory = {
      id: 1,
      url: "https://github.com/advisories/GHSA-jf85-cpcp-j695",
      title: "Prototype Pollution in lodash",
      severity: "critical",
      vulnerable_versions: "<4.17.21",
      cvss: { score: 9.1 },
    };
    return { lodash: [advisory] };
  }
  if (url === "/v1/query") {
    const { version } = JSON.parse(asked) as { version: string };
    if (version !== "2.19.0") return {};
    const ranges = [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "2.20.0" }] }];
    const affected = [{ package: { name: "requests", ecosystem: "PyPI" }, ranges, versions: ["2.19.0"] }];
    return { vulns: [{ id: "PYSEC-2018-28", details: "The Authorization header is sent on.", affected }] };
  }
  const versions = ["4.17.15", "4.17.21"].map((version) => [version, { name: "lodash", version }]);
  return { name: "lodash", "dist-tags": { latest: "4.17.21" }, versions: Object.fromEntries(versions) as object };
}
