import type { Measured } from "./process";

/** What both can do, in the order in which it is measured. */
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

/** A project of one size, made ready to be measured. */
export interface Subject {
  readonly run: (operation: Operation) => Promise<Measured>;
  /** Of the state after a deployment, in bytes. */
  readonly stateBytes: () => Promise<number>;
  readonly remove: () => void;
}
