import assert from "node:assert/strict";
import { Site } from "../../../tools/rehearse/site";
import { application } from "../../infra/recorded";

const BECAUSE = "the provider of the old domain can follow plain HTTP only";

describe("a rehearsed website that no browser can open", function () {
  this.timeout(60_000);
  const { PATH, CHROMIUM_PATH } = process.env;
  afterEach(() => {
    process.env.PATH = PATH;
    if (CHROMIUM_PATH === undefined) delete process.env["CHROMIUM_PATH"];
    else process.env["CHROMIUM_PATH"] = CHROMIUM_PATH;
  });

  const open = async (change: object = {}) => {
    const { resources } = await application("site-staging", change);
    const nowhere = {
      url: "http://127.0.0.1:1",
      environment: {},
      reset: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    };
    return new Site(nowhere, resources, () => undefined).open();
  };

  it("says that there is no browser, and how to get one", async () => {
    process.env.PATH = "/nowhere";
    delete process.env["CHROMIUM_PATH"];
    assert.deepEqual(await open(), {
      isGood: true,
      wasRun: false,
      said: "not run: there is no browser: `bin/amorphic-cicd setup --browser` gets one",
    });
  });

  it("refuses a wrong CHROMIUM_PATH", async () => {
    process.env["CHROMIUM_PATH"] = "/nowhere/chrome";
    await assert.rejects(open(), { name: "UserError", message: /^browser: CHROMIUM_PATH is \/nowhere\/chrome/ });
  });

  it("says that there is no S3 web server for a public bucket", async () => {
    const { wasRun, said } = await open({ publicBecause: BECAUSE });
    assert.deepEqual(
      [wasRun, said],
      [false, "not run: the bucket itself is the site, and there is no S3 web server here"],
    );
  });
});
