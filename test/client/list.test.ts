import assert from "node:assert/strict";
import { allOf } from "../../providers/client/paging";
import { client, failure, StandIn } from "./stand-in";

const request = { path: "/datasets", items: "datasets", subject: "All of type Dataset" };
const datasets = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ DatasetId: String(from + index) }));

describe("list", () => {
  let server: StandIn;
  const list = () => allOf(client(server).list(request));
  beforeEach(async () => void (server = await new StandIn().start()));
  afterEach(() => server.stop());

  /** A server that holds `all` and hands out at most `most` of them at once. */
  const serve = (all: object[], most = 500) => {
    server.handler = ({ url }) => {
      const { searchParams } = new URL(url, server.url);
      const offset = Number(searchParams.get("offset"));
      const limit = Math.min(most, Number(searchParams.get("limit")));
      return { json: { datasets: all.slice(offset, offset + limit) } };
    };
  };

  it("reads all pages, each from where the last one ended", async () => {
    serve(datasets(0, 1234));
    assert.deepEqual(await list(), datasets(0, 1234));
    const offsets = [0, 500, 1000, 1234].map((offset) => `GET /dev/datasets?limit=500&offset=${String(offset)}`);
    assert.deepEqual(server.calls, offsets);
  });

  it("fetches no page that is not needed", async () => {
    serve(datasets(0, 1234));
    for await (const { objects } of client(server).list(request)) {
      assert.deepEqual(objects, datasets(0, 500));
      break;
    }
    assert.deepEqual(server.calls, ["GET /dev/datasets?limit=500&offset=0"]);
  });

  it("handles pages of another size than requested", async () => {
    serve(datasets(0, 250), 100);
    assert.deepEqual(await list(), datasets(0, 250));
    assert.equal(server.calls.length, 4);

    server.handler = ({ url }) => {
      const offset = Number(new URL(url, server.url).searchParams.get("offset"));
      return { json: { datasets: datasets(0, 1500).slice(offset, offset + 1000) } };
    };
    assert.deepEqual(await list(), datasets(0, 1500));
  });

  it("handles a server on which null is an empty list", async () => {
    server.handler = ({ url }) => ({ json: { datasets: url.includes("offset=0") ? datasets(0, 3) : null } });
    assert.deepEqual(await list(), datasets(0, 3));
    server.handler = () => ({ json: { datasets: null } });
    assert.deepEqual(await list(), []);
  });

  it("handles a server that returns everything each time", async () => {
    for (const count of [3, 500, 501, 2000]) {
      server.received.length = 0;
      server.handler = () => ({ json: { datasets: datasets(0, count), count } });
      assert.deepEqual(await list(), datasets(0, count));
      assert.equal(server.calls.length, 2, String(count));
    }
  });

  it("uses the newer response of such a server if objects changed in between", async () => {
    const now = [...datasets(0, 9), { DatasetId: "9", Description: "changed" }];
    server.handler = (_request, count) => ({ json: { datasets: count === 1 ? datasets(0, 10) : now } });
    assert.deepEqual(await list(), now);
  });

  it("recognizes the objects of such a server by their ids if their texts always differ", async () => {
    server.handler = (_request, count) => ({
      json: { datasets: datasets(0, 700).map((set) => ({ ...set, Reads: count })) },
    });
    const found = await allOf(client(server).list({ ...request, idOf: ({ DatasetId }) => String(DatasetId) }));
    assert.deepEqual(
      found.map(({ DatasetId }) => DatasetId),
      datasets(0, 700).map(({ DatasetId }) => DatasetId),
    );
    assert.equal(server.calls.length, 3);
  });

  it("returns an object only once if it moves to a later page meanwhile", async () => {
    const pages = [datasets(0, 500), datasets(499, 520), []];
    server.handler = (_request, count) => ({ json: { datasets: pages[count - 1] ?? [] } });
    assert.deepEqual(await list(), datasets(0, 520));
  });

  it("continues if objects moved so much that a page looks like a fresh start", async () => {
    const all = datasets(0, 1200);
    const pages: Record<number, object[]> = {
      0: all.slice(0, 500),
      500: all.slice(200, 700),
      700: all.slice(700, 1200),
    };
    server.handler = ({ url }) => {
      const offset = Number(new URL(url, server.url).searchParams.get("offset"));
      return { json: { datasets: pages[offset] ?? [] } };
    };
    assert.deepEqual(await list(), all);
  });

  it("returns nothing if no objects exist", async () => {
    serve([]);
    assert.deepEqual(await list(), []);
    assert.equal(server.calls.length, 1);
  });

  it("says which keys came instead of the expected one", async () => {
    const way = "Correct the list's key in amorphic.catalog.json.";
    const error = async (json: object) => {
      server.handler = () => ({ json });
      return (await failure(list())).message;
    };
    const start = 'All of type Dataset: GET /datasets answered without a list of objects under "datasets"';
    assert.equal(await error({ Datasets: [], count: 0 }), `${start}; its keys are Datasets, count. ${way}`);
    assert.equal(await error({}), `${start}; it is empty. ${way}`);
    assert.equal(await error({ datasets: ["orders"] }), `${start}; its keys are datasets. ${way}`);
  });

  it("does not take a wrong path for a deleted object", async () => {
    server.handler = () => ({ status: 404, json: { Message: "not found" } });
    const { kind, message } = await failure(list());
    assert.equal(kind, "not-found");
    assert.equal(
      message,
      "All of type Dataset: GET /datasets was refused: not found (HTTP 404). A list exists even if it is empty, so its path is likely " +
        "wrong, or amorphic:apiUrl with its stage: `amorphic-cicd doctor` finds paths that differ.",
    );
  });

  it("gives up on a server that answers differently each time", async function () {
    this.timeout(30_000);
    server.handler = (_request, count) => ({ json: { datasets: [{ DatasetId: "1", asked: count }] } });
    const { message } = await failure(list());
    assert.equal(
      message,
      "All of type Dataset: GET /datasets does not end: each of 1000 pages brings something new. The platform seems to " +
        "ignore limit and offset and to answer differently each time. Run again; if it happens again, correct the list's path in " +
        "amorphic.catalog.json, or ask the operators of the platform.",
    );
  });

  it("fails as a whole if a page fails", async () => {
    server.handler = (_request, count) => (count === 1 ? { json: { datasets: datasets(0, 2) } } : { status: 400 });
    assert.equal((await failure(list())).kind, "refused");
  });
});
