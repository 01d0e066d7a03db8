import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { BatchImportFindingsCommand, GetFindingsCommand, SecurityHubClient } from "@aws-sdk/client-securityhub";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const REGION = "us-east-1";

/** The calls that the tests of rules and roles make; for most services the SDK is not worth another dependency. */
export class Aws {
  constructor(private readonly url: string) {}

  /** What Security Hub says to a publisher with these credentials. */
  async tryFindings(product: string, account: string, credentials: Credentials): Promise<Record<string, string>> {
    const client = new SecurityHubClient({ endpoint: this.url, region: "eu-west-1", credentials, maxAttempts: 1 });
    const at = new Date(0).toISOString();
    const finding = {
      SchemaVersion: "2018-10-08",
      Id: "amorphic-cicd/1",
      ProductArn: product,
      GeneratorId: "gitleaks/generic",
      AwsAccountId: account,
      CreatedAt: at,
      UpdatedAt: at,
      Title: "A finding",
      Description: "of a test",
      Severity: { Label: "LOW" as const },
      Types: ["Software and Configuration Checks"],
      Resources: [{ Type: "Other", Id: "repository" }],
    };
    const told = async (call: Promise<unknown>) => {
      try {
        await call;
        return "done";
      } catch (error) {
        // Refused by IAM, moto answers in XML, which the SDK cannot read.
        const { $response: response } = error as { $response?: { statusCode: number } };
        return response?.statusCode === 403 ? "forbidden" : String(error);
      }
    };
    return {
      publish: await told(client.send(new BatchImportFindingsCommand({ Findings: [finding] }))),
      read: await told(client.send(new GetFindingsCommand({}))),
    };
  }

  /** EventBridge. */
  events(operation: string, parameters: object): Promise<unknown> {
    return this.#json("events", `AWSEvents.${operation}`, "1.1", parameters);
  }

  async putEvent(event: { source: string; "detail-type": string; resources?: readonly string[]; detail: object }) {
    const { source, resources = [], detail } = event;
    const entry = {
      Source: source,
      DetailType: event["detail-type"],
      Resources: resources,
      Detail: JSON.stringify(detail),
    };
    await this.events("PutEvents", { Entries: [entry] });
  }

  async createQueue(name: string): Promise<{ url: string; arn: string }> {
    const { QueueUrl } = (await this.#sqs("CreateQueue", { QueueName: name })) as { QueueUrl: string };
    return { url: QueueUrl, arn: `arn:aws:sqs:${REGION}:123456789012:${name}` };
  }

  async receive(QueueUrl: string): Promise<string[]> {
    const parameters = { QueueUrl, MaxNumberOfMessages: 10 };
    const { Messages = [] } = (await this.#sqs("ReceiveMessage", parameters)) as { Messages?: { Body: string }[] };
    return Messages.map(({ Body }) => Body);
  }

  /** Creates a role with this policy. @returns its credentials */
  async assumeRole(name: string, policy: string): Promise<Credentials> {
    const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    await this.#query("iam", { Action: "CreateRole", RoleName: name, AssumeRolePolicyDocument: trust });
    await this.#query("iam", { Action: "PutRolePolicy", RoleName: name, PolicyName: "job", PolicyDocument: policy });
    const RoleArn = `arn:aws:iam::123456789012:role/${name}`;
    const answer = await this.#query("sts", { Action: "AssumeRole", RoleArn, RoleSessionName: "test" });
    const of = (key: string): string => new RegExp(`<${key}>([^<]+)<`).exec(answer)?.[1] ?? "";
    return {
      accessKeyId: of("AccessKeyId"),
      secretAccessKey: of("SecretAccessKey"),
      sessionToken: of("SessionToken"),
    };
  }

  /** Switches on or off whether calls are checked against the caller's policies. */
  async enforceIam(isOn: boolean): Promise<void> {
    const headers = { "content-type": "text/plain" };
    await fetch(`${this.url}/moto-api/reset-auth`, { method: "POST", headers, body: isOn ? "0" : "inf" });
  }

  async createBucket(bucket: string): Promise<void> {
    await this.#client().send(new CreateBucketCommand({ Bucket: bucket }));
  }

  /** @returns the status of each call on the bucket */
  async tryS3(
    Bucket: string,
    calls: Readonly<Record<string, readonly ["list" | "read" | "write" | "delete", string]>>,
    credentials?: Credentials,
  ) {
    const client = this.#client(credentials);
    const send = {
      list: () => client.send(new ListObjectsV2Command({ Bucket })),
      read: (Key: string) => client.send(new GetObjectCommand({ Bucket, Key })),
      write: (Key: string) => client.send(new PutObjectCommand({ Bucket, Key, Body: "{}" })),
      delete: (Key: string) => client.send(new DeleteObjectCommand({ Bucket, Key })),
    };
    const statuses: Record<string, number | undefined> = {};
    for (const [name, [verb, key]] of Object.entries(calls)) {
      try {
        statuses[name] = (await send[verb](key)).$metadata.httpStatusCode;
      } catch (error) {
        if (!(error instanceof S3ServiceException)) throw error;
        statuses[name] = error.$metadata.httpStatusCode;
      }
    }
    return statuses;
  }

  #client(credentials: Credentials | { accessKeyId: string; secretAccessKey: string } = NOBODY): S3Client {
    return new S3Client({ endpoint: this.url, region: REGION, forcePathStyle: true, credentials });
  }

  #sqs(operation: string, parameters: object): Promise<unknown> {
    return this.#json("sqs", `AmazonSQS.${operation}`, "1.0", parameters);
  }

  async #json(service: string, target: string, version: string, parameters: object): Promise<unknown> {
    const headers = { "content-type": `application/x-amz-json-${version}`, "x-amz-target": target };
    return JSON.parse(await this.#post(service, headers, JSON.stringify(parameters)));
  }

  #query(service: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return this.#post(
      service,
      headers,
      new URLSearchParams({ Version: VERSIONS[service] ?? "", ...parameters }).toString(),
    );
  }

  async #post(service: string, headers: Record<string, string>, body: string): Promise<string> {
    // moto reads the service's name here, and looks at the signature only when it enforces IAM.
    const scope = `${NOBODY.accessKeyId}/20260101/${REGION}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
    const response = await fetch(this.url, { method: "POST", headers: { ...headers, authorization }, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${service}: ${response.status} ${text}`);
    return text || "{}";
  }
}

const NOBODY = { accessKeyId: "test", secretAccessKey: "test" };
const VERSIONS: Readonly<Record<string, string>> = { iam: "2010-05-08", sts: "2011-06-15" };
