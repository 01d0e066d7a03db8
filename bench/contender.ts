import type { Measured } from "./process";

/** What both contenders can do, in the order of measuring. */
export const OPERATIONS = [
  "validate",
  "plan from nothing",
  "deploy",
  "plan",
  "plan without refresh",
  "plan with one change",
  "deploy of one change",
  "refresh",
  "destroy",
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** A project of one size, ready to be measured. */
export interface Subject {
  readonly run: (operation: Operation) => Promise<Measured>;
  /** Size of the state after a deployment, in bytes. */
  readonly stateBytes: () => Promise<number>;
  readonly remove: () => void;
}
