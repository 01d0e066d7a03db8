import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { run } from "../../commands/setup/run";
import { record, type Recorded } from "../../infra/record";
import type { AnySettings } from "../../infra/targets";
import { startMoto, type Moto } from "../../test/support/moto";
import { runBuild } from "./build";
import { checkOut } from "./checkout";
import { minimal, resolved, type Action, type RehearsalOptions, type StageResult, type Variable } from "./rehearsal";
import { replacementsFor, type Replacement } from "./replacements";

/** Said at the beginning of a rehearsal of a website or a service. */
export const applicationDifferences: readonly string[] = [
  "AWS is moto, as far as it is S3; CloudFront, ECR, ECS and CodeDeploy are not there, and what needs them is not run",
  "an image is built where Docker runs, and pushed nowhere; without Docker that stage is not run",
  "pages are asked for by plain HTTP: no browser shows them, and headers that CloudFront adds are not looked at",
  "runtime-versions: the Node of this machine",
  "roles are not enforced, caches and reports not stored, build images not used; the approval is given at once",
];

/** What a browser goes by; CodePipeline finds the type by the name as well. */
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
};

/** Without a registry, an image is known by what Docker calls it. */
const WITHOUT_REGISTRY: readonly Replacement[] = [
  [/^LOGIN=|^docker login |^docker push /, "true"],
  [/^DIGEST=/, `DIGEST="$(docker image inspect --format '{{.Id}}' "$REGISTRY/$IMAGES:$TAG")"`],
].map(([command, text]) => ({
  command: command as RegExp,
  what: "the registry",
  by: String(text),
  unless: "online",
  text: () => String(text),
}));

type Outcome = Pick<StageResult, "isGood" | "said"> & { readonly wasRun?: false };
const notRun = (why: string): Outcome => ({ isGood: true, wasRun: false, said: `not run: ${why}` });

/**
 * One run of an application's pipeline, from the repository as it is now; it ends with the first action that fails.
 * @param change what else is in the commit
 */
export async function rehearseApplication(
  options: RehearsalOptions,
  settings: AnySettings,
  change: (directory: string) => void = () => undefined,
): Promise<StageResult[]> {
  const home = mkdtempSync(join(tmpdir(), "amorphic-rehearsal-"));
  const moto = await startMoto();
  try {
    return await new ApplicationRun(home, moto, settings, await record(settings), options).run(change);
  } finally {
    await moto.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

class ApplicationRun {
  readonly #artifacts = new Map<string, string>();
  readonly #variables = new Map<string, Readonly<Record<string, string>>>();
  readonly #s3: S3Client;

  constructor(
    private readonly home: string,
    private readonly moto: Moto,
    private readonly settings: AnySettings,
    private readonly graph: readonly Recorded[],
    private readonly options: RehearsalOptions,
  ) {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    this.#s3 = new S3Client({ endpoint: moto.url, region: "us-east-1", forcePathStyle: true, credentials });
  }

  async run(change: (directory: string) => void): Promise<StageResult[]> {
    const source = join(this.home, "source");
    mkdirSync(source);
    const commit = checkOut(this.options.repository, source);
    change(source);
    const { branch, repository } = this.settings.source;
    this.#variables.set("SourceVariables", {
      CommitId: commit,
      BranchName: branch,
      FullRepositoryName: repository,
    });
    this.#artifacts.set("Source", source);
    this.options.output(`Source: ${repository}, commit ${commit}\n`);
    const results: StageResult[] = [];
    for (const { name: stage, actions } of this.#stages.slice(1)) {
      for (const action of actions) {
        this.options.output(`\n== ${stage}: ${action.name}\n`);
        const start = performance.now();
        const outcome = await this.#act(action);
        const seconds = (performance.now() - start) / 1000;
        results.push({ stage: actions.length > 1 ? `${stage} ${action.name}` : stage, seconds, ...outcome });
        if (!outcome.isGood) return results;
      }
    }
    return results;
  }

  get #stages(): readonly { readonly name: string; readonly actions: readonly Action[] }[] {
    const pipeline = this.graph.find(({ type }) => type.endsWith(":Pipeline"));
    return (pipeline?.inputs["stages"] ?? []) as { name: string; actions: Action[] }[];
  }

  async #act(action: Action): Promise<Outcome> {
    switch (action.provider) {
      case "Manual":
        return this.#approve(action);
      case "CodeBuild":
        return this.#build(action);
      case "S3":
        return this.#upload(action);
      default:
        return notRun(`there is no ${action.provider} here`);
    }
  }

  #approve({ configuration }: Action): Outcome {
    const question = configuration["CustomData"] ?? "";
    const asked = /#\{(\w+)\./.exec(question)?.[1] ?? "";
    if (!this.#variables.has(asked)) return notRun("nothing was built that could be approved");
    return { isGood: true, said: resolved(question, this.#variables) };
  }

  async #build({
    name,
    namespace,
    configuration,
    inputArtifacts = [],
    outputArtifacts = [],
  }: Action): Promise<Outcome> {
    const project = this.graph.find(
      ({ type, inputs }) => type.endsWith(":Project") && inputs["name"] === configuration["ProjectName"],
    );
    const buildspec = String(project?.inputs["source"].buildspec);
    const isImage = buildspec.includes("docker build");
    if (isImage && !(await works("docker", "info"))) return notRun("no Docker answers on this machine");
    if (!isImage && buildspec.includes("aws ")) return notRun("there is no CloudFront here");
    const given = JSON.parse(configuration["EnvironmentVariables"] ?? "[]") as Variable[];
    const variables = [...(project?.inputs["environment"].environmentVariables as Variable[]), ...given];
    const built = await runBuild({
      buildspec,
      artifacts: this.#artifacts,
      inputs: inputArtifacts,
      outputs: outputArtifacts,
      environment: {
        ...minimal(process.env),
        ...this.moto.environment,
        ...Object.fromEntries(variables.map((one) => [one.name, resolved(one.value, this.#variables)])),
        CODEBUILD_BUILD_URL: `https://example.invalid/rehearsal/${name}`,
        CODEBUILD_BUILD_NUMBER: "1",
      },
      home: this.home,
      replacements: [...(isImage ? WITHOUT_REGISTRY : []), ...replacementsFor(this.options.realism)],
      output: this.options.output,
    });
    if (namespace !== undefined) this.#variables.set(namespace, built.variables);
    return { isGood: built.isGood, said: built.failed ?? Object.values(built.variables)[0] ?? "" };
  }

  /** Unpacks an artifact into the bucket, as CodePipeline does, and asks for every file as a browser would. */
  async #upload({ configuration, inputArtifacts = [] }: Action): Promise<Outcome> {
    const bucket = configuration["BucketName"] ?? "";
    const cacheControl = configuration["CacheControl"];
    const directory = this.#artifacts.get(inputArtifacts[0] ?? "");
    if (directory === undefined) throw new Error(`no earlier action has made ${inputArtifacts.join()}`);
    // Several artifacts go to one bucket.
    await this.#s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const files = readdirSync(directory, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(join(directory, name)).isFile())
      .sort();
    for (const Key of files) {
      const ContentType = TYPES[extname(Key)] ?? "application/octet-stream";
      const Body = readFileSync(join(directory, Key));
      await this.#s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType, CacheControl: cacheControl }));
    }
    const problems: string[] = [];
    for (const file of files) {
      const wrong = await this.#problemOf(bucket, file, readFileSync(join(directory, file)), cacheControl);
      if (wrong !== undefined) problems.push(wrong);
    }
    for (const problem of problems) this.options.output(`${problem}\n`);
    const said = problems[0] ?? `asked for ${files.join(", ")}; Cache-Control: ${cacheControl ?? "none"}`;
    return { isGood: problems.length === 0, said };
  }

  async #problemOf(bucket: string, file: string, content: Buffer, cacheControl?: string): Promise<string | undefined> {
    // The bucket is private: CloudFront signs what it asks for, and moto looks at the signature's form only.
    const authorization =
      "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none";
    const get = (path: string): Promise<Response> =>
      fetch(`${this.moto.url}/${bucket}/${path}`, { headers: { authorization } });
    const response = await get(file);
    const body = Buffer.from(await response.arrayBuffer());
    if (response.status !== 200) return `${file}: answered with ${response.status}`;
    if (!body.equals(content)) return `${file}: what comes back is not what was built`;
    if (response.headers.get("cache-control") !== (cacheControl ?? null)) return `${file}: Cache-Control is lost`;
    if (response.headers.get("content-type") !== TYPES[extname(file)]) return `${file}: its type is not known`;
    if (extname(file) !== ".html") return undefined;
    for (const [, path = ""] of body.toString("utf8").matchAll(/(?:href|src)="\/([^"#?]*)/g)) {
      // Pages come last, so a page may refer to one that is not there yet; assets must be.
      const isPage = path === "" || path.endsWith(".html");
      if (!isPage && (await get(path)).status !== 200) return `${file}: refers to /${path}, which is not there`;
    }
    return undefined;
  }
}

const works = async (command: string, ...args: string[]): Promise<boolean> =>
  run(command, args, { env: process.env }).then(
    ({ code }) => code === 0,
    () => false,
  );
