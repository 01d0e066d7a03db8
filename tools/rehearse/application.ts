import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../commands/shared/run";
import { record, type Recorded } from "../../infra/record";
import type { AnySettings } from "../../infra/targets";
import { startMoto, type Moto } from "../../test/support/moto";
import { runBuild } from "./build";
import { checkOut } from "./checkout";
import { notRun, type Outcome } from "./outcome";
import { minimal, type RehearsalOptions } from "./rehearsal";
import { replacementsFor, type Replacement } from "./replacements";
import { resolved, type Action, type StageResult, type Variable } from "./run";
import { tryService } from "./service";
import { Site } from "./site";

/** Printed at the beginning of a rehearsal of a website or a service. */
export const applicationDifferences: readonly string[] = [
  "moto stands in for S3; there is no ECR, ECS or CodeDeploy, so what needs them is not run",
  "CloudFront is a stand-in on this machine, with the stack's function, headers and error page: plain HTTP, nothing cached or compressed",
  "a browser opens the site, and calls no other host; without Chromium this is not run",
  "an image is built only where Docker runs, and never pushed; its Dockerfile is always checked and its service run without a container, ignoring .dockerignore",
  "runtime-versions: the Node of this machine",
  "roles are not enforced, caches and reports not stored, build images not used; the approval is given at once",
];

/** Without a registry, an image is identified by Docker's own id. */
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

/**
 * Runs an application's pipeline once, on the repository as it is now; stops at the first action that fails.
 * @param change edits the commit's files
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
  readonly #site: Site;

  constructor(
    private readonly home: string,
    private readonly moto: Moto,
    private readonly settings: AnySettings,
    private readonly graph: readonly Recorded[],
    private readonly options: RehearsalOptions,
  ) {
    this.#site = new Site(moto, graph, options.output);
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
    for (const [stage, act] of this.#steps()) {
      this.options.output(`\n== ${stage}\n`);
      const start = performance.now();
      const outcome = await act();
      results.push({ stage, seconds: (performance.now() - start) / 1000, ...outcome });
      if (!outcome.isGood) break;
    }
    return results;
  }

  /** The pipeline's actions, and what its users would see. */
  *#steps(): Generator<[name: string, act: () => Promise<Outcome>]> {
    for (const { name: stage, actions } of this.#stages.slice(1)) {
      for (const action of actions) {
        yield [actions.length > 1 ? `${stage} ${action.name}` : stage, () => this.#act(action)];
      }
    }
    if (this.settings.target === "container") yield ["Service", () => this.#service()];
    if (this.settings.target === "website") yield ["Browser", () => this.#site.open()];
  }

  get #stages(): readonly { readonly name: string; readonly actions: readonly Action[] }[] {
    const pipeline = this.graph.find(({ type }) => type.endsWith(":Pipeline"));
    return (pipeline?.inputs["stages"] ?? []) as { name: string; actions: Action[] }[];
  }

  #artifact(name = ""): string {
    const directory = this.#artifacts.get(name);
    if (directory === undefined) throw new Error(`no earlier action produced ${name}`);
    return directory;
  }

  async #act(action: Action): Promise<Outcome> {
    switch (action.provider) {
      case "Manual":
        return this.#approve(action);
      case "CodeBuild":
        return this.#build(action);
      case "S3":
        return this.#site.upload(action, this.#artifact(action.inputArtifacts?.[0]));
      default:
        return notRun(`there is no ${action.provider} here`);
    }
  }

  #approve({ configuration }: Action): Outcome {
    const question = configuration["CustomData"] ?? "";
    const asked = [...question.matchAll(/#\{(\w+)\./g)].map(([, namespace = ""]) => namespace);
    if (!asked.every((namespace) => this.#variables.has(namespace)))
      return notRun("nothing was built that could be approved");
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
    if (isImage && !(await works("docker", "info"))) return notRun("Docker does not run on this machine");
    if (!isImage && buildspec.includes("aws ")) return notRun("it needs what only AWS has");
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

  /** Everything that can be tried of an image without building it. */
  #service(): Promise<Outcome> {
    if (this.settings.target !== "container") throw new Error("only a service has an image");
    const { directory, healthPath } = this.settings.container;
    return tryService({
      directory: join(this.#artifact("Source"), directory),
      healthPath,
      variables: this.settings.variables,
      environment: minimal(process.env),
      output: this.options.output,
    });
  }
}

const works = async (command: string, ...args: string[]): Promise<boolean> =>
  run(command, args, { env: process.env }).then(
    ({ code }) => code === 0,
    () => false,
  );
