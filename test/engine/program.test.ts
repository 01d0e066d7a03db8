import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { deployDefinitions } from "../../providers/engine/program";
import { dataset, domain, job, makeRepository, type Files } from "../definitions/support";

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
    // The promise of an output is not part of its types.
    const ids = pulumi.output(await deployDefinitions()) as unknown as { promise(): Promise<unknown> };
    await ids.promise();
  } finally {
    process.chdir(before);
  }
  return found;
}

/** The warnings and the error of a program with these definitions. */
async function outcomeOf(
  definitions: Files,
  config: Record<string, string> = {},
): Promise<{ warnings: string[]; error: string }> {
  await pulumi.runtime.setMocks({ call: () => ({}), newResource: ({ name }) => ({ id: name, state: {} }) });
  pulumi.runtime.setAllConfig({ "amorphic:apiUrl": "simulator", ...config });
  const [before, write] = [process.cwd(), console.warn.bind(console)];
  const warnings: string[] = [];
  process.chdir(makeRepository({ "resources/all.json": definitions }));
  console.warn = (line: string) => void warnings.push(line);
  try {
    await deployDefinitions();
    return { warnings, error: "" };
  } catch (error) {
    return { warnings, error: (error as Error).message };
  } finally {
    console.warn = write;
    process.chdir(before);
  }
}

const parameterOf = (ParameterKey: string): Files => ({ ParameterKey, ParameterType: "String", ParameterValue: "x" });

const parameter = (ParameterKey: string): Files => ({ Type: "Parameter", Properties: parameterOf(ParameterKey) });

describe("A program whose definitions have mistakes", () => {
  it("reports the warnings too, as warnings", async () => {
    const { warnings, error } = await outcomeOf({ rA: domain({ DisplayName: undefined, DisplayNam: "A" }) });
    assert.deepEqual(warnings, [
      'warning: [runtime] resources/all.json:6:7: warning UNKNOWN_PROPERTY "DisplayNam" is not a known property of type Domain (did you mean "DisplayName"?); it is sent as written, so correct it if it is a typo',
    ]);
    assert.equal(
      error,
      'The definitions have mistakes:\nresources/all.json:4:19: error MISSING_PROPERTY "DisplayName" is missing, and is required for type Domain; add it (Name shown in the console)',
    );
  });
});

describe("A program", () => {
  it("reports keys of its configuration that do not exist, but no keys of other namespaces", async () => {
    const { error } = await outcomeOf({}, { "amorphic:rolId": "x", "aws:amorphic:": "x" });
    assert.match(error, /amorphic:rolId is not a key \(did you mean "roleId"\?\)$/);
    assert.doesNotMatch(error, /aws/);
  });

  it("does not change how later errors format their stack traces", async () => {
    const prepared = (): unknown => Reflect.get(Error, "prepareStackTrace");
    const before = prepared();
    await sourcesOf({ rA: domain() });
    assert.equal(prepared(), before);
  });
});

describe("A name that is written literally", () => {
  it("orders its resource after the one it names, in lists too", async () => {
    const reader = { ...job({}), Properties: { JobName: "j", ETLJobType: "spark", ParameterAccess: ["p", "q", "r"] } };
    const view = { Domain: "states", ViewName: "daily", ViewType: "Standard", TargetLocation: "athena" };
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

  it("orders its resource even after one that waits for others of the same type, unless that closes a cycle", async () => {
    const reader = (JobName: string) => ({
      Type: "Job",
      Properties: { JobName, ETLJobType: "spark", ParameterAccess: ["p"] },
    });
    const sources = await sourcesOf({
      rReader: reader("reader"),
      rJob: reader("job"),
      rP: { Type: "Parameter", Properties: { ...parameterOf("p"), ParameterValue: { "!DependsOn": "rJob.Id" } } },
    });
    assert.deepEqual(sources, { rJob: {}, rP: { ParameterValue: ["rJob"] }, rReader: { ParameterAccess: ["rP"] } });
    const tenant = { TenantName: "t", TenantDisplayName: { "!DependsOn": "rA.DisplayName" } };
    const inCycle = { rA: domain({ TenantName: "t" }), rT: { Type: "Tenant", Properties: tenant } };
    assert.deepEqual(await sourcesOf(inCycle), { rA: {}, rT: { TenantDisplayName: ["rA"] } });
  });

  it("orders a view after a dataset that its SQL names", async () => {
    const view = { Domain: "states", ViewName: "daily", ViewType: "Standard", TargetLocation: "athena" };
    const sources = await sourcesOf({
      rView: { Type: "View", Properties: { ...view, SqlStatement: "SELECT * FROM STATES.Orders" } },
      rOrders: dataset(),
      rStates: domain(),
    });
    assert.deepEqual(sources, {
      rStates: {},
      rOrders: { Domain: ["rStates"] },
      rView: { Domain: ["rStates"], SqlStatement: ["rOrders"] },
    });
  });

  it("orders its resource after a tag that has access, but not after a tag with the same name as a user", async () => {
    const tag = { Type: "Tag", Properties: { TagKey: "team", TagValue: "a" } };
    const sources = await sourcesOf({
      rTags: domain({}, { Share: { Owner: { Tags: ["team#a", "other#b"] } } }),
      rUsers: domain({ DomainName: "users" }, { Share: { Owner: { Users: ["team#a"] } } }),
      rTag: tag,
    });
    assert.deepEqual(sources, { rTag: {}, rTags: { grants: ["rTag"] }, rUsers: {} });
  });
});

describe("A reference", () => {
  it("depends on the resource that it names, for written and generated values, and on all in between", async () => {
    const DatasetAccess = { ReadOnly: [{ DatasetId: { "!DependsOn": "rOrders.DatasetId" }, DatasetName: "orders" }] };
    const sources = await sourcesOf({
      rA: domain(),
      rB: domain({ DomainName: "b", DisplayName: { "!DependsOn": "rA.DisplayName" } }),
      rC: domain({ DomainName: "c", DisplayName: { "!DependsOn": "rB.DisplayName" } }),
      rOrders: dataset({ Keywords: [{ "!DependsOn": "rC.DomainName" }] }),
      rJob: { Type: "Job", Properties: { JobName: "j", ETLJobType: "spark", DatasetAccess } },
    });
    assert.deepEqual(sources, {
      rA: {},
      rB: { DisplayName: ["rA"] },
      rC: { DisplayName: ["rA", "rB"] },
      rOrders: { Domain: ["rA"], Keywords: ["rC"] },
      rJob: { DatasetAccess: ["rOrders"] },
    });
  });
});
