import type { Dialect } from "../plan/markdown";
import type { Problem } from "../plan/model";

/** Where a pull request is: what each of the four hosts needs to be told. */
export interface Place {
  /** `owner/name`, `group/…/name`, `workspace/name` or, on CodeCommit, `name`. */
  readonly repository: string;
  /** Number of the pull request, as its address shows it. */
  readonly pullRequest: string;
  /** Base URL of the host's API, without a slash at its end. */
  readonly apiUrl: string;
  /** AWS region, for CodeCommit. */
  readonly region?: string;
}

export interface PullRequest {
  readonly isOpen: boolean;
  /** The commit at its head. */
  readonly commit: string;
}

export type StatusState = "pending" | "success" | "failure";

export interface Status {
  readonly state: StatusState;
  /** What is checked, such as `amorphic-cicd/plan/dev`; a later status of the same name takes the place of this one. */
  readonly name: string;
  readonly description: string;
  /** Of the build. */
  readonly url?: string;
}

/** A place that shows pull requests. Every call throws a UserError that says what the host answered and the way out. */
export interface Host {
  readonly dialect: Dialect;
  pullRequest(): Promise<PullRequest>;
  /** The ids of the comments that begin with the marker and are our own, as far as the host tells whose they are. */
  findOwn(marker: string): Promise<string[]>;
  create(body: string): Promise<void>;
  /** @returns false if the comment is gone, or turned out to be somebody else's */
  update(id: string, body: string): Promise<boolean>;
  /** Absent where commits have no status. */
  status?(commit: string, status: Status): Promise<void>;
  /** Puts problems beside the lines they are in; none clears what an earlier run put there. Absent where nothing does. */
  annotate?(commit: string, name: string, problems: readonly Problem[]): Promise<void>;
}
