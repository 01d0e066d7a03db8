import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { catalog } from "../catalog";
import type { ResourceType } from "../catalog/type";
import { isImmutable } from "../lifecycle/inputs";
import { mapPackable, mayBePacked, packed, unpacked } from "./packing";
import { typeOf } from "./names";

type Values = Readonly<Record<string, unknown>>;

/**
 * In the outputs that state holds, what stands for a packed text which the inputs beside them hold as well: a dataset's 30
 * columns would be 4 KB twice. The digest is of what was confirmed, so that outputs differ where values do.
 *
 * The engine puts new inputs beside old outputs only where `diff` found them to mean the same. So a stand-in stands for what
 * the inputs hold, even if they say it in other words by now.
 */
const standInFor = (text: string): string =>
  `as in inputs: ${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;

/** Only of a property that `mayBePacked`: there no author's text is taken for one, as the rest is JSON. */
export const isStandIn = (value: unknown): value is string =>
  typeof value === "string" && /^as in inputs: [0-9a-f]{16}$/.test(value);

/** Whether it is the stand-in of this very text. */
export const standsFor = (standIn: string, text: unknown): boolean =>
  typeof text === "string" && standInFor(text) === standIn;

/** Shorter ones, which an eye still takes in, would save next to nothing: a stand-in has 30 characters itself. */
const LONG = 200;

/**
 * Of a secret without a value at hand the inputs may lose the fingerprint. Then the outputs alone know what was confirmed,
 * so they keep it.
 */
const MAY_HOLD_SECRETS = /"!(?:Environ|Secret)"/;

const isReplaceable = (value: unknown): value is string =>
  typeof value === "string" && value.length > LONG && /^[[{]/.test(value) && !MAY_HOLD_SECRETS.test(value);

/**
 * Outputs as state is to hold them beside these inputs. What cannot be changed in place stays in full: whoever fails to tell
 * what a stand-in stands for, such as an earlier version, takes it for a change, and must not replace an object for that.
 */
export const shortened = (type: ResourceType, outputs: Values, inputs: Values): Record<string, unknown> =>
  mapPackable(type, outputs, (value, key) =>
    isReplaceable(value) && value === inputs[key] && !isImmutable(type, key) ? standInFor(value) : value,
  );

/** Outputs with what their stand-ins stand for, as far as the inputs tell. */
export const whole = (type: ResourceType, outputs: Values, inputs: Values = {}): Record<string, unknown> =>
  mapPackable(type, outputs, (value, key) => (isStandIn(value) && Object.hasOwn(inputs, key) ? inputs[key] : value));

/**
 * Outputs without stand-ins that nothing resolves, as of a property that left the definition: nobody knows its value any
 * more, unless it comes back in the same words.
 */
export const known = (type: ResourceType, outputs: Values, news: Values): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([key, value]): [string, unknown][] => {
      if (!mayBePacked(type, key) || !isStandIn(value)) return [[key, value]];
      const again = news[key];
      return again === value || standsFor(value, again) ? [[key, again]] : [];
    }),
  );

interface Live {
  readonly inputs: Values;
  readonly props: Values;
}

/**
 * What a refresh found, with the recorded stand-in wherever it found no difference: the engine calls a resource changed if
 * its outputs are. What differs is told in full. What nothing resolves cannot be compared, and stays as it was recorded.
 * @param recorded outputs as state holds them
 * @param olds the same, whole
 */
export function asRecorded(type: ResourceType, recorded: Values, olds: Values, live: Live) {
  const inputs: Record<string, unknown> = { ...live.inputs };
  const props: Record<string, unknown> = { ...live.props };
  const uncompared: string[] = [];
  for (const [key, standIn] of Object.entries(recorded)) {
    if (!mayBePacked(type, key) || !isStandIn(standIn)) continue;
    const isKnown = olds[key] !== standIn;
    const isSame = isKnown ? isDeepStrictEqual(inputs[key], olds[key]) : standsFor(standIn, inputs[key]);
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
 * Values as state holds them after a deployment.
 * @param name of a type of the catalog, uncorrected, as the handlers know it
 */
export function packedState(name: string, values: State): State {
  const type = catalog.get(name);
  if (!type) return values;
  const [inputs, outputs] = [packed(type, values.inputs), packed(type, values.outputs)];
  return { inputs, outputs: shortened(type, outputs, inputs) };
}

const typeFor = (urn: string): ResourceType | undefined => catalog.get(typeOf(urn) ?? "");

/** The outputs of a resource as the engine knows it, with what their stand-ins stand for; those of others as they are. */
export function wholeOutputs(urn: string, { inputs, outputs }: State): Values {
  const type = typeFor(urn);
  return type ? whole(type, outputs, inputs) : outputs;
}

/** Inputs and outputs of a resource as the engine knows it, as values; those of others as they are. */
export function unpackedOf(urn: string, { inputs, outputs }: State): State {
  const type = typeFor(urn);
  if (!type) return { inputs, outputs };
  const plain = unpacked(type, inputs);
  return { inputs: plain, outputs: unpacked(type, whole(type, outputs, plain)) };
}
