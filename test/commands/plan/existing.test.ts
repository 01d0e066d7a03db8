import assert from "node:assert/strict";
import { catalog } from "../../../providers/catalog";
import { ApiError, type Api } from "../../../providers/client/api";
import { UserError } from "../../../providers/errors";
import type { Platform } from "../../../providers/lifecycle/platform";
import { withExisting } from "../../../commands/plan/existing";
import { changeSection } from "../../../commands/plan/markdown/change";
import { planText } from "../../../commands/plan/text";
import { pages } from "../../lifecycle/fake-amorphic";
import { Stage, typeOf } from "../../lifecycle/stage";
import { foreign, planOfSteps, previewOf, steps, type Step } from "./preview";

const A = { TagKey: "team", TagValue: "a" };
const REFUSED =
  'Tag "team.a" (rA) cannot be created: Amorphic already has one with TagKey "team", TagValue "a", and this stack did not create ' +
  'it. Choose another name, or take it over by `import --match`, which first shows the differences, or by adding "rA" to ' +
  "amorphic:import in the stack's file.";

describe("A plan that would create what exists", () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage(typeOf("Tag"));
    stage.amorphic.make(A, "them");
  });

  const planned = (made: readonly Step[], platform: () => Platform = () => stage.platform) =>
    withExisting(planOfSteps(made), {
      preview: previewOf(made),
      catalog,
      platform,
      redact: (text) => text.replaceAll("hush", "***"),
    });

  it("is refused, once for each name, with the ways out", async () => {
    stage.amorphic.make({ TagKey: "team", TagValue: "hush" }, "them");
    const hush = steps.create("Tag", "rHush", { TagKey: "team", TagValue: "hush" });
    const { refused, notCompared } = await planned([steps.create("Tag", "rA", A), hush]);
    assert.deepEqual([refused[0]?.message, notCompared], [REFUSED, []]);
    assert.match(
      String(refused[1]?.message),
      /^Tag "team\.\*\*\*" \(rHush\) cannot be created: .* TagValue "\*\*\*", /,
    );
    assert.deepEqual(
      stage.amorphic.calls.filter((call) => call.startsWith("LIST")),
      ["LIST /tags"],
    );
  });

  it("names all taken names beside the changes, and gives one reason instead of more than three like it", async () => {
    const values = ["a", "b", "c", "d", "e", "hush"];
    for (const value of values.slice(1)) stage.amorphic.make({ TagKey: "team", TagValue: value }, "them");
    const made = values.map((value) => steps.create("Tag", `r-${value}`, { TagKey: "team", TagValue: value }));
    const plan = await planned([...made, steps.create("Tag", "rFree", { TagKey: "team", TagValue: "z" })]);
    assert.deepEqual(plan.refused, [
      {
        message:
          "6 objects cannot be created: Amorphic already has others with their names, which this stack did not create: Tag " +
          "r-a, Tag r-b, Tag r-c, Tag r-d, Tag r-e, and 1 more. Take them over by `import --match`, which first shows the " +
          "differences, or choose other names.",
      },
    ]);
    assert.deepEqual(
      plan.changes.map(({ nameTaken }) => nameTaken),
      [...values.map((value) => `team#${value === "hush" ? "***" : value}`), undefined],
    );
    const line = /\n {6}the name is taken by another object: id team#a\n/;
    assert.match(planText(plan, "Pulumi.dev.yaml"), line);
    assert.match(changeSection(plan.changes[0]!).short, /\n- The name is taken by another object: id `team#a`\.$/);
    const three = await planned(made.slice(0, 3));
    assert.deepEqual(
      [three.refused.length, three.refused[0]?.message.startsWith('Tag "team.a" (r-a) cannot')],
      [3, true],
    );
  });

  it("says what is taken over, in text and Markdown", async () => {
    stage.policy = { ...stage.policy, import: ["rA"] };
    const made = [steps.create("Tag", "rA", A), steps.create("Tag", "rB", { TagKey: "team", TagValue: "b" })];
    const plan = await planned(made);
    assert.deepEqual(plan.refused, []);
    assert.deepEqual(
      plan.changes.map(({ takesOver }) => takesOver),
      ["team#a", undefined],
    );
    const text = planText(plan, "Pulumi.dev.yaml");
    assert.match(
      text,
      /^ {2}\+ create Tag rA\n {6}exists already, and is taken over: id team#a\n {2}\+ create Tag rB\n\n/,
    );
    assert.match(changeSection(plan.changes[0]!).short, /\n- Exists already, and is taken over: id `team#a`\.$/);
  });

  it("is refused no further if the stack manages the object under another block: the guard knows about renames", async () => {
    const [id = ""] = stage.amorphic.objects.keys();
    const found = { inputs: A, outputs: A, id };
    const made = [
      { ...steps.refresh("Tag", "rOld", A), old: found, new: found },
      steps.delete("Tag", "rOld"),
      steps.create("Tag", "rA", A),
    ];
    assert.deepEqual((await planned(made)).refused, planOfSteps(made).refused);
  });

  it("is not looked up for anything but creates of the catalog's types", async () => {
    const update = steps.update("Tag", "rA", { TagDescription: "a" }, { TagDescription: "b" });
    const made = [update, foreign("create", "aws:s3/bucket:Bucket", "b")];
    const never = () => assert.fail("nothing is to be asked");
    assert.deepEqual(await planned(made, never), planOfSteps(made));
  });

  it("says so if names could not be looked up; only a bug ends the plan", async () => {
    const made = [steps.create("Tag", "rA", A)];
    const failing = (error: Error) => (): Platform => ({ ...stage.platform, api: () => Promise.reject(error) });
    for (const error of [new UserError("no token hush"), new ApiError("refused", "no token hush")]) {
      const { refused, notCompared } = await planned(made, failing(error));
      assert.deepEqual(refused, []);
      assert.deepEqual(notCompared, [{ what: "whether the names of new objects are free", why: "no token ***" }]);
    }
    await assert.rejects(planned(made, failing(new TypeError("a bug"))), TypeError);
  });

  it("is refused for what could be looked up, even if other lists cannot be read", async () => {
    const { amorphic } = stage;
    const list = ({ path }: { path: string }) =>
      path === "/domains" ? pages(Promise.reject(new ApiError("refused", "HTTP 403"))) : amorphic.list();
    const api = { send: amorphic.send.bind(amorphic), list, serverNow: () => amorphic.now } as unknown as Api;
    const domains = ["a", "b"].map((name) => steps.create("Domain", `r${name}`, { DomainName: name }));
    const platform = { ...stage.platform, api: () => Promise.resolve(api) };
    const { refused, notCompared } = await planned([...domains, steps.create("Tag", "rA", A)], () => platform);
    assert.deepEqual(
      [refused.map(({ message }) => message), notCompared.map(({ why }) => why)],
      [[REFUSED], ["HTTP 403"]],
    );
  });
});
