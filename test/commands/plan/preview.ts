import type { StateEvent } from "../../../commands/shared/engine-event";
import type { Plan } from "../../../commands/plan/model";
import { planOf, type PlanContext } from "../../../commands/plan/plan";
import type { Preview } from "../../../commands/plan/preview";
import { PreviewReader } from "../../../commands/plan/preview-reader";

export const urnOf = (type: string, name: string): string =>
  `urn:pulumi:dev::amorphic::pulumi-nodejs:dynamic/amorphic:${type}::${name}`;

type Values = Readonly<Record<string, unknown>>;

/** A step of the engine. */
export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly old?: StateEvent | null;
  /** For a refresh: what was found. */
  readonly new?: StateEvent | null;
  /** By input, the URNs of the resources that its value comes from. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
  /** As other providers report them. */
  readonly diffs?: readonly string[];
  readonly keys?: readonly string[];
}

export const foreignUrn = (type: string, name: string): string =>
  `urn:pulumi:dev::amorphic::acme:Team$${type}::${name}`;

const state = (inputs: Values, outputs: Values = inputs): StateEvent => ({
  inputs: { __provider: "text", ...inputs },
  outputs: { __provider: "text", ...outputs },
});

export const steps = {
  same: (type: string, name: string, values: Values = {}): Step => ({
    op: "same",
    urn: urnOf(type, name),
    old: state({ logicalId: name, ...values }),
    new: state({ logicalId: name, ...values }),
  }),
  create: (type: string, name: string, values: Values = {}): Step => ({
    op: "create",
    urn: urnOf(type, name),
    old: null,
    new: state({ logicalId: name, ...values }),
  }),
  update: (type: string, name: string, olds: Values, news: Values, outputs: Values = olds): Step => ({
    op: "update",
    urn: urnOf(type, name),
    old: state({ logicalId: name, ...olds }, { logicalId: name, ...outputs }),
    new: state({ logicalId: name, ...news }),
  }),
  delete: (type: string, name: string, formerName = name): Step => ({
    op: "delete",
    urn: urnOf(type, name),
    old: state({ logicalId: formerName }),
    new: null,
  }),
  /** The same for what is renamed in the same run: the first step has the URN in the state. */
  replaceRenamed: (type: string, from: string, to: string, olds: Values, news: Values): Step[] => {
    const before = { ...state({ logicalId: from, ...olds }), urn: urnOf(type, from), id: `id of ${from}` };
    const after = { ...state({ logicalId: to, renamedFrom: [from], ...news }), urn: urnOf(type, to) };
    return [
      { op: "delete-replaced", urn: urnOf(type, from), old: before, new: null },
      { op: "replace", urn: urnOf(type, to), old: before, new: after },
      { op: "create-replacement", urn: urnOf(type, to), old: before, new: after },
    ];
  },
  /** What a refresh found: as the last run left it, and as it is. */
  refresh: (type: string, name: string, recorded: Values, live: Values | null = recorded): Step => ({
    op: "refresh",
    urn: urnOf(type, name),
    old: { ...state({ logicalId: name, ...recorded }), id: `id of ${name}` },
    new: live && { ...state({ logicalId: name, ...live }), id: `id of ${name}` },
  }),
  /** The three steps of a replacement that deletes first. */
  replace: (type: string, name: string, olds: Values, news: Values, from: Step["from"] = {}): Step[] => {
    const urn = urnOf(type, name);
    const before = { ...state({ logicalId: name, ...olds }), id: `id of ${name}` };
    const after = state({ logicalId: name, ...news });
    return [
      { op: "delete-replaced", urn, old: before, new: null },
      { op: "replace", urn, old: before, new: after, from },
      { op: "create-replacement", urn, old: before, new: after, from },
    ];
  },
};

/** A step of another provider's resource. */
export function foreign(op: string, type: string, name: string, more: Pick<Step, "diffs" | "keys"> = {}): Step {
  const resource = { custom: true, id: `id of ${name}`, inputs: { password: "0pen" }, outputs: { password: "0pen" } };
  const isGone = op === "delete" || op === "delete-replaced";
  const [old, made] = [op === "create" ? null : resource, isGone ? null : resource];
  return { op, urn: foreignUrn(type, name), old, new: made, ...more };
}

/** What a preview says besides its steps. */
export interface Said {
  readonly config?: Readonly<Record<string, string>>;
  readonly diagnostics?: readonly object[];
}

/** The lines that `pulumi preview --json` prints for these steps, in the order in which Go writes the keys. */
export function linesOf(made: readonly Step[], { config, diagnostics = [] }: Said = {}): string[] {
  const events = [
    { preludeEvent: { config } },
    ...diagnostics.map((diagnosticEvent) => ({ diagnosticEvent })),
    ...made.flatMap(({ op, urn, old, new: news, diffs, keys }) => {
      const step = (from: StateEvent | null | undefined, to: StateEvent | null | undefined) => ({
        metadata: { op, urn, type: urn.split("::")[2], old: from, new: to, diffs, keys },
      });
      // A refresh does not know at its beginning what it will find.
      const began = step(old, op === "refresh" ? old : news);
      return [{ resourcePreEvent: began }, { resOutputsEvent: step(old, news) }];
    }),
    { summaryEvent: { isPreview: true } },
    { cancelEvent: {} },
  ];
  return events.map((event, sequence) => JSON.stringify({ sequence, timestamp: 1_700_000_000, ...event }));
}

export function previewOf(made: readonly Step[], said?: Said): Preview {
  const reader = new PreviewReader();
  for (const line of linesOf(made, said)) reader.line(line);
  return reader.preview;
}

/** Everything is known, and nothing is hidden. */
const CIRCUMSTANCES = { refreshed: true, isSet: () => true, redact: (text: string) => text };

export const planned = (made: readonly Step[], said?: Said, circumstances: Partial<PlanContext> = {}): Plan =>
  planOf(previewOf(made, said), {
    ...CIRCUMSTANCES,
    sources: new Map(made.flatMap(({ urn, from }) => (from ? [[urn, from] as const] : []))),
    ...circumstances,
  });

/** The plan of some steps, in a stack that protects nothing unless `said` says so. */
export const planOfSteps = (made: readonly Step[], said?: Said): Plan =>
  planned(made, { config: { "amorphic:protect": "[]" }, ...said });
