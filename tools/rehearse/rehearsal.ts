import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../commands/shared/run";
import { ensureToolchain } from "../../commands/setup/toolchain";
import { record, type Recorded, settingsOf } from "../../infra/record";
import type { AmorphicSettings } from "../../infra/targets/amorphic/settings";
import { UserError } from "../../providers/errors";
import { startSimulator, type Simulator } from "../../simulator";
import { startMoto, type Moto } from "../../test/support/moto";
import { checkOut, pointAtSimulator } from "./checkout";
import { replacementsFor, type Realism } from "./replacements";
import { Run, type StageResult } from "./run";

export interface RehearsalOptions {
  readonly stack: string;
  /** The user's repository. */
  readonly repository: string;
  readonly realism: Realism;
  readonly output: (text: string) => void;
}

/** One AWS and one Amorphic, on which a stack's pipeline can run any number of times. */
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

  /** Runs the pipeline once, on the repository as it is now. @param change edits the commit's files */
  async run(change?: (directory: string) => void): Promise<StageResult[]> {
    return (await this.push(change)).whole();
  }

  /** Begins a run in which only Source has run. */
  async push(change: (directory: string) => void = () => undefined): Promise<Run> {
    const home = mkdtempSync(join(this.#home, "run-"));
    const source = join(home, "source");
    mkdirSync(source);
    const commit = checkOut(this.options.repository, source);
    await this.#prepareStack(source);
    change(source);
    const { provider, repository, branch } = this.settings.source;
    const { output, realism } = this.options;
    output(`Source: ${repository} on ${provider}, commit ${commit}\n`);
    const variables = { CommitId: commit, BranchName: branch, FullRepositoryName: repository };
    return new Run(
      home,
      { source, variables },
      {
        graph: this.graph,
        environment: { ...minimal(process.env), ...this.moto.environment },
        backendUrl: this.#backendUrl,
        secret: (name) => (name === "AMORPHIC_AUTHORIZATION_TOKEN" ? this.simulator.token : `rehearsed-${name}`),
        replacements: replacementsFor(realism),
        output,
      },
    );
  }

  /** What an administrator does before a pipeline runs: bootstrap, and committing the stack's file. */
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
    if (code !== 0) throw new UserError(`bootstrap, which precedes every pipeline, failed:\n${stderr.trim()}`);
    this.#backendUrl = (JSON.parse(stdout) as { backendUrl: string }).backendUrl;
    cpSync(join(source, file), kept);
  }

  async #enableSecurityHub(): Promise<void> {
    const scope = "test/20260101/us-east-1/securityhub/aws4_request";
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
    const headers = { authorization, "content-type": "application/json" };
    const { ok, status } = await fetch(`${this.moto.url}/accounts`, { method: "POST", headers, body: "{}" });
    if (!ok) throw new Error(`moto did not enable Security Hub: ${status}`);
  }
}

/** Variables that find programs and get through a company's proxy; a rehearsal sees no others of the user's. */
const KEPT =
  /^(PATH|HOME|TMPDIR|LANG|XDG_CACHE_HOME|AMORPHIC_CICD_CACHE|(HTTPS?|NO|ALL)_PROXY|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|NODE_EXTRA_CA_CERTS|PIP_(CERT|INDEX_URL)|npm_config_registry|GO(PROXY|SUMDB|TOOLCHAIN))$/i;

export const minimal = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => KEPT.test(name)));
