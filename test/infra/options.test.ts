import assert from "node:assert/strict";
import { application, graph, type Application } from "./recorded";

const PUBLIC = { publicBecause: "the provider of the old domain can follow plain HTTP only", domains: [] };

describe("the resource options of a stack", function () {
  this.timeout(60_000);

  for (const [stack, change, expected] of [
    ["site-prod", {}, ["Distribution site", "Bucket site"]],
    ["site-live", {}, ["Distribution site", "Bucket site"]],
    ["site-live", PUBLIC, ["Bucket site"]],
    ["service-prod", {}, ["Repository images", "TargetGroup balancer-blue"]],
    ["service-live", {}, ["Repository images", "TargetGroup balancer-blue"]],
  ] as [Application, object, string[]][]) {
    it(`protect users' content and address in ${[stack, ...Object.keys(change).slice(0, 1)].join(" with ")}: ${expected.join(", ")}`, async () => {
      const kept = (await application(stack, change)).resources.filter(({ isProtected }) => isProtected);
      assert.deepEqual(
        kept.map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`),
        expected,
      );
    });
  }

  it("protect nothing in a pipeline to Amorphic, which has neither", async () => {
    const { resources } = await graph("prod");
    assert.deepEqual(
      resources.filter(({ isProtected }) => isProtected),
      [],
    );
  });

  it("replace the scaling together with the service, so that the new service gets its tasks", async () => {
    const made = await application("service-prod");
    const scaling = made.resources.filter(({ type }) => type.startsWith("aws:appautoscaling/"));
    assert.deepEqual(
      scaling.map(({ type, replacedWith }) => [type, replacedWith]),
      [
        ["aws:appautoscaling/policy:Policy", ["service"]],
        ["aws:appautoscaling/target:Target", ["service"]],
      ],
    );
    assert.equal(made.inputs("ecs/service:Service", "service")["taskDefinition"], "service-prod");
  });

  it("let go of both of a listener's target groups before they are deleted", async () => {
    for (const [stack, awaits] of [
      ["service-prod", ["balancer-green"]],
      ["service-staging", []],
    ] as const) {
      assert.deepEqual((await application(stack)).all("Listener")[0]?.awaits, awaits);
    }
  });

  it("let a bucket write its access log only after the log bucket accepts it", async () => {
    for (const [made, names] of [
      [await application("site-prod"), ["site", "storage-artifacts"]],
      [await graph("dev"), ["storage-artifacts"]],
    ] as const) {
      const found = made.all("BucketLogging").map(({ name, awaits }) => [name, awaits]);
      assert.deepEqual(
        found,
        names.map((name) => [name, [name === "site" ? "site-logs" : "storage-access-logs"]]),
      );
    }
  });
});
