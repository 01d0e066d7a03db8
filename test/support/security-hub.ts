import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Finding = Readonly<Record<string, unknown>> & { readonly Id: string };

const REGION = "eu-west-1";

/**
 * A Security Hub that refuses what AWS refuses and moto lets pass: too many findings, too large ones, missing fields, long texts,
 * foreign products, updates that are not newer. After the API reference of BatchImportFindings, GetFindings and
 * AwsSecurityFinding, and botocore's service model.
 */
export class SecurityHub {
  readonly findings = new Map<string, Finding>();
  /** Every call by its path, in order. */
  readonly calls: string[] = [];
  account = "123456789012";
  partition = "aws";
  isEnabled = true;
  /** A call that is not allowed, such as `BatchImportFindings`. */
  denied: string | undefined;
  /** How many calls are still to be throttled. */
  throttled = 0;
  pageSize = 100;
  /** Ids that it fails to import, whatever the finding. */
  readonly broken = new Set<string>();
  #url = "";
  readonly #server = createServer((request, response) => {
    void this.#answer(request, response);
  });

  static async start(): Promise<SecurityHub> {
    const hub = new SecurityHub();
    await new Promise<void>((resolve) => hub.#server.listen(0, "127.0.0.1", resolve));
    hub.#url = `http://127.0.0.1:${(hub.#server.address() as AddressInfo).port}`;
    return hub;
  }

  /** Points the AWS SDKs to this AWS and no other. */
  get environment(): Readonly<Record<string, string>> {
    return {
      AWS_ENDPOINT_URL: this.#url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: REGION,
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The findings in a state, by title. */
  titles(state: "ACTIVE" | "ARCHIVED"): string[] {
    const all = [...this.findings.values()].filter(({ RecordState }) => RecordState === state);
    return all.map(({ Title }) => String(Title)).sort();
  }

  /** Number of calls that change something. */
  get imports(): number {
    return this.calls.filter((call) => call === "/findings/import").length;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = request.url ?? "";
    this.calls.push(path);
    if (path === "/") {
      response.setHeader("content-type", "text/xml").end(this.#identity());
      return;
    }
    const { status, json } = this.#handle(path, body);
    const type = (json as { __type?: string }).__type;
    if (type !== undefined) response.setHeader("x-amzn-errortype", type);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
  }

  #identity(): string {
    const arn = `arn:${this.partition}:sts::${this.account}:assumed-role/publisher/build`;
    return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>U</UserId><Account>${this.account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
  }

  #handle(path: string, body: Buffer): { status: number; json: unknown } {
    const refuse = (status: number, __type: string, Message: string) => ({ status, json: { __type, Message } });
    if (this.throttled > 0) {
      this.throttled--;
      return refuse(429, "TooManyRequestsException", "Rate exceeded");
    }
    const action = path === "/findings/import" ? "BatchImportFindings" : "GetFindings";
    if (this.denied === action) {
      return refuse(403, "AccessDeniedException", `User is not authorized to perform: securityhub:${action}`);
    }
    if (!this.isEnabled) {
      return refuse(401, "InvalidAccessException", `Account ${this.account} is not subscribed to AWS Security Hub`);
    }
    const input = JSON.parse(body.toString()) as Record<string, unknown>;
    if (action === "GetFindings") return { status: 200, json: this.#find(input) };
    const findings = input["Findings"] as Finding[];
    if (findings.length < 1 || findings.length > 100) return refuse(400, "InvalidInputException", "1 to 100 findings");
    if (body.length > 6_000_000) return refuse(413, "InvalidInputException", "the batch has more than 6 MB");
    return { status: 200, json: this.#import(findings) };
  }

  #find({ Filters, NextToken = "0" }: Record<string, unknown>): unknown {
    const { Id, ProductArn } = Filters as Record<string, { Value: string; Comparison: string }[]>;
    const matches = (filters: typeof Id = [], value: unknown): boolean =>
      filters.length === 0 ||
      filters.some(({ Value, Comparison }) =>
        Comparison === "PREFIX" ? String(value).startsWith(Value) : Comparison === "EQUALS" && value === Value,
      );
    const found = [...this.findings.values()].filter(
      (finding) => matches(Id, finding.Id) && matches(ProductArn, finding["ProductArn"]),
    );
    const [start, end] = [Number(NextToken), Number(NextToken) + this.pageSize];
    return { Findings: found.slice(start, end), ...(end < found.length && { NextToken: String(end) }) };
  }

  #import(findings: readonly Finding[]): unknown {
    const FailedFindings = findings.flatMap((finding) => {
      const problem = this.broken.has(finding.Id) ? "InternalFailure" : this.#problem(finding);
      if (problem !== undefined) {
        return [
          {
            Id: finding.Id,
            ErrorCode: problem === "InternalFailure" ? problem : "InvalidInput",
            ErrorMessage: problem,
          },
        ];
      }
      this.#store(finding);
      return [];
    });
    const FailedCount = FailedFindings.length;
    return { FailedCount, SuccessCount: findings.length - FailedCount, FailedFindings };
  }

  #store(finding: Finding): void {
    const before = this.findings.get(finding.Id);
    // A finding that is not newer is accepted, but changes nothing.
    if (before && String(before["UpdatedAt"]) >= String(finding["UpdatedAt"])) return;
    const fields = finding["ProductFields"] as object;
    const added = { "aws/securityhub/ProductName": "Default", "aws/securityhub/FindingId": `x/${finding.Id}` };
    this.findings.set(finding.Id, {
      Workflow: { Status: "NEW" },
      ...before,
      ...finding,
      ProductFields: { ...fields, ...added },
    });
  }

  /** The first problem that AWS would report about a finding. */
  #problem(finding: Finding): string | undefined {
    if (Buffer.byteLength(JSON.stringify(finding)) > 240_000) return "the finding has more than 240 KB";
    for (const [field, longest] of Object.entries(TEXTS)) {
      const value = finding[field];
      if (typeof value !== "string" || value === "") return `${field} is missing`;
      if (Array.from(value).length > longest) return `${field} is longer than ${longest}`;
      // eslint-disable-next-line no-control-regex -- they are what is looked for
      if (/[\u0000-\u001f]/.test(value)) return `${field} has control characters`;
    }
    const product = `arn:${this.partition}:securityhub:${REGION}:${this.account}:product/${this.account}/default`;
    if (finding["ProductArn"] !== product) return `ProductArn is not ${product}`;
    if (finding["AwsAccountId"] !== this.account) return "AwsAccountId is not the caller's";
    if (finding["SchemaVersion"] !== "2018-10-08") return "SchemaVersion is unknown";
    for (const field of ["CreatedAt", "UpdatedAt"]) {
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(String(finding[field]))) return `${field} is no time`;
    }
    for (const field of ["Note", "UserDefinedFields", "VerificationState", "Workflow"]) {
      if (field in finding) return `${field} cannot be imported`;
    }
    return this.#partProblem(finding);
  }

  #partProblem(finding: Finding): string | undefined {
    const { Severity, Types } = (finding["FindingProviderFields"] ?? {}) as {
      Severity?: { Label?: string; Original?: string };
      Types?: string[];
    };
    const labels = ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"];
    if (!labels.includes(Severity?.Label ?? "")) return "Severity.Label is unknown";
    if (Array.from(Severity?.Original ?? "").length > 64) return "Severity.Original is longer than 64";
    const namespaces = /^(?:Software and Configuration Checks|Sensitive Data Identifications)(?:\/[^/]+){0,2}$/;
    if (!Types?.every((type) => namespaces.test(type))) return "Types is not of the taxonomy";
    const resources = finding["Resources"] as
      { Type?: string; Id?: string; Details?: { Other?: object } }[] | undefined;
    if (!resources || resources.length < 1 || resources.length > 32) return "Resources has not 1 to 32";
    for (const { Type, Id, Details } of resources) {
      if (!Type || !Id) return "a resource lacks Type or Id";
      if (Array.from(Id).length > 512) return "Resources.Id is longer than 512";
      const problem = mapProblem(Details?.Other ?? {});
      if (problem !== undefined) return `Resources.Details.Other: ${problem}`;
    }
    const { Text = "x", Url = "https://x.test" } = ((finding["Remediation"] as { Recommendation?: object } | undefined)
      ?.Recommendation ?? {}) as { Text?: string; Url?: string };
    if (Text === "" || Array.from(Text).length > 512) return "Remediation.Recommendation.Text has not 1 to 512";
    if (!/^https?:\/\//.test(Url)) return "Remediation.Recommendation.Url is no URL";
    if (!/^https?:\/\//.test(String(finding["SourceUrl"] ?? "https://x.test"))) return "SourceUrl is no URL";
    return mapProblem(finding["ProductFields"] as object);
  }
}

/** Required texts and how many characters they may have. */
const TEXTS = {
  Id: 512,
  GeneratorId: 512,
  Title: 256,
  Description: 1024,
  ProductArn: 2048,
  AwsAccountId: 16,
  SchemaVersion: 32,
  CreatedAt: 64,
  UpdatedAt: 64,
} as const;

function mapProblem(map: object): string | undefined {
  const entries = Object.entries(map) as [string, unknown][];
  if (entries.length > 50) return "more than 50 keys";
  for (const [key, value] of entries) {
    if (key.length > 128) return "a key is longer than 128";
    if (typeof value !== "string" || value === "" || Array.from(value).length > 2048) return `${key} has not 1 to 2048`;
  }
  return undefined;
}
