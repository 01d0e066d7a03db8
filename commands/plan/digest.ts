/** The parts of `pulumi preview --json` that a plan is made of (`PreviewDigest`, pkg/display/json.go). */
export interface Digest {
  readonly config?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly diagnostics?: readonly Diagnostic[];
}

export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: State | null;
  readonly newState?: State | null;
}

interface State {
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface Diagnostic {
  readonly urn?: string;
  readonly message?: string;
  readonly severity?: string;
}

/** @returns undefined if the text is no digest, as when the CLI failed before it began */
export function parseDigest(text: string): Digest | undefined {
  try {
    const digest: unknown = JSON.parse(text);
    return typeof digest === "object" && digest !== null ? digest : undefined;
  } catch {
    return undefined;
  }
}
