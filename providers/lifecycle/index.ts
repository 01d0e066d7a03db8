import type { ResourceType } from "../catalog/type";
import { check, type CheckResult } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { changesOf, isUnchanged } from "./diff";
import type { Properties } from "./inputs";
import type { Platform } from "./platform";
import { guardReplace } from "./protection";
import { read, type Lists, type ReadResult } from "./read";
import type { Result } from "./result";
import { update } from "./update";

export interface DiffResult {
  readonly changes: boolean;
  readonly replaces: string[];
  readonly deleteBeforeReplace: boolean;
}

/** The lifecycle of all resources of one type. Properties are plain values; unknowns may stand in `check` and `diff`. */
export class Lifecycle {
  readonly #lists: Lists = new Map();

  constructor(
    readonly type: ResourceType,
    readonly platform: Platform,
  ) {}

  check(olds: Properties, news: Properties): CheckResult {
    return check(this.platform.vault, this.type, olds, news);
  }

  /** @throws UserError if a protected resource would be replaced */
  diff(olds: Properties, news: Properties): DiffResult {
    const changes = changesOf(this.type, olds, news);
    if (changes.replaces.length > 0) guardReplace(this.type, olds, changes.replaces, this.platform.policy);
    return {
      // Another handler text heals itself by an update that sends nothing.
      changes: !isUnchanged(changes) || olds.__provider !== news.__provider,
      replaces: [...changes.replaces],
      // Natural keys are unique: the new object cannot stand beside the old.
      deleteBeforeReplace: true,
    };
  }

  create(inputs: Properties): Promise<Result> {
    this.#lists.clear();
    return create(this.platform, this.type, inputs);
  }

  read(id: string, olds: Properties): Promise<ReadResult> {
    return read(this.platform, this.#lists, this.type, id, olds);
  }

  update(id: string, olds: Properties, news: Properties): Promise<Result> {
    this.#lists.clear();
    return update(this.platform, this.type, id, olds, news);
  }

  delete(id: string, olds: Properties): Promise<void> {
    this.#lists.clear();
    return remove(this.platform, this.type, id, olds);
  }
}
