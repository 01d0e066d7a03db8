import type { ResourceType, Smoke } from "../catalog/type";
import { adopt } from "./ownership/adopt";
import { alreadyLive } from "./live/already-live";
import { check, type CheckResult } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { changesOf, isUnchanged, newlyManaged, noLongerManaged } from "./diff";
import { requireFreeName } from "./ownership/free-name";
import type { Properties } from "./inputs";
import type { Lists } from "./live/listing";
import { match, type Match } from "./live/match";
import type { Platform } from "./platform";
import { guardReplace } from "./ownership/protection";
import { read, type ReadResult } from "./read";
import type { Result } from "./result";
import { smoke } from "./smoke";
import { update } from "./update";
import { listAll, readComplete, type CompleteObject, type Listed } from "./live/complete-object";
import { readFiles, type LiveFile } from "./live/files";
import { verify } from "./verify";

export interface DiffResult {
  readonly changes: boolean;
  readonly replaces: string[];
  readonly deleteBeforeReplace: boolean;
}

/** The lifecycle of all resources of one type. Properties are plain values; `check` and `diff` accept unknowns. */
export class Lifecycle {
  readonly #lists: Lists = new Map();

  constructor(
    readonly type: ResourceType,
    readonly platform: Platform,
  ) {}

  async check(olds: Properties, news: Properties): Promise<CheckResult> {
    await this.platform.vault.load(news);
    return check(this.platform.vault, this.type, olds, news);
  }

  /**
   * Makes at most one call: if a property that is set for the first time would force a replacement, the object may already
   * have that value.
   * @param isShownOnly the result is only shown, by a refresh or a plan, so nothing is refused
   * @throws UserError if a protected resource would be replaced
   */
  async diff(id: string, olds: Properties, news: Properties, isShownOnly = false): Promise<DiffResult> {
    const changes = changesOf(this.type, olds, news);
    const unsure = newlyManaged(changes, olds, news);
    const same = unsure.length > 0 ? await alreadyLive(this.platform, this.type, id, news, unsure) : [];
    const replaces = changes.replaces.filter((key) => !same.includes(key));
    if (replaces.length > 0 && !isShownOnly) guardReplace(this.type, olds, replaces, this.platform.policy);
    return {
      // A new handler text (`__provider`) gets into the state by an update that sends nothing, and what is no longer managed
      // out of it.
      changes:
        !isUnchanged(changes) ||
        noLongerManaged(this.type, olds, news).length > 0 ||
        olds.__provider !== news.__provider,
      replaces,
      // Natural keys are unique: the new object cannot exist beside the old one.
      deleteBeforeReplace: true,
    };
  }

  /**
   * Checks, before a replacement deletes anything, that the new object's name is free.
   * @throws UserError if another object has it
   */
  async requireFreeName(id: string, news: Properties, { replaces }: DiffResult): Promise<void> {
    if (!replaces.some((key) => this.type.naturalKey.includes(key))) return;
    await requireFreeName(this.platform, this.#lists, this.type, id, news);
  }

  async create(inputs: Properties): Promise<Result> {
    this.#lists.clear();
    await this.platform.vault.load(inputs);
    return create(this.platform, this.type, inputs);
  }

  /** The objects that already exist under the natural key of these checked inputs. */
  match(inputs: Properties): Promise<Match> {
    return match(this.platform, this.#lists, this.type, inputs);
  }

  /** Records that an object found by `match` is ours from now on. */
  adopt(id: string, inputs: Properties): Promise<void> {
    return adopt(this.platform, this.type, id, inputs);
  }

  /**
   * What is wrong with a resource that a run has just created or changed; empty if nothing is.
   * @param oneOfMany whether enough resources are verified for the type's list to take fewer calls
   */
  verify(id: string, outputs: Properties, oneOfMany: boolean): Promise<string[]> {
    return verify(this.platform, this.type, id, outputs, oneOfMany ? this.#lists : undefined);
  }

  /** Runs the resource's smoke test. @returns what went wrong, if anything did */
  smoke(id: string, outputs: Properties, wanted: Smoke): Promise<string | undefined> {
    return smoke(this.platform, this.type, id, outputs, wanted);
  }

  read(id: string, olds: Properties): Promise<ReadResult> {
    return read(this.platform, this.#lists, this.type, id, olds);
  }

  /** All objects of the type, or those below the one other object that `place` names. */
  async listAll(place: Properties): Promise<Listed[]> {
    return listAll(await this.platform.api(), this.type, place);
  }

  /** All that can be read of an object without a definition; undefined if it is gone. */
  async readComplete(id: string, listed: Properties): Promise<CompleteObject | undefined> {
    return readComplete(await this.platform.api(), this.type, id, listed);
  }

  /** The files of an object, and why others could not be read. */
  async readFiles(id: string, object: Properties): Promise<{ files: LiveFile[]; reasons: string[] }> {
    return readFiles(await this.platform.api(), this.type, id, object);
  }

  async update(id: string, olds: Properties, news: Properties): Promise<Result> {
    this.#lists.clear();
    await this.platform.vault.load(news);
    return update(this.platform, this.type, id, olds, news);
  }

  /** @returns a note if nothing was deleted because the object now belongs to another resource */
  delete(id: string, olds: Properties): Promise<string | undefined> {
    this.#lists.clear();
    return remove(this.platform, this.type, id, olds);
  }
}
