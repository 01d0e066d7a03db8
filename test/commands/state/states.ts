import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/** A resource as Pulumi stores it. */
export type Stored = Record<string, unknown> & { urn: string };

const PREFIX = "urn:pulumi:dev::amorphic::";
const PROVIDER = `${PREFIX}pulumi:providers:pulumi-nodejs::default`;
export const urnOf = (type: string, name: string): string => `${PREFIX}pulumi-nodejs:dynamic/amorphic:${type}::${name}`;

function resource(type: string, name: string, more: object = {}): Stored {
  const outputs = { [`${type}Name`]: name, __provider: "exports.handler=…" };
  return {
    urn: urnOf(type, name),
    custom: true,
    id: `${name}-id`,
    type: `pulumi-nodejs:dynamic/amorphic:${type}`,
    inputs: outputs,
    outputs,
    parent: `${PREFIX}pulumi:pulumi:Stack::amorphic-dev`,
    provider: `${PROVIDER}::p1`,
    ...more,
  };
}

/** The stack, a provider, a domain, and a dataset in it. */
const resources = (): Stored[] => [
  { urn: `${PREFIX}pulumi:pulumi:Stack::amorphic-dev`, custom: false, type: "pulumi:pulumi:Stack" },
  { urn: PROVIDER, custom: true, id: "p1", type: "pulumi:providers:pulumi-nodejs" },
  resource("Domain", "rSales"),
  resource("Dataset", "rOrders", {
    dependencies: [urnOf("Domain", "rSales")],
    propertyDependencies: { Domain: [urnOf("Domain", "rSales")] },
  }),
];

export interface Parts {
  version: unknown;
  stack: unknown;
  latest: Record<string, unknown> & { manifest: Record<string, unknown>; resources: Stored[] };
}

/** A sound state of `organization/amorphic/dev`, as Pulumi writes one, with the test's changes. */
export function state(edit: (parts: Parts) => unknown = () => undefined): Buffer {
  const version = "v3.259.0";
  const magic = createHash("sha256").update(version).digest("hex");
  const parts: Parts = {
    version: 3,
    stack: "organization/amorphic/dev",
    latest: { manifest: { time: "2026-01-01T12:00:00Z", magic, version }, resources: resources() },
  };
  edit(parts);
  const { stack, latest } = parts;
  return Buffer.from(JSON.stringify({ version: parts.version, checkpoint: { stack, latest } }));
}

/** A resource of the state, for the test to change. */
export function find({ latest }: Parts, name: string): Stored {
  const found = latest.resources.find(({ urn }) => urn.endsWith(`::${name}`));
  if (!found) throw new Error(`no ${name}`);
  return found;
}

const remove = (parts: Parts, name: string) =>
  parts.latest.resources.splice(parts.latest.resources.indexOf(find(parts, name)), 1);

interface Damage {
  readonly what: string;
  readonly bytes: Buffer;
  readonly problems: readonly string[];
  /** Whether the engine accepts it all the same. */
  readonly engineTakesIt?: true;
}

/** Every way to damage a state, and the problems that are reported. */
export const DAMAGES: readonly Damage[] = [
  { what: "empty", bytes: Buffer.alloc(0), problems: ["it is empty"] },
  { what: "cut off", bytes: state().subarray(0, -40), problems: ["it is not valid JSON; its end seems to be missing"] },
  {
    what: "with an extra comma",
    bytes: Buffer.from(state().toString().replace('"version"', ',"version"')),
    problems: ["it is not valid JSON"],
  },
  { what: "not an object", bytes: Buffer.from("[1]"), problems: ["it is not a JSON object"] },
  {
    what: "compressed and cut off",
    bytes: gzipSync(state()).subarray(0, -20),
    problems: ["it is compressed and cannot be decompressed: unexpected end of file"],
  },
  {
    what: "compressed with zstd and cut off",
    bytes: Buffer.from("28b52ffd6444390000", "hex"),
    problems: ["it is compressed and cannot be decompressed: unexpected EOF"],
  },
  {
    what: "of a later format",
    bytes: state((parts) => (parts.version = 5)),
    problems: ["its format has version 5; only 3 and 4 are known"],
  },
  { what: "without a stack", bytes: state((parts) => (parts.stack = 1)), problems: ["it names no stack"] },
  {
    what: "of another stack",
    bytes: state((parts) => (parts.stack = "organization/amorphic/prod")),
    problems: ["it is the state of organization/amorphic/prod, not of organization/amorphic/dev"],
    engineTakesIt: true,
  },
  {
    what: "without a manifest",
    bytes: state(({ latest }) => Reflect.deleteProperty(latest, "manifest")),
    problems: ["it has no manifest"],
    engineTakesIt: true,
  },
  {
    what: "with another version in the manifest",
    bytes: state(({ latest }) => (latest.manifest["version"] = "v3.0.0")),
    problems: ["its manifest is inconsistent: the magic does not match the version"],
  },
  {
    what: "with resources that are not a list",
    bytes: state(({ latest }) => (latest.resources = {} as Stored[])),
    problems: ["its resources are not a list"],
  },
  {
    what: "with a resource without urn",
    bytes: state(({ latest }) => latest.resources.push({ urn: "" })),
    problems: ["resource 5 has no urn"],
  },
  {
    what: "with a resource of another stack",
    bytes: state(({ latest }) =>
      latest.resources.push({ ...latest.resources[0]!, urn: "urn:pulumi:prod::amorphic::t::n" }),
    ),
    problems: ["t n: its urn belongs to another stack"],
    engineTakesIt: true,
  },
  {
    what: "without a type",
    bytes: state((parts) => (find(parts, "rSales")["type"] = "")),
    problems: ["Domain rSales: it has no type"],
  },
  {
    what: "with an id on a resource that must not have one",
    bytes: state((parts) => (find(parts, "rSales")["custom"] = false)),
    problems: ["Domain rSales: it has an id, but is of a kind that has none"],
  },
  {
    what: "with a resource twice",
    bytes: state((parts) => parts.latest.resources.push(find(parts, "rSales"))),
    problems: ["Domain rSales: it appears twice"],
  },
  {
    what: "without a provider",
    bytes: state((parts) => remove(parts, "default")),
    problems: ["Domain", "Dataset"].map(
      (type) =>
        `${type} ${type === "Domain" ? "rSales" : "rOrders"}: its provider pulumi-nodejs default::p1 is not in the state before it`,
    ),
  },
  {
    what: "without a parent",
    bytes: state((parts) => (find(parts, "rSales")["parent"] = urnOf("Domain", "rGone"))),
    problems: ["Domain rSales: its parent Domain rGone is not in the state"],
  },
  {
    what: "without a dependency of a resource",
    bytes: state((parts) => remove(parts, "rSales")),
    problems: ["Dataset rOrders: its dependency Domain rSales is not in the state"],
  },
  {
    what: "without a dependency of a property",
    bytes: state((parts) =>
      Object.assign(find(parts, "rOrders"), { propertyDependencies: { Tag: [urnOf("Tag", "a")] } }),
    ),
    problems: ["Dataset rOrders: its dependency in Tag Tag a is not in the state"],
  },
  {
    what: "in the wrong order",
    bytes: state(({ latest }) => latest.resources.push(latest.resources.splice(2, 1)[0]!)),
    problems: ["Dataset rOrders: its dependency Domain rSales comes after it"],
  },
  {
    what: "with missing resources in deletedWith and replaceWith",
    bytes: state((parts) =>
      Object.assign(find(parts, "rOrders"), { deletedWith: urnOf("Tag", "a"), replaceWith: [urnOf("Tag", "b")] }),
    ),
    problems: [
      "Dataset rOrders: its deletedWith Tag a is not in the state",
      "Dataset rOrders: its replaceWith Tag b is not in the state",
    ],
  },
];

/** States that look odd, but are sound. */
export const SOUND: readonly { readonly what: string; readonly bytes: Buffer }[] = [
  { what: "as Pulumi writes it", bytes: state() },
  { what: "of a stack that was never deployed", bytes: state((parts) => Reflect.deleteProperty(parts, "latest")) },
  { what: "compressed", bytes: gzipSync(state()) },
  { what: "of version 4", bytes: state((parts) => (parts.version = 4)) },
  {
    what: "with empty relations",
    bytes: state((parts) =>
      Object.assign(find(parts, "rSales"), {
        parent: "",
        provider: "",
        dependencies: [""],
        propertyDependencies: { Tag: null },
        deletedWith: "",
      }),
    ),
  },
  {
    what: "with a resource that awaits its replacement, whose provider is gone",
    bytes: state((parts) =>
      Object.assign(find(parts, "rOrders"), { provider: `${PROVIDER}::gone`, pendingReplacement: true }),
    ),
  },
  {
    what: "with a resource that awaits its deletion beside its replacement",
    bytes: state((parts) => parts.latest.resources.push({ ...find(parts, "rSales"), id: "old", delete: true })),
  },
];
