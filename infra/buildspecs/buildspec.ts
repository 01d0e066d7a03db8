import { stringify } from "yaml";

/**
 * A list of commands, one program each. CodeBuild (version 0.2) runs them one after another in one shell and ends the
 * phase at the first failure. No command is a pipe or a sequence, since a shell would hide failures inside it.
 */
interface Phase {
  readonly "runtime-versions"?: Readonly<Record<string, string>>;
  readonly commands: readonly string[];
  /** Runs also when a command has failed. */
  readonly finally?: readonly string[];
}

/** What is uploaded: paths relative to the directory. */
export interface Files {
  readonly "base-directory": string;
  readonly files: readonly string[];
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html, as far as it is used here. */
export interface Buildspec {
  readonly version: 0.2;
  readonly env: { readonly shell: "bash"; readonly "exported-variables"?: readonly string[] };
  readonly phases: {
    readonly install?: Phase;
    readonly pre_build?: Phase;
    readonly build: Phase;
    /** Runs also when `build` has failed, but not when an earlier phase has. */
    readonly post_build?: Phase;
  };
  readonly reports?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  readonly artifacts?: Files | { readonly "secondary-artifacts": Readonly<Record<string, Files>> };
  readonly cache?: {
    /** A cache stored under this key is never overwritten. */
    readonly key?: string;
    readonly paths: readonly string[];
  };
}

export const render = (buildspec: Buildspec): string => stringify(buildspec, { lineWidth: 0 });
