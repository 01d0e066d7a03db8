/** The result of one action. */
export interface Outcome {
  readonly isGood: boolean;
  /** Set if there was nothing to run it on: reported, but no failure. */
  readonly wasRun?: false;
  /** Why it failed, or what there is to report. */
  readonly said: string;
}

export const notRun = (why: string): Outcome => ({ isGood: true, wasRun: false, said: `not run: ${why}` });
