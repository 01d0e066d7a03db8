import assert from "node:assert/strict";
import type { SendStep } from "../../providers/catalog/type";
import { ApiError, type Api, type JsonObject, type Page } from "../../providers/client/api";
import type { Properties } from "../../providers/lifecycle/inputs";
import { poll } from "../../providers/lifecycle/live/poll";
import { hasStatus, settle, waitUntilGone } from "../../providers/lifecycle/live/wait";
import { typeOf } from "./stage";

const type = typeOf("Dataset");
const { wait } = type.steps.find((step): step is SendStep => step.kind === "send") ?? {};

/** A platform that is busy with each of its datasets until it is told otherwise, and counts calls. */
class AtWork implements Pick<Api, "send" | "list"> {
  /** Reads by id. */
  readonly looks = new Map<string, number>();
  /** Pages read. */
  pages = 0;
  /** Undefined: the objects are gone. */
  status: string | undefined = "registering";

  /** @param pagesOf the pages of a list, given the objects as they are */
  constructor(
    readonly ids: readonly string[],
    readonly pagesOf: (objects: JsonObject[]) => JsonObject[][] = (objects) => [objects],
  ) {}

  send({ path }: { path: string }): Promise<JsonObject> {
    const id = path.split("/").at(-1) ?? "";
    this.looks.set(id, (this.looks.get(id) ?? 0) + 1);
    if (this.status === undefined) return Promise.reject(new ApiError("not-found", "gone"));
    return Promise.resolve(this.#object(id));
  }

  async *list(): AsyncGenerator<Page, void> {
    const all = this.status === undefined ? [] : this.ids.map((id) => this.#object(id));
    for (const objects of this.pagesOf(all)) {
      this.pages++;
      // As a call takes a while.
      await new Promise(setImmediate);
      yield { objects };
    }
  }

  /** Waits for all of them; the platform is done as soon as `isDone` says so. */
  async settled(isDone: (platform: AtWork) => boolean, trustMs?: number): Promise<void> {
    assert.ok(wait);
    const { done } = wait;
    const ended = (answer: JsonObject): boolean => {
      if (isDone(this)) this.status = "completed";
      return hasStatus(wait, answer, done);
    };
    const one = async (id: string): Promise<void> => {
      const answer = await settle(this.#waiting(id), wait, ended, trustMs);
      assert.equal(answer["RegistrationStatus"], "completed");
    };
    await Promise.all(this.ids.map(one));
  }

  /** Waits until all of them are gone. */
  async vanished(): Promise<void> {
    await Promise.all(this.ids.map((id) => waitUntilGone(this.#waiting(id))));
  }

  #waiting = (id: string) => ({
    api: this as unknown as Api,
    type,
    id,
    inputs: { logicalId: id, DatasetName: id } as unknown as Properties,
  });

  #object = (id: string): JsonObject => ({ DatasetId: id, RegistrationStatus: this.status });
}

const named = (count: number): string[] => Array.from({ length: count }, (_, i) => `id-${i}`);
const sum = (counts: Iterable<number>): number => [...counts].reduce((a, b) => a + b, 0);

describe("Waiting for the platform", () => {
  it("asks for each object only once if it is done already", async () => {
    const platform = new AtWork(named(12));
    platform.status = "completed";
    await platform.settled(() => false);
    assert.deepEqual([[...platform.looks.values()], platform.pages], [Array<number>(12).fill(1), 0]);
  });

  it("polls one list for all objects, and asks for each one again only when the list shows it as done", async () => {
    const platform = new AtWork(named(12));
    await platform.settled(({ pages }) => pages >= 4);
    assert.deepEqual([...platform.looks.values()], Array<number>(12).fill(2));
    assert.ok(platform.pages <= 6, `${platform.pages} pages`);
  });

  it("reads the list again if it was empty at first", async () => {
    const platform: AtWork = new AtWork(named(12), (objects) => (sum(platform.looks.values()) >= 24 ? [objects] : []));
    await platform.settled(({ pages }) => pages >= 2);
    assert.ok(platform.pages >= 2);
  });

  it("reads the list again if that failed once", async () => {
    let failures = 1;
    const platform = new AtWork(named(12), (objects) => {
      if (failures-- > 0) throw new Error("HTTP 503");
      return [objects];
    });
    await platform.settled(({ pages }) => pages >= 2);
    assert.ok(platform.pages >= 2);
  });

  it("polls each object itself if there are few, or if the list has too many pages", async () => {
    const few = new AtWork(named(3));
    await few.settled(({ looks }) => sum(looks.values()) >= 9);
    assert.equal(few.pages, 0);

    const empty: JsonObject[] = [];
    const long = new AtWork(named(8), (objects) => [empty, empty, objects]);
    await long.settled(({ looks }) => sum(looks.values()) >= 32);
    assert.equal(long.pages, 3, "read once, to know that");
  });

  it("asks for the objects themselves after a while, since a list may stay outdated", async () => {
    const behind = (objects: JsonObject[]) => [objects.map((each) => ({ ...each, RegistrationStatus: "registering" }))];
    const platform = new AtWork(named(8), behind);
    await platform.settled(({ pages }) => pages >= 3, 200);
    assert.ok(sum(platform.looks.values()) > 8);
  });

  for (const [what, pagesOf] of [
    ["does not show the objects", () => [[]]],
    ["shows no status", (objects: JsonObject[]) => [objects.map(({ DatasetId }) => ({ DatasetId }))]],
    [
      "cannot be read",
      () => {
        throw new Error("HTTP 403");
      },
    ],
    [
      "shows them as done too early",
      (objects: JsonObject[]) => [objects.map((each) => ({ ...each, RegistrationStatus: "completed" }))],
    ],
  ] as const) {
    it(`polls each object itself if the list ${what}`, async () => {
      const platform = new AtWork(named(8), pagesOf);
      await platform.settled(({ looks }) => sum(looks.values()) >= 32);
      assert.ok(sum(platform.looks.values()) >= 32);
    });
  }

  it("polls one list for all deletions, and asks for each object once it is no longer listed", async () => {
    const platform: AtWork = new AtWork(named(12), (objects) => {
      if (platform.pages === 3) platform.status = undefined;
      return [objects];
    });
    platform.status = "deleting";
    await platform.vanished();
    assert.deepEqual([...platform.looks.values()], Array<number>(12).fill(2));
    assert.ok(platform.pages <= 6, `${platform.pages} pages`);
  });

  it("does not consider an object deleted just because no list shows it", async () => {
    const platform: AtWork = new AtWork(named(8), () => {
      if (sum(platform.looks.values()) >= 24) platform.status = undefined;
      return [[]];
    });
    await platform.vanished();
    assert.ok(sum(platform.looks.values()) >= 32);
  });

  it("says how long it waited in readable units", async () => {
    const now = Date.now;
    try {
      for (const [limitMs, said] of [
        [20_000, "20 s"],
        [60_000, "1 min"],
        [undefined, "30 min"],
      ] as const) {
        let late = 0;
        Date.now = () => now() + late;
        const ask = () => Promise.resolve((late += 1_800_001));
        const options = { limitMs, wayOut: "Look at it." };
        await assert.rejects(
          poll(
            ask,
            () => false,
            () => "It is still pending",
            options,
          ),
          { name: "UserError", message: `It is still pending after ${said}. Look at it.` },
        );
      }
    } finally {
      Date.now = now;
    }
  });
});
