import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { application, type Application, APPLICATIONS, graph, PROVIDERS, STACKS } from "./recorded";

const directory = join(__dirname, "golden");

/** Compares with the committed file; `UPDATE_GOLDEN=1` writes it, so that the difference can be reviewed. */
function compare(name: string, text: string): void {
  const file = join(directory, name);
  if (process.env["UPDATE_GOLDEN"]) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(file, text);
  }
  assert.ok(existsSync(file), `${file} is missing: run this test with UPDATE_GOLDEN=1 and look at what it writes`);
  assert.equal(text, readFileSync(file, "utf8"));
}

/** What is run for an application; in its other stack only names differ. */
const APPLICATION_BUILDS: Partial<Record<Application, readonly string[]>> = {
  "site-prod": ["test", "build", "publish", "pull-requests"],
  // It assumes a role of another account.
  "site-live": ["publish"],
  "service-prod": ["test", "image", "keep", "pull-requests"],
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

describe("the golden files", function () {
  this.timeout(60_000);

  for (const stack of STACKS) {
    it(`match the pipeline of ${stack}`, async () => {
      compare(`pipeline-${stack}.json`, json((await graph(stack)).inputs("Pipeline", "pipeline")));
    });
  }

  for (const provider of PROVIDERS) {
    it(`match the source of a pipeline on ${provider}`, async () => {
      const made = await graph("dev", provider);
      const { stages, triggers } = made.inputs("Pipeline", "pipeline");
      const { source, secondarySources } = made.inputs("Project", "pull-requests");
      const { buildspec: _, ...clone } = source as Record<string, unknown>;
      const starts = [...made.all("Webhook"), ...made.all("EventRule")].filter(({ name }) =>
        ["pull-requests", "pull-requests-start", "start"].includes(name),
      );
      compare(
        `source-${provider}.json`,
        json({
          connection: made.all("Connection").map(({ inputs }) => inputs),
          action: (stages as { actions: unknown[] }[])[0]?.actions[0],
          triggers: triggers as unknown,
          clone,
          secondarySources: secondarySources as unknown,
          starts: starts.map(({ inputs: { eventPattern, ...inputs } }) =>
            eventPattern ? (JSON.parse(String(eventPattern)) as unknown) : inputs,
          ),
        }),
      );
    });
  }

  for (const name of ["validate", "tool", "plan", "deploy", "pull-requests", "drift"]) {
    it(`match the buildspec of ${name}, which is the same on both images`, async () => {
      const [dev, prod] = await Promise.all(STACKS.map(async (stack) => (await graph(stack)).inputs("Project", name)));
      const text = String(dev?.["source"].buildspec);
      compare(`buildspec-${name}.yaml`, text);
      assert.equal(String(prod?.["source"].buildspec).replaceAll("-prod-", "-dev-"), text);
      assert.deepEqual(
        [dev?.["environment"], prod?.["environment"]].map(({ image, type }) => [image, type]),
        [
          ["aws/codebuild/standard:7.0", "LINUX_CONTAINER"],
          ["aws/codebuild/amazonlinux-aarch64-standard:3.0", "ARM_CONTAINER"],
        ],
      );
    });
  }

  for (const stack of APPLICATIONS) {
    it(`match the pipeline of ${stack}`, async () => {
      compare(`pipeline-${stack}.json`, json((await application(stack)).inputs("Pipeline", "pipeline")));
    });
  }

  for (const [stack, names] of Object.entries(APPLICATION_BUILDS) as [Application, readonly string[]][]) {
    for (const name of names) {
      it(`match the buildspec of ${name} in ${stack}`, async () => {
        const project = (await application(stack)).inputs("Project", name);
        compare(`buildspec-${stack}-${name}.yaml`, String(project["source"].buildspec));
      });
    }
  }

  it("include no file that no test compares", () => {
    const buildspecs = ["validate", "tool", "plan", "deploy", "pull-requests", "drift"].map(
      (name) => `buildspec-${name}.yaml`,
    );
    const pipelines = [...STACKS, ...APPLICATIONS].map((stack) => `pipeline-${stack}.json`);
    const sources = PROVIDERS.map((provider) => `source-${provider}.json`);
    for (const [stack, names] of Object.entries(APPLICATION_BUILDS)) {
      buildspecs.push(...names.map((name) => `buildspec-${stack}-${name}.yaml`));
    }
    assert.deepEqual(readdirSync(directory).sort(), [...buildspecs, ...pipelines, ...sources].sort());
  });
});
