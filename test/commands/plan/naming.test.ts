import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { planned, steps, urnOf, type Step } from "./preview";

const refused = (made: readonly Step[], recorded: Readonly<Record<string, readonly string[]>> = {}): string[] => {
  const from = Object.entries(recorded).map(([name, urns]) => [urnOf("Dataset", name), { Domain: urns }] as const);
  const said = { config: { "amorphic:protect": "[]" } };
  return planned(made, said, { recorded: new Map(from) }).refused.map(({ message }) => message);
};
const domain = (DomainName: unknown) => ({ DomainName, DisplayName: "Lab" });
const dataset = (Domain: string, DatasetName = "data") => ({ Domain, DatasetName });
const gone = (type: string, name: string, inputs: object): Step => ({
  ...steps.delete(type, name),
  old: { inputs: { ...inputs } },
});
const renamed = (to: unknown) => steps.replace("Domain", "rLab", domain("lab"), domain(to));

const RENAMED = (by: string) =>
  `Domain "lab" would become "labs" (rLab), but ${by} "lab", which will no longer exist. Write "labs" or {"!DependsOn": "rLab.DomainName"} instead.`;
const STAYS = [...renamed("labs"), steps.same("Dataset", "rData")];
const LAB = [urnOf("Domain", "rLab")];

describe("A name that is still used after a run removes it", () => {
  it("is found in what is created, changed or replaced, and reported only once", () => {
    const replaced = steps.replace("Dataset", "rData", dataset("lab"), dataset("lab"));
    assert.deepEqual(refused([...renamed("labs"), ...replaced]), [RENAMED("Dataset rData (Domain) still names")]);
    const made = ["rC", "rA", "rB"].map((name) => steps.create("Dataset", name, dataset("lab", name)));
    const view = steps.update("View", "rView", {}, { Domain: "lab" });
    assert.deepEqual(refused([...renamed("labs"), ...made, view]), [
      RENAMED("Dataset rA (Domain), Dataset rB (Domain), Dataset rC (Domain), View rView (Domain) still name"),
    ]);
  });

  it("is found in unchanged blocks, by what the last run recorded of them", () => {
    assert.deepEqual(refused(STAYS, { rData: LAB }), [RENAMED("Dataset rData (Domain) still names")]);
    assert.deepEqual(refused(STAYS, { rData: [urnOf("Domain", "rOther")] }), []);
    assert.deepEqual(refused(STAYS), []);
  });

  it("is found if its block is deleted, and in lists", () => {
    const parameter = gone("Parameter", "rHost", { ParameterKey: "host" });
    const job = steps.update("Job", "rJob", {}, { JobName: "a", ParameterAccess: ["port", "host"] });
    const WHY =
      "would be deleted (rHost), but Job rJob (ParameterAccess) still names it. Name another one there, or keep rHost.";
    assert.deepEqual(refused([parameter, job]), [`Parameter "host" ${WHY}`]);
  });

  it("is found in the tags of a share, whether it changes or not", () => {
    const tag = gone("Tag", "rTag", { TagKey: "lab", TagValue: "readers" });
    const to = (GranteeType: string, Grantee: string) => ({ AccessType: "read-only", GranteeType, Grantee });
    const share = (...grants: object[]) =>
      refused([tag, steps.update("Domain", "rLab", {}, { ...domain("lab"), grants })]);
    const WHY =
      "would be deleted (rTag), but Domain rLab (Share) still names it. Name another one there, or keep rTag.";
    assert.deepEqual(share(to("tag", "a#b"), to("tag", "LAB#readers")), [`Tag "lab#readers" ${WHY}`]);
    assert.deepEqual(share(to("user", "lab#readers")), []);
    assert.deepEqual(refused([tag, steps.update("Domain", "rLab", {}, domain("lab"))]), []);
    const said = { config: { "amorphic:protect": "[]" } };
    const recorded = new Map([[urnOf("Domain", "rLab"), { grants: [urnOf("Tag", "rTag")] }]]);
    const { refused: objections } = planned([tag, steps.same("Domain", "rLab")], said, { recorded });
    assert.deepEqual(
      objections.map(({ message }) => message),
      [`Tag "lab#readers" ${WHY}`],
    );
  });

  it("is found in the SQL of a view, in any case", () => {
    const data = gone("Dataset", "rData", dataset("lab", "Orders"));
    const query = (SqlStatement: string) =>
      refused([data, steps.update("View", "rView", {}, { Domain: "x", SqlStatement })]);
    const WHY =
      "would be deleted (rData), but View rView (SqlStatement) still names it. Name another one there, or keep rData.";
    assert.deepEqual(query('select * from "LAB".orders o'), [`Dataset "lab#Orders" ${WHY}`]);
    assert.deepEqual(query("select lab.x, orders from lab.orders_2"), []);
    assert.deepEqual(query(runtime.unknownValue), []);
  });

  it("is reported without its replacement if that is known only after the run", () => {
    assert.deepEqual(refused([...renamed(runtime.unknownValue), steps.create("Dataset", "rData", dataset("lab"))]), [
      'Domain "lab" would become another name (rLab), but Dataset rData (Domain) still names "lab", which will no longer exist. ' +
        'Write {"!DependsOn": "rLab.DomainName"} instead.',
    ]);
  });

  it("is no problem if the run creates the name again, or nothing uses it any more", () => {
    const replaced = steps.replace("Domain", "rLab", domain("lab"), { ...domain("lab"), TenantName: "t" });
    const data = steps.create("Dataset", "rData", dataset("lab"));
    assert.deepEqual(refused([...replaced, data]), []);
    assert.deepEqual(refused([...renamed("labs"), steps.create("Domain", "rNew", domain("LAB")), data]), []);
    assert.deepEqual(refused([...renamed("labs"), steps.create("Dataset", "rData", dataset("labs"))]), []);
    assert.deepEqual(refused([...renamed("labs"), gone("Dataset", "rData", dataset("lab"))], { rData: LAB }), []);
    assert.deepEqual(refused([gone("Tag", "rTag", { TagKey: "lab", TagValue: "" }), data]), []);
  });
});
