/** What became of one action. */
export interface Outcome {
  readonly isGood: boolean;
  /** What there is nothing to run on is said, and does not fail. */
  readonly wasRun?: false;
  /** Why it failed, or what there is to say. */
  readonly said: string;
}

export const notRun = (why: string): Outcome => ({ isGood: true, wasRun: false, said: `not run: ${why}` });
