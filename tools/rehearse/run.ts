import type { Recorded } from "../../infra/record";
import { runBuild } from "./build";
import type { Outcome } from "./outcome";
import type { Replacement } from "./replacements";

export interface Action {
  readonly name: string;
  readonly runOrder?: number;
  readonly provider: string;
  readonly namespace?: string;
  readonly configuration: Readonly<Record<string, string>>;
  readonly inputArtifacts?: readonly string[];
  readonly outputArtifacts?: readonly string[];
}

interface Stage {
  readonly name: string;
  readonly actions: readonly Action[];
}

export interface StageResult extends Outcome {
  readonly stage: string;
  readonly seconds: number;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type?: string;
}

/** What all runs of a pipeline share. */
export interface RunHome {
  /** The resources in the stack. */
  readonly graph: readonly Recorded[];
  readonly environment: NodeJS.ProcessEnv;
  readonly backendUrl: string;
  /** Stands in for the secrets that CodeBuild reads when a build starts. */
  readonly secret: (variable: string) => string;
  readonly replacements: readonly Replacement[];
  readonly output: (text: string) => void;
}

/** One run, which keeps what its actions made: it can pause after any action while another run goes on, and resume from any. */
export class Run {
  readonly #artifacts: Map<string, string>;
  readonly #variables: Map<string, Readonly<Record<string, string>>>;

  /** @param home a directory of its own */
  constructor(
    private readonly home: string,
    { source, variables }: { source: string; variables: Readonly<Record<string, string>> },
    private readonly common: RunHome,
  ) {
    this.#artifacts = new Map([["Source", source]]);
    this.#variables = new Map([["SourceVariables", variables]]);
  }

  /** The stages after Source; actions in the order in which they run, even those that CodePipeline would run in parallel. */
  get stages(): Stage[] {
    const [, ...stages] = this.#inputs("Pipeline", "pipeline")["stages"] as Stage[];
    return stages.map(({ name, actions }) => ({
      name,
      actions: [...actions].sort((a, b) => (a.runOrder ?? 1) - (b.runOrder ?? 1)),
    }));
  }

  /** Runs all stages; stops at the first action that fails. */
  async whole(): Promise<StageResult[]> {
    const results: StageResult[] = [];
    for (const { name } of this.stages) {
      results.push(...(await this.stage(name)));
      if (results.at(-1)?.isGood === false) break;
    }
    return results;
  }

  /**
   * Runs a stage, or part of it; stops at the first action that fails.
   * @param from, to the first and the last action to run, by default those of the stage
   */
  async stage(name: string, { from, to }: { from?: string; to?: string } = {}): Promise<StageResult[]> {
    const actions = this.stages.find((stage) => stage.name === name)?.actions ?? [];
    const at = (action: string | undefined, otherwise: number) => {
      const index = action === undefined ? otherwise : actions.findIndex((one) => one.name === action);
      if (index < 0) throw new Error(`${name} has no action ${action ?? ""}`);
      return index;
    };
    const results: StageResult[] = [];
    for (const action of actions.slice(at(from, 0), at(to, actions.length - 1) + 1)) {
      const result = await this.#act(name, action);
      results.push(result);
      if (!result.isGood) break;
    }
    return results;
  }

  async #act(stageName: string, action: Action): Promise<StageResult> {
    const stage = action.name === stageName ? stageName : `${stageName} ${action.name}`;
    this.common.output(`\n== ${stage}\n`);
    const start = performance.now();
    const outcome =
      action.provider === "Manual"
        ? { isGood: true, said: resolved(action.configuration["CustomData"] ?? "", this.#variables) }
        : await this.#build(action);
    return { stage, ...outcome, seconds: (performance.now() - start) / 1000 };
  }

  async #build({
    name,
    namespace,
    configuration,
    inputArtifacts = [],
    outputArtifacts = [],
  }: Action): Promise<Outcome> {
    const { environment, backendUrl, replacements, output } = this.common;
    const project = this.#inputs("Project", configuration["ProjectName"] ?? "");
    const given = JSON.parse(configuration["EnvironmentVariables"] ?? "[]") as Variable[];
    const fromAction = given.map((one) => ({ ...one, value: resolved(one.value, this.#variables) }));
    const variables = [...(project["environment"].environmentVariables as Variable[]), ...fromAction];
    const built = await runBuild({
      buildspec: project["source"].buildspec as string,
      artifacts: this.#artifacts,
      inputs: inputArtifacts,
      outputs: outputArtifacts,
      environment: {
        ...environment,
        ...Object.fromEntries(variables.map((one) => [one.name, this.#valueOf(one)])),
        CODEBUILD_BUILD_URL: `https://example.invalid/rehearsal/${name}`,
        PULUMI_BACKEND_URL: backendUrl,
      },
      home: this.home,
      replacements,
      output,
    });
    if (namespace !== undefined) this.#variables.set(namespace, built.variables);
    return { isGood: built.isGood, said: built.failed ?? Object.values(built.variables)[0] ?? "" };
  }

  #valueOf = ({ name, value, type }: Variable): string =>
    type === "SECRETS_MANAGER" ? this.common.secret(name) : value;

  #inputs(kind: string, name: string): Recorded["inputs"] {
    const found = this.common.graph.find(
      (one) => one.type.endsWith(`:${kind}`) && (one.inputs["name"] === name || one.name === name),
    );
    if (!found) throw new Error(`the stack has no ${kind} ${name}`);
    return found.inputs;
  }
}

/** Fills in `#{Namespace.NAME}` as CodePipeline does. */
export function resolved(text: string, variables: ReadonlyMap<string, Readonly<Record<string, string>>>): string {
  return text.replace(/#\{(\w+)\.(\w+)\}/g, (whole, namespace: string, name: string) => {
    const value = variables.get(namespace)?.[name];
    if (value === undefined) throw new Error(`${whole} is set by no earlier action`);
    return value;
  });
}
