import type { Plan } from "../../../commands/plan/model";
import { planOf } from "../../../commands/plan/plan";
import type { Preview, Step } from "../../../commands/plan/preview";

export const urnOf = (type: string, name: string): string =>
  `urn:pulumi:dev::amorphic::pulumi-nodejs:dynamic/amorphic:${type}::${name}`;

type Values = Readonly<Record<string, unknown>>;

const state = (type: string, inputs: Values, outputs: Values = inputs) => ({
  type: `pulumi-nodejs:dynamic/amorphic:${type}`,
  inputs: { __provider: "text", ...inputs },
  outputs: { __provider: "text", ...outputs },
});

/** Steps as `pulumi preview --json` tells them. */
export const steps = {
  same: (type: string, name: string, values: Values = {}): Step => ({
    op: "same",
    urn: urnOf(type, name),
    oldState: state(type, { logicalId: name, ...values }),
    newState: state(type, { logicalId: name, ...values }),
  }),
  create: (type: string, name: string, values: Values = {}): Step => ({
    op: "create",
    urn: urnOf(type, name),
    newState: state(type, { logicalId: name, ...values }),
  }),
  update: (type: string, name: string, olds: Values, news: Values, outputs: Values = olds): Step => ({
    op: "update",
    urn: urnOf(type, name),
    oldState: state(type, { logicalId: name, ...olds }, { logicalId: name, ...outputs }),
    newState: state(type, { logicalId: name, ...news }),
  }),
  delete: (type: string, name: string, formerName = name): Step => ({
    op: "delete",
    urn: urnOf(type, name),
    oldState: state(type, { logicalId: formerName }),
  }),
  /** What a refresh found: as the last run left it, and as it is. */
  refresh: (type: string, name: string, recorded: Values, live: Values = recorded): Step => ({
    op: "refresh",
    urn: urnOf(type, name),
    oldState: { ...state(type, { logicalId: name, ...recorded }), id: `id of ${name}` },
    newState: { ...state(type, { logicalId: name, ...live }), id: `id of ${name}` },
  }),
  /** The three steps of deleting first. `from` says by property which resources its value comes from. */
  replace: (
    type: string,
    name: string,
    olds: Values,
    news: Values,
    from: Readonly<Record<string, readonly string[]>> = {},
  ): Step[] => {
    const urn = urnOf(type, name);
    const oldState = { ...state(type, { logicalId: name, ...olds }), id: `id of ${name}` };
    const newState = { ...state(type, { logicalId: name, ...news }), propertyDependencies: from };
    return [
      { op: "delete-replaced", urn, oldState },
      { op: "replace", urn, oldState, newState },
      { op: "create-replacement", urn, oldState, newState },
    ];
  },
};

const OPEN = { "amorphic:protect": "[]" };

const preview = (made: readonly Step[], more: Preview = {}): Preview => ({ config: OPEN, steps: made, ...more });

/** Everything is known, and nothing is hidden. */
const CIRCUMSTANCES = { refreshed: true, isSet: () => true, redact: (text: string) => text };

export const planned = (made: Preview, circumstances: Partial<typeof CIRCUMSTANCES> = {}): Plan =>
  planOf(made, { ...CIRCUMSTANCES, ...circumstances });

/** The plan of some steps, in a stack that protects nothing unless `more` says so. */
export const planOfSteps = (made: readonly Step[], more?: Preview): Plan => planned(preview(made, more));
