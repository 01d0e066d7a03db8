import { digestOf, type Digest } from "./digest";
import { countsOf, planLine, type Operation, type Plan } from "./model";

/** A plan as `plan --json` writes it; schemas/plan.schema.json is the same for other programs. */
export interface Report extends Plan {
  /** Of the format. */
  readonly version: 1;
  readonly project: string;
  readonly stack: string;
  readonly line: string;
  readonly counts: Readonly<Record<Operation, number>>;
  readonly digest: Digest;
}

export const reportOf = (plan: Plan, project: string, stack: string): Report => ({
  version: 1,
  project,
  stack,
  line: planLine(plan),
  counts: countsOf(plan),
  ...plan,
  digest: digestOf(plan),
});
