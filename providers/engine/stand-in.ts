import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { catalog } from "../catalog";
import type { ResourceType } from "../catalog/type";
import { isImmutable } from "../lifecycle/inputs";
import { mapPackable, mayBePacked, packed, unpacked } from "./packing";
import { typeOf } from "./names";

type Values = Readonly<Record<string, unknown>>;

/**
 * Replaces a packed text in the outputs in state if the inputs hold it as well; the 30 columns of a dataset would be stored
 * as 4 KB twice. The digest is that of the confirmed value, so that outputs differ if values do.
 *
 * The engine stores new inputs beside old outputs only if `diff` found them equivalent. So a stand-in always means the value
 * in the inputs, even if its wording has changed since.
 */
const standInFor = (text: string): string =>
  `as in inputs: ${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;

/** Call it only for a property that `mayBePacked`: its other texts are JSON, so no author's text can look like a stand-in. */
export const isStandIn = (value: unknown): value is string =>
  typeof value === "string" && /^as in inputs: [0-9a-f]{16}$/.test(value);

/** Whether it is the stand-in for exactly this text. */
export const isStandInFor = (standIn: string, text: unknown): boolean =>
  typeof text === "string" && standInFor(text) === standIn;

/** Shorter texts are still readable, and replacing them saves almost nothing: a stand-in itself has 30 characters. */
const LONG = 200;

/**
 * If the value of a secret is not available, its fingerprint may be lost from the inputs. Then only the outputs know what was
 * confirmed, so they keep it.
 */
const MAY_HOLD_SECRETS = /"!(?:Environ|Secret)"/;

const isReplaceable = (value: unknown): value is string =>
  typeof value === "string" && value.length > LONG && /^[[{]/.test(value) && !MAY_HOLD_SECRETS.test(value);

/**
 * The outputs to store in state beside the inputs. Immutable properties are stored in full: code that cannot resolve a
 * stand-in, such as an earlier version, sees a change and must not replace the object because of it.
 */
export const withStandIns = (type: ResourceType, outputs: Values, inputs: Values): Record<string, unknown> =>
  mapPackable(type, outputs, (value, key) =>
    isReplaceable(value) && value === inputs[key] && !isImmutable(type, key) ? standInFor(value) : value,
  );

/** Outputs with their stand-ins resolved, as far as the inputs allow. */
export const resolveStandIns = (type: ResourceType, outputs: Values, inputs: Values = {}): Record<string, unknown> =>
  mapPackable(type, outputs, (value, key) => (isStandIn(value) && Object.hasOwn(inputs, key) ? inputs[key] : value));

/**
 * Outputs, but without those stand-ins that cannot be resolved, such as that of a property removed from the definition: its
 * value is lost, unless the new inputs contain the same text.
 */
export const withoutUnresolved = (type: ResourceType, outputs: Values, news: Values): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([key, value]): [string, unknown][] => {
      if (!mayBePacked(type, key) || !isStandIn(value)) return [[key, value]];
      const again = news[key];
      return again === value || isStandInFor(value, again) ? [[key, again]] : [];
    }),
  );

interface Live {
  readonly inputs: Values;
  readonly props: Values;
}

/**
 * The result of a refresh, with the recorded stand-in for each unchanged value, as the engine reports a resource as changed
 * if its outputs are. Changed values are returned in full. Stand-ins that cannot be resolved cannot be compared and stay.
 * @param recorded outputs as in state
 * @param olds the same outputs with their stand-ins resolved
 */
export function asRecorded(type: ResourceType, recorded: Values, olds: Values, live: Live) {
  const inputs: Record<string, unknown> = { ...live.inputs };
  const props: Record<string, unknown> = { ...live.props };
  const uncompared: string[] = [];
  for (const [key, standIn] of Object.entries(recorded)) {
    if (!mayBePacked(type, key) || !isStandIn(standIn)) continue;
    const isKnown = olds[key] !== standIn;
    const isSame = isKnown ? isDeepStrictEqual(inputs[key], olds[key]) : isStandInFor(standIn, inputs[key]);
    if (isSame || !isKnown) props[key] = standIn;
    if (isSame || isKnown) continue;
    Reflect.deleteProperty(inputs, key);
    uncompared.push(key);
  }
  return { inputs, props, uncompared };
}

interface State {
  readonly inputs: Values;
  readonly outputs: Values;
}

/**
 * Values in the form in which state holds them after a deployment.
 * @param name of a type in the uncorrected catalog, which the handlers use
 */
export function packedState(name: string, values: State): State {
  const type = catalog.get(name);
  if (!type) return values;
  const [inputs, outputs] = [packed(type, values.inputs), packed(type, values.outputs)];
  return { inputs, outputs: withStandIns(type, outputs, inputs) };
}

const typeFor = (urn: string): ResourceType | undefined => catalog.get(typeOf(urn) ?? "");

/** The outputs of a resource in the engine's state with stand-ins resolved; unchanged if the resource is not ours. */
export function wholeOutputs(urn: string, { inputs, outputs }: State): Values {
  const type = typeFor(urn);
  return type ? resolveStandIns(type, outputs, inputs) : outputs;
}

/**
 * The inputs and outputs of a resource in the engine's state, unpacked and without stand-ins that cannot be resolved;
 * unchanged if the resource is not ours.
 */
export function unpackedOf(urn: string, { inputs, outputs }: State): State {
  const type = typeFor(urn);
  if (!type) return { inputs, outputs };
  const plain = unpacked(type, inputs);
  return { inputs: plain, outputs: unpacked(type, withoutUnresolved(type, resolveStandIns(type, outputs, plain), {})) };
}
