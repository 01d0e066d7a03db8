import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../commands/setup/run";
import { ensureToolchain } from "../../commands/setup/toolchain";
import { record, type Recorded, settingsOf } from "../../infra/record";
import type { AmorphicSettings } from "../../infra/targets/amorphic/settings";
import { UserError } from "../../providers/errors";
import { startSimulator, type Simulator } from "../../simulator";
import { startMoto, type Moto } from "../../test/support/moto";
import { runBuild } from "./build";
import { checkOut, pointAtSimulator } from "./checkout";
import type { Outcome } from "./outcome";
import { replacementsFor, type Realism } from "./replacements";

export interface RehearsalOptions {
  readonly stack: string;
  /** The user's repository. */
  readonly repository: string;
  readonly realism: Realism;
  readonly output: (text: string) => void;
}

export interface StageResult extends Outcome {
  readonly stage: string;
  readonly seconds: number;
}

export interface Action {
  readonly name: string;
  readonly runOrder?: number;
  readonly provider: string;
  readonly namespace?: string;
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputArtifacts?: readonly string[];
  readonly outputArtifacts?: readonly string[];
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type?: string;
}

/** One AWS and one Amorphic, on which a stack's pipeline can be run as often as one likes. */
export class Rehearsal {
  readonly #home = mkdtempSync(join(tmpdir(), "amorphic-rehearsal-"));
  #backendUrl = "";

  private constructor(
    readonly moto: Moto,
    readonly simulator: Simulator,
    private readonly settings: AmorphicSettings,
    private readonly graph: readonly Recorded[],
    private readonly options: RehearsalOptions,
  ) {}

  static async open(options: RehearsalOptions): Promise<Rehearsal> {
    const settings = settingsOf(options.stack);
    if (settings.target !== "amorphic") throw new Error(`${options.stack} deploys no Amorphic environment`);
    const [moto, simulator] = await Promise.all([startMoto(), startSimulator()]);
    const rehearsal = new Rehearsal(moto, simulator, settings, await record(settings), options);
    try {
      await rehearsal.#enableSecurityHub();
      return rehearsal;
    } catch (error) {
      await rehearsal.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.moto.stop(), this.simulator.close()]);
    rmSync(this.#home, { recursive: true, force: true });
  }

  /**
   * One run of the pipeline, from the repository as it is now; it ends with the first stage that fails.
   * @param change what else is in the commit
   */
  async run(change: (directory: string) => void = () => undefined): Promise<StageResult[]> {
    const source = join(this.#home, "source");
    rmSync(source, { recursive: true, force: true });
    mkdirSync(source);
    const commit = checkOut(this.options.repository, source);
    await this.#prepareStack(source);
    change(source);

    const { provider, repository, branch } = this.settings.source;
    const variables = new Map([
      ["SourceVariables", { CommitId: commit, BranchName: branch, FullRepositoryName: repository }],
    ]) as Map<string, Readonly<Record<string, string>>>;
    const artifacts = new Map([["Source", source]]);
    this.options.output(`Source: ${repository} on ${provider}, commit ${commit}\n`);

    const results: StageResult[] = [];
    for (const { name, actions } of this.#stages().slice(1)) {
      for (const action of inOrder(actions)) {
        const stage = action.name === name ? name : `${name} ${action.name}`;
        this.options.output(`\n== ${stage}\n`);
        const start = performance.now();
        const { isGood, said } =
          action.provider === "Manual"
            ? { isGood: true, said: resolved(action.configuration["CustomData"] ?? "", variables) }
            : await this.#build(action, artifacts, variables);
        results.push({ stage, isGood, said, seconds: (performance.now() - start) / 1000 });
        if (!isGood) return results;
      }
    }
    return results;
  }

  #stages(): readonly { readonly name: string; readonly actions: readonly Action[] }[] {
    return this.#inputs("Pipeline", "pipeline")["stages"] as { name: string; actions: Action[] }[];
  }

  #inputs(kind: string, name: string): Recorded["inputs"] {
    const found = this.graph.find(
      (one) => one.type.endsWith(`:${kind}`) && (one.inputs["name"] === name || one.name === name),
    );
    if (!found) throw new Error(`the stack has no ${kind} ${name}`);
    return found.inputs;
  }

  async #build(
    { name, namespace, configuration, inputArtifacts = [], outputArtifacts = [] }: Action,
    artifacts: Map<string, string>,
    variables: Map<string, Readonly<Record<string, string>>>,
  ) {
    const project = this.#inputs("Project", configuration["ProjectName"] ?? "");
    const given = JSON.parse(configuration["EnvironmentVariables"] ?? "[]") as Variable[];
    const fromAction = given.map((one) => ({ ...one, value: resolved(one.value, variables) }));
    const built = await runBuild({
      buildspec: project["source"].buildspec as string,
      artifacts,
      inputs: inputArtifacts,
      outputs: outputArtifacts,
      environment: {
        ...minimal(process.env),
        ...this.moto.environment,
        ...this.#valuesOf(project["environment"].environmentVariables as Variable[]),
        ...this.#valuesOf(fromAction),
        CODEBUILD_BUILD_URL: `https://example.invalid/rehearsal/${name}`,
        PULUMI_BACKEND_URL: this.#backendUrl,
      },
      home: this.#home,
      replacements: replacementsFor(this.options.realism),
      output: this.options.output,
    });
    if (namespace !== undefined) variables.set(namespace, built.variables);
    return { isGood: built.isGood, said: built.failed ?? Object.values(built.variables)[0] ?? "" };
  }

  /** CodeBuild reads secrets when a build starts; here there are none to read. */
  #valuesOf(variables: readonly Variable[]): Record<string, string> {
    return Object.fromEntries(
      variables.map(({ name, value, type }) => {
        if (type !== "SECRETS_MANAGER") return [name, value];
        return [name, name === "AMORPHIC_AUTHORIZATION_TOKEN" ? this.simulator.token : `rehearsed-${name}`];
      }),
    );
  }

  /** What an administrator has done before a pipeline runs: bootstrap, and the stack's file committed. */
  async #prepareStack(source: string): Promise<void> {
    const file = `Pulumi.${this.settings.environment}.yaml`;
    const kept = join(this.#home, file);
    if (this.#backendUrl !== "") {
      cpSync(kept, join(source, file));
      return;
    }
    pointAtSimulator(join(source, file), this.simulator);
    const { environment } = await ensureToolchain();
    const cli = join(this.options.repository, "bin/amorphic-cicd");
    const { bucket, key } = this.settings.state;
    const project = key.replace(/^alias\//, "").replace(`-${this.settings.environment}-state`, "");
    const args = [
      "bootstrap",
      "--stack",
      this.settings.environment,
      "--project",
      project,
      "--bucket",
      bucket,
      "--json",
    ];
    const env = { ...minimal(process.env), ...environment, ...this.moto.environment };
    const { code, stdout, stderr } = await run(process.execPath, [cli, ...args], { cwd: source, env });
    if (code !== 0) throw new UserError(`bootstrap failed, which comes before every pipeline:\n${stderr.trim()}`);
    this.#backendUrl = (JSON.parse(stdout) as { backendUrl: string }).backendUrl;
    cpSync(join(source, file), kept);
  }

  async #enableSecurityHub(): Promise<void> {
    const scope = "test/20260101/us-east-1/securityhub/aws4_request";
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
    const headers = { authorization, "content-type": "application/json" };
    const { ok, status } = await fetch(`${this.moto.url}/accounts`, { method: "POST", headers, body: "{}" });
    if (!ok) throw new Error(`moto does not switch Security Hub on: ${status}`);
  }
}

/** One after another, also those that CodePipeline would run at the same time. */
const inOrder = (actions: readonly Action[]): Action[] =>
  [...actions].sort((a, b) => (a.runOrder ?? 1) - (b.runOrder ?? 1));

/** What finds programs and gets through a company's proxy; no other variable of the person who rehearses. */
const KEPT =
  /^(PATH|HOME|TMPDIR|LANG|XDG_CACHE_HOME|AMORPHIC_CICD_CACHE|(HTTPS?|NO|ALL)_PROXY|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|NODE_EXTRA_CA_CERTS|PIP_(CERT|INDEX_URL)|npm_config_registry|GO(PROXY|SUMDB|TOOLCHAIN))$/i;

export const minimal = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => KEPT.test(name)));

/** `#{Namespace.NAME}` as CodePipeline fills it in. */
export function resolved(text: string, variables: ReadonlyMap<string, Readonly<Record<string, string>>>): string {
  return text.replace(/#\{(\w+)\.(\w+)\}/g, (whole, namespace: string, name: string) => {
    const value = variables.get(namespace)?.[name];
    if (value === undefined) throw new Error(`${whole} is set by no earlier action`);
    return value;
  });
}
