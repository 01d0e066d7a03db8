import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { deployDefinitions } from "../../providers/engine/program";
import { domain, job, makeRepository, type Files } from "../definitions/support";

interface Request {
  getName(): string;
  getPropertydependenciesMap(): { forEach(visit: (sources: { getUrnsList(): string[] }, key: string) => void): void };
}
interface Monitor {
  registerResource(request: Request, ...rest: unknown[]): unknown;
}

/** By logical id and property: the logical ids of the resources that the value comes from. */
async function sourcesOf(definitions: Files): Promise<Record<string, Record<string, string[]>>> {
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
  });
  pulumi.runtime.setAllConfig({ "amorphic:apiUrl": "simulator" });
  const found: Record<string, Record<string, string[]>> = {};
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, ...rest) => {
    const from: Record<string, string[]> = (found[request.getName()] = {});
    request.getPropertydependenciesMap().forEach((sources, key) => {
      const names = sources
        .getUrnsList()
        .map((urn) => urn.split("::").at(-1) ?? "")
        .sort();
      if (names.length > 0) from[key] = names;
    });
    return register(request, ...rest);
  };
  const before = process.cwd();
  process.chdir(makeRepository({ "resources/all.json": definitions }));
  try {
    // The promise of an output is no part of its types.
    const ids = pulumi.output(await deployDefinitions()) as unknown as { promise(): Promise<unknown> };
    await ids.promise();
  } finally {
    process.chdir(before);
  }
  return found;
}

const parameter = (ParameterKey: string): Files => ({
  Type: "Parameter",
  Properties: { ParameterKey, ParameterType: "String", ParameterValue: "x" },
});

describe("A name that is written out", () => {
  it("orders its resource after the one it names, in lists as well", async () => {
    const reader = { ...job({}), Properties: { JobName: "j", ETLJobType: "spark", ParameterAccess: ["p", "q", "r"] } };
    const view = { Domain: "states", ViewName: "v", ViewType: "Standard", TargetLocation: "athena" };
    const sources = await sourcesOf({
      rJob: reader,
      rView: { Type: "View", Properties: { ...view, SqlStatement: "SELECT 1" } },
      rP: parameter("p"),
      rQ: parameter("q"),
      rStates: domain(),
    });
    assert.deepEqual(sources, {
      rStates: {},
      rP: {},
      rQ: {},
      rJob: { ParameterAccess: ["rP", "rQ"] },
      rView: { Domain: ["rStates"] },
    });
  });
});
