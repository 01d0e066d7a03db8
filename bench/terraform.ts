import { rmSync, statSync, writeFileSync } from "node:fs";
import { arch, platform as system } from "node:os";
import { join } from "node:path";
import { findOnPath, isExecutable } from "../commands/setup/executables";
import { goBuild } from "../commands/setup/golang";
import { setupOptions, timed } from "../commands/setup/options";
import { publish } from "../commands/setup/publish";
import { run } from "../commands/shared/run";
import { UserError } from "../providers/errors";
import type { Operation, Subject } from "./contender";
import { generate } from "./generate";
import type { Platform } from "./platform";
import { measure } from "./process";
import { terraformResources } from "./terraform-resources";
import { workDirectory } from "./work-directory";

const TIMEOUT_MS = 30 * 60_000;
const PROVIDER = "terraform-provider-restapi";
/** The version that `terraform/go.mod` pins. */
export const PROVIDER_VERSION = "1.20.0";

/** Terraform, and the provider with which users would describe objects of an API that has no provider of its own. */
export interface Terraform {
  readonly program: string;
  readonly version: string;
  /** Holds the provider. */
  readonly plugins: string;
}

/** Terraform on PATH, and the provider, built once per user from the Go module proxy. @throws UserError without them */
export async function findTerraform(): Promise<Terraform> {
  const options = setupOptions({ tools: __dirname });
  const program = findOnPath("terraform", options.environment);
  if (program === undefined) throw new UserError("Terraform is not on PATH, so it is not measured: install it.");
  const asked = await run(program, ["version", "-json"], { env: { ...options.environment, CHECKPOINT_DISABLE: "1" } });
  const { terraform_version: version } = JSON.parse(asked.stdout) as { terraform_version: string };
  const plugins = join(options.cache, `${PROVIDER}-${PROVIDER_VERSION}-${system()}-${arch()}`);
  const isGood = (directory: string): boolean => isExecutable(join(directory, PROVIDER));
  if (!isGood(plugins)) {
    const source = {
      module: "terraform",
      package: `github.com/Mastercard/${PROVIDER}`,
      version: PROVIDER_VERSION,
      versionVariable: "main.version",
    };
    await timed(options, `${PROVIDER}: building ${PROVIDER_VERSION} with Go`, `${PROVIDER}: built`, () =>
      publish(plugins, isGood, (draft) => goBuild(source, draft, options)),
    );
  }
  return { program, version, plugins };
}

/** The objects of the generated project, described for Terraform, with its state in a file. */
export function prepareTerraform(
  terraform: Terraform,
  { size, seed, platform, parallelism }: { size: number; seed: number; platform: Platform; parallelism: number },
): Subject {
  const directory = workDirectory("terraform");
  const write = (name: string, content: unknown): void =>
    writeFileSync(join(directory, name), typeof content === "string" ? content : JSON.stringify(content));
  const { url, token, roleId } = platform.endpoint;
  const project = generate(size, seed);
  const edited = generate(size, seed, true);
  write("main.tf.json", {
    terraform: { required_providers: { restapi: { source: "mastercard/restapi" } } },
    provider: {
      restapi: {
        uri: url,
        headers: { Authorization: token, role_id: roleId, "Content-Type": "application/json" },
        create_returns_object: true,
      },
    },
  });
  const describe = (generated: typeof project): void => {
    const resources = terraformResources(generated);
    if (size > 0) write("resources.tf.json", { resource: { restapi_object: resources } });
  };
  describe(project);
  // Without a registry: Terraform takes the provider from where it was built, and needs no `init`.
  write(
    "config.tfrc",
    `provider_installation {\n  dev_overrides { "mastercard/restapi" = "${terraform.plugins}" }\n  direct {}\n}\n`,
  );
  const env = { ...process.env, TF_CLI_CONFIG_FILE: join(directory, "config.tfrc"), CHECKPOINT_DISABLE: "1" };
  const at = { cwd: directory, env, timeoutMs: TIMEOUT_MS };
  const call = (...args: string[]) => measure(terraform.program, [...args, "-no-color"], at);
  const changing = ["-auto-approve", "-input=false", `-parallelism=${String(parallelism)}`];
  const planning = ["plan", "-input=false", `-parallelism=${String(parallelism)}`];
  const operations: Record<Operation, () => ReturnType<typeof call>> = {
    validate: () => call("validate"),
    "plan from nothing": () => call(...planning),
    deploy: () => call("apply", ...changing),
    plan: () => call(...planning),
    "plan without refresh": () => call(...planning, "-refresh=false"),
    "plan with one change": () => {
      describe(edited);
      return call(...planning);
    },
    "deploy of one change": () => {
      describe(edited);
      return call("apply", ...changing);
    },
    refresh: () => call("apply", "-refresh-only", ...changing),
    destroy: () => call("destroy", ...changing),
  };
  return {
    run: (operation) => operations[operation](),
    stateBytes: () => Promise.resolve(statSync(join(directory, "terraform.tfstate")).size),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
