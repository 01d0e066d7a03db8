import { catalog } from "../../providers/catalog";
import type { ResourceType } from "../../providers/catalog/type";
import { check } from "../../providers/lifecycle/check";
import { create } from "../../providers/lifecycle/create";
import type { Properties } from "../../providers/lifecycle/inputs";
import type { Platform, Policy } from "../../providers/lifecycle/platform";
import type { Result } from "../../providers/lifecycle/result";
import { Vault } from "../../providers/lifecycle/secrets/vault";
import { FakeAmorphic } from "./fake-amorphic";
import { FakeJournal } from "./fake-journal";

export const KEY = "0123456789abcdef0123456789abcdef";

export const typeOf = (name: string): ResourceType => {
  const type = catalog.get(name);
  if (!type) throw new Error(`${name} is not in the catalog`);
  return type;
};

export const vaultOf = (environment: NodeJS.ProcessEnv = {}, plainEnv: readonly string[] = []): Vault =>
  new Vault({ key: KEY, environment, plainEnv });

/** An Amorphic, a journal and what the stack's file says. */
export class Stage {
  readonly amorphic: FakeAmorphic;
  readonly journal = new FakeJournal();
  policy: Policy = { protect: [], allow: [], import: [], userId: "us" };
  environment: NodeJS.ProcessEnv = {};

  constructor(readonly type: ResourceType) {
    this.amorphic = new FakeAmorphic(type);
  }

  get platform(): Platform {
    const { policy, journal, amorphic, environment } = this;
    return { policy, journal, vault: vaultOf(environment), api: () => Promise.resolve(amorphic) };
  }

  create(properties: Properties): Promise<Result> {
    return create(this.platform, this.type, this.checked(properties));
  }

  checked(properties: Properties): Properties {
    const { inputs, failures } = check(vaultOf(this.environment), this.type, {}, properties);
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    return inputs;
  }

  /** Runs the work until the first moment for which `isLast` holds, at which the process dies: nothing comes after. */
  async killedAt(
    isLast: (name: string, when: "before" | "after") => boolean,
    work: () => Promise<unknown>,
  ): Promise<void> {
    const { amorphic, journal } = this;
    let dead = false;
    const death = new Promise<void>((resolve) => {
      const moment = (name: string, when: "before" | "after") => {
        if (!dead && !isLast(name, when)) return undefined;
        dead = true;
        resolve();
        return new Promise<void>(() => undefined);
      };
      amorphic.moment = journal.moment = moment;
    });
    await Promise.race([work().then(settled, settled), death]);
    amorphic.moment = journal.moment = () => undefined;
  }
}

const settled = (): void => undefined;
