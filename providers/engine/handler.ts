import type { dynamic } from "@pulumi/pulumi";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { catalog } from "../catalog";
import type { ResourceType } from "../catalog/type";
import { projectCatalog } from "../corrections";
import { Lifecycle } from "../lifecycle";
import { inRecordedWords } from "../lifecycle/diff";
import { subjectOf, type Properties } from "../lifecycle/inputs";
import type { Platform } from "../lifecycle/platform";
import { PartialError, type Result } from "../lifecycle/result";
import { hasUnknown } from "../lifecycle/values";
import { UserError } from "../errors";
import { parseConfig } from "./config";
import { connect } from "./connect";
import { current } from "./current-config";
import { OLD_INPUTS, passOldInputs } from "./old-inputs";
import { packedLike, unpacked } from "./packing";
import { asRecorded, withoutUnresolved, withStandIns, resolveStandIns } from "./stand-in";

// Usually lazy-sdk.js has done this already, but not if the CLI is run by hand and is one that our commands do not know.
passOldInputs(messages);

/**
 * The provider that Pulumi's dynamic-provider process calls for the resources of one type.
 *
 * `configure` works synchronously and never fails: the process does not wait for it before other calls to the same
 * provider, and loses its error. So an error in the configuration is kept and thrown by every later call.
 */
class Handler implements dynamic.ResourceProvider {
  #lifecycle: () => Lifecycle = () => {
    throw new Error("configure was not called");
  };

  /**
   * Logical ids of the resources that the engine is refreshing. It then also calls `diff`, but only for display. Before a
   * change it calls `check`, which it never does in a refresh.
   */
  readonly #refreshing = new Set<unknown>();

  /** @param type as the catalog has it; the project may correct it */
  constructor(readonly type: ResourceType) {}

  configure({ config }: dynamic.ConfigureRequest): Promise<void> {
    try {
      const lifecycle = new Lifecycle(
        correctedType(this.type),
        platformOf((key) => config.get(`amorphic:${key}`)),
      );
      this.#lifecycle = () => lifecycle;
    } catch (error) {
      this.#lifecycle = () => {
        throw error;
      };
    }
    return Promise.resolve();
  }

  async check(olds: Properties, news: Properties): Promise<dynamic.CheckResult> {
    this.#refreshing.delete(news.logicalId);
    const { inputs, failures } = await quietly(() => this.#lifecycle().check(this.#plain(olds), this.#plain(news)));
    return { inputs: packedLike(this.type, news, inputs), failures };
  }

  async diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
    return quietly(async () => {
      const [lifecycle, wanted] = [this.#lifecycle(), this.#plain(news)];
      // Without a check, the engine also asks what a replacement means for dependents; then a value is unknown.
      const isRefresh = this.#refreshing.has(news.logicalId) && !hasUnknown(wanted);
      const result = await lifecycle.diff(id, this.#known(olds, news), wanted, isRefresh || planning);
      if (!isRefresh) await lifecycle.requireFreeName(id, wanted, result);
      return result;
    });
  }

  async create(inputs: Properties): Promise<dynamic.CreateResult> {
    return this.#answered(inputs, inputs, () => this.#lifecycle().create(this.#plain(inputs)));
  }

  async read(id: string, recorded: Properties): Promise<dynamic.ReadResult> {
    this.#refreshing.add(recorded.logicalId);
    const { [OLD_INPUTS]: before, ...outputs } = recorded as Recorded;
    const olds = resolveStandIns(this.type, outputs, before);
    const { inputs, props, ...found } = await quietly(() => this.#lifecycle().read(id, this.#plain(olds)));
    if (!inputs || !props) return found;
    const { uncompared, ...live } = asRecorded(this.type, outputs, olds, {
      inputs: packedLike(this.type, { ...olds, ...before }, this.#inRecordedWords(before, inputs)),
      props: packedLike(this.type, olds, props),
    });
    if (before || uncompared.length === 0) return { ...found, ...live };
    // The first request of a process started without lazy-sdk.js. If no inputs are returned, the engine keeps those in state.
    console.error(`${subjectOf(this.type, olds)}: ${uncompared.join(", ")} ${UNCOMPARED}`);
    return { ...found, props: live.props };
  }

  async update(id: string, olds: Properties, news: Properties): Promise<dynamic.UpdateResult> {
    const work = () => this.#lifecycle().update(id, this.#known(olds, news), this.#plain(news));
    return this.#answered({ ...olds, ...news }, news, work);
  }

  async delete(id: string, olds: Properties): Promise<void> {
    const note = await quietly(() => this.#lifecycle().delete(id, this.#plain(olds)));
    if (note !== undefined) console.error(note);
  }

  #inRecordedWords(recorded: Properties | undefined, live: Properties): Properties {
    return recorded ? inRecordedWords(this.#lifecycle().type, this.#plain(recorded), live) : live;
  }

  #plain(properties: Properties): Properties {
    return unpacked(this.type, properties);
  }

  /** Old outputs as unpacked values, without those that can no longer be resolved. */
  #known({ [OLD_INPUTS]: inputs, ...outputs }: Recorded, news: Properties): Properties {
    return this.#plain(withoutUnresolved(this.type, resolveStandIns(this.type, outputs, inputs), news));
  }

  /**
   * Outputs packed like the request, with stand-ins for long values that the inputs hold, too. Outputs that a partial
   * failure confirms become state as well.
   */
  async #answered(asked: Properties, inputs: Properties, work: () => Promise<Result>): Promise<Result> {
    const stored = (outputs: Properties) => withStandIns(this.type, packedLike(this.type, asked, outputs), inputs);
    try {
      const { id, outs } = await work();
      return { id, outs: stored(outs) };
    } catch (error) {
      if (!(error instanceof PartialError)) throw error;
      const { id, properties, cause } = error;
      throw new PartialError(id, stored(properties), cause as Error);
    }
  }
}

const UNCOMPARED =
  "could not be compared with what is live, as `pulumi` was run by hand. `amorphic-cicd drift` compares everything.";

/** Old outputs as `passOldInputs` passes them: with the old inputs. */
type Recorded = Properties & { readonly [OLD_INPUTS]?: Properties };

/**
 * Errors of check, diff, read and delete are not only returned to the engine: the process also prints them with their
 * stack. For a user error that is noise, as the engine shows it with the resource.
 */
async function quietly<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) printed.add(`${String(error)}: ${String(error.stack)}`);
    throw error;
  }
}

/** Entries are kept, as one error may fail many calls at once. */
const printed = new Set<unknown>();
const print = console.error;
console.error = (...args: unknown[]) => {
  if (!printed.has(args[0])) print(...args);
};

let corrected: ReadonlyMap<string, ResourceType> | undefined;

/** The type with the project's corrections; the process runs in the program's directory. */
function correctedType(type: ResourceType): ResourceType {
  corrected ??= projectCatalog(process.cwd());
  return corrected.get(type.name) ?? type;
}

/**
 * Whether `amorphic-cicd plan` runs the preview. It shows protected resources as blocked among all other changes, where a
 * refusal would end the preview. This weakens no protection: `delete` refuses in any case.
 */
const planning = process.env["AMORPHIC_CICD_PLAN"] === "true";

let platform: Platform | undefined;

/** One platform per process: all types share the connection, its limit and its token. */
const platformOf = (get: (key: string) => string | undefined): Platform =>
  (platform ??= connect(parseConfig(current(get, process.env))));

/** The handlers by type, as the provider text in state requests them. */
export const handlers: Readonly<Record<string, dynamic.ResourceProvider>> = Object.fromEntries(
  [...catalog.values()].map((type) => [type.name, new Handler(type)]),
);
