import assert from "node:assert/strict";
import { formerUrns, nameOf, namesOf, tokenOf, typeName, typeOf } from "../../providers/engine/names";

const OURS = "pulumi-nodejs:dynamic/amorphic:Dataset";
const urnOf = (type: string, name = "rOrders"): string => `urn:pulumi:dev::amorphic::${type}::${name}`;

describe("A URN", () => {
  it("gives the type of a resource, below any parents, and under the catalog's name if it is ours", () => {
    for (const urn of [urnOf(OURS), urnOf(`acme:Team$${OURS}`)])
      assert.deepEqual([tokenOf(urn), typeOf(urn), typeName(urn)], [OURS, "Dataset", "Dataset"]);
    for (const urn of [urnOf("aws:s3/bucket:Bucket"), urnOf(`${OURS}$aws:s3/bucket:Bucket`)])
      assert.deepEqual([typeOf(urn), typeName(urn)], [undefined, "aws:s3/bucket:Bucket"]);
  });

  it("ends in the name, which may contain the separator itself", () => {
    assert.equal(nameOf(urnOf(OURS, "a::b::c")), "a::b::c");
    assert.deepEqual(namesOf([urnOf(OURS, "b"), urnOf("x:y:Z", "a"), urnOf("x:y:Z", "b")]), ["a", "b"]);
  });

  it("differed only in the name before a rename", () => {
    const renamedFrom = ["rOld", "r::Older"];
    assert.deepEqual(
      formerUrns(urnOf(OURS, "a::b"), { renamedFrom }),
      renamedFrom.map((name) => urnOf(OURS, name)),
    );
    assert.deepEqual(formerUrns(urnOf(OURS), {}), []);
  });
});
