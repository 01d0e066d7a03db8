import type { Dialect } from "../plan/markdown";
import type { Problem } from "../plan/model";

/** Where a pull request is, for any of the four hosts. */
export interface Place {
  /** `owner/name`, `group/…/name`, `workspace/name` or, on CodeCommit, `name`. */
  readonly repository: string;
  /** Number of the pull request, as in its URL. */
  readonly pullRequest: string;
  /** Base URL of the host's API, without trailing slash. */
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
  /** Name of the check, such as `amorphic-cicd/plan/dev`; a later status of the same name replaces this one. */
  readonly name: string;
  readonly description: string;
  /** Of the build. */
  readonly url?: string;
}

/** A host of pull requests. Every call throws a UserError with the host's response and the way out. */
export interface Host {
  readonly dialect: Dialect;
  pullRequest(): Promise<PullRequest>;
  /** Ids of the comments that begin with the marker and are ours, as far as the host says who wrote them. */
  findOwn(marker: string): Promise<string[]>;
  create(body: string): Promise<void>;
  /** @returns false if the comment is gone or not ours */
  update(id: string, body: string): Promise<boolean>;
  /** Absent if the host has no commit status. */
  status?(commit: string, status: Status): Promise<void>;
  /** Annotates lines with their problems; an empty list clears those of an earlier run. Absent if not supported. */
  annotate?(commit: string, name: string, problems: readonly Problem[]): Promise<void>;
}
