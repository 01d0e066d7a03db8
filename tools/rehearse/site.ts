import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { CreateBucketCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { findBrowser } from "../../commands/setup/browser";
import type { Recorded } from "../../infra/record";
import type { Moto } from "../../test/support/moto";
import { startEdge, type Edge, type ReadObject } from "./edge";
import { notRun, type Outcome } from "./outcome";
import type { Action } from "./run";
import { launch, visit } from "./visit";

/** Types that a browser goes by; CodePipeline also derives them from the name. */
const TYPES: Readonly<Record<string, string>> = {
  ".avif": "image/avif",
  ".css": "text/css",
  ".csv": "text/csv",
  ".gif": "image/gif",
  ".html": "text/html",
  ".ico": "image/x-icon",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

const typeOf = (file: string): string => TYPES[extname(file).toLowerCase()] ?? "application/octet-stream";

/** A website's bucket in moto, and what is in front of it. */
export class Site {
  readonly #s3: S3Client;
  #bucket = "";

  constructor(
    private readonly moto: Moto,
    private readonly graph: readonly Recorded[],
    private readonly output: (text: string) => void,
  ) {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    this.#s3 = new S3Client({ endpoint: moto.url, region: "us-east-1", forcePathStyle: true, credentials });
  }

  /** Unpacks an artifact into the bucket, as CodePipeline does, and requests every file as CloudFront would. */
  async upload({ configuration }: Action, directory: string): Promise<Outcome> {
    const bucket = configuration["BucketName"] ?? "";
    const cacheControl = configuration["CacheControl"];
    // Repeated for each artifact, as several go to one bucket.
    await this.#s3.send(new CreateBucketCommand({ Bucket: bucket }));
    this.#bucket = bucket;
    const files = readdirSync(directory, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(join(directory, name)).isFile())
      .sort();
    for (const Key of files) {
      const ContentType = typeOf(Key);
      const Body = readFileSync(join(directory, Key));
      await this.#s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType, CacheControl: cacheControl }));
    }
    const problems: string[] = [];
    for (const file of files) {
      const wrong = await this.#problemOf(file, readFileSync(join(directory, file)), cacheControl);
      if (wrong !== undefined) problems.push(wrong);
    }
    return this.#told(problems, `asked for ${files.join(", ")}; Cache-Control: ${cacheControl ?? "none"}`);
  }

  /** Opens the whole site in a browser, through a stand-in for CloudFront. */
  async open(): Promise<Outcome> {
    if (!this.graph.some(({ type }) => type.endsWith(":Distribution"))) {
      return notRun("the bucket itself is the site, and there is no S3 web server here");
    }
    const program = findBrowser();
    if (program === undefined) return notRun("there is no browser: `bin/amorphic-cicd setup --browser` gets one");
    const edge = await startEdge(this.graph, this.#read);
    try {
      return await this.#look(edge, program);
    } finally {
      await edge.close();
    }
  }

  async #look(edge: Edge, program: string): Promise<Outcome> {
    const browser = await launch(program);
    try {
      const { pages, assets, foreign, problems } = await visit(edge, browser);
      for (const address of foreign) this.output(`not fetched, as it is on another host: ${address}\n`);
      return this.#told(
        // Ports differ between runs and mean nothing to the reader.
        problems.map((problem) => problem.replaceAll(edge.url, "")),
        `opened ${pages.join(", ")}, which load ${assets.join(", ") || "nothing else"}; a missing page shows the error page`,
      );
    } finally {
      await browser.close();
    }
  }

  #told(problems: readonly string[], good: string): Outcome {
    for (const problem of problems) this.output(`${problem}\n`);
    return { isGood: problems.length === 0, said: problems[0] ?? good };
  }

  readonly #read: ReadObject = async (Key) => {
    if (Key === "") return undefined;
    try {
      const { Body, ContentType, CacheControl } = await this.#s3.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key }),
      );
      const headers = {
        ...(ContentType && { "content-type": ContentType }),
        ...(CacheControl && { "cache-control": CacheControl }),
      };
      return { body: Buffer.from((await Body?.transformToByteArray()) ?? []), headers };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  };

  async #problemOf(file: string, content: Buffer, cacheControl?: string): Promise<string | undefined> {
    const object = await this.#read(file);
    if (object === undefined) return `${file}: does not exist`;
    const { body, headers } = object;
    if (!body.equals(content)) return `${file}: the content served is not what was built`;
    if (headers["cache-control"] !== cacheControl) return `${file}: Cache-Control is lost`;
    if (headers["content-type"] !== typeOf(file)) return `${file}: its content type is lost`;
    if (extname(file) !== ".html") return undefined;
    for (const [, path = ""] of body.toString("utf8").matchAll(/(?:href|src)="\/(?!\/)([^"#?]*)/g)) {
      // Pages come last, so a page may link to one that does not exist yet; assets must exist.
      const isPage = path === "" || path.endsWith("/") || extname(path) === "" || path.endsWith(".html");
      if (!isPage && !(await this.#read(path))) return `${file}: refers to /${path}, which does not exist`;
    }
    return undefined;
  }
}
