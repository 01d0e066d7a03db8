import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runtime, type Resource as PulumiResource } from "@pulumi/pulumi";
import { parse } from "yaml";
import { createContext } from "./context";
import { deployPipeline } from "./program";
import { parseSettings, type Settings } from "./settings";

/** One resource, as the engine would be asked to make it. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, any>>; // eslint-disable-line @typescript-eslint/no-explicit-any -- of any type
}

/** An account that no AWS knows. */
export const RECORDED_ACCOUNT = "111122223333";
const REGION = "eu-west-1";

/** The samples' settings, or a user's: what a stack's file of this directory says under `pipeline:`. */
export function settingsOf(stack: string, directory = __dirname): Settings {
  const file = join(directory, `Pulumi.${stack}.yaml`);
  const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  const ours = Object.entries(config).filter(([key]) => key.startsWith("pipeline:"));
  return parseSettings(Object.fromEntries(ours.map(([key, value]) => [key.slice("pipeline:".length), value])), stack);
}

/**
 * Runs the program without an engine and without AWS, and notes every resource it asks for.
 * @param connection the state of a connection that the program makes itself
 */
export async function record(settings: Settings, connection = "AVAILABLE"): Promise<Recorded[]> {
  const resources: Recorded[] = [];
  await runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        if (type.startsWith("aws:")) resources.push({ type, name, inputs });
        return { id: name, state: { ...inputs, ...madeByAws(type, name, inputs) } };
      },
      call: ({ token }) => answers(connection)[token] ?? {},
    },
    "amorphic-pipeline",
    settings.environment,
  );
  const outputs = await runtime.runInPulumiStack(async () => deployPipeline(await createContext(settings)));
  await settled(outputs);
  return resources.sort((a, b) => (a.type + a.name < b.type + b.name ? -1 : 1));
}
