import assert from "node:assert/strict";
import { namesOf } from "../../../../commands/import/write/names";
import type { Live } from "../../../../commands/import/write/object";
import { dataset, domain, live } from "./objects";

const NOTHING = { logicalIds: new Set<string>(), directories: new Set<string>() };

const names = (objects: Live[], taken = NOTHING): string[] =>
  [...namesOf(objects, taken).values()].map(({ logicalId, directory, file }) => `${logicalId} ${directory}/${file}`);

describe("Names of written definitions", () => {
  it("consist of the object's type and its whole name", () => {
    assert.deepEqual(
      names([
        dataset("sales", "orders"),
        domain("sales"),
        live("Tag", { TagKey: "sales", TagValue: "readers" }),
        live("Parameter", { ParameterKey: "erp.url" }),
        live("SharedLibraries", { LibraryName: "計算" }),
        live("Job", { JobName: "Région/Île: 2" }),
      ]),
      [
        "rDatasetSalesOrders datasets/sales_orders/orders.json",
        "rDomainSales domains/sales/sales.json",
        "rTagSalesReaders tags/sales_readers/readers.json",
        "rParameterErpUrl parameters/erp.url/erp.url.json",
        "rSharedLibraries計算 libraries/計算/計算.json",
        "rJobRégionÎle2 jobs/Région_Île_2/Région_Île_2.json",
      ],
    );
  });

  it("are never paths to elsewhere, hidden, reserved or too long", () => {
    const long = "x".repeat(300);
    assert.deepEqual(
      names(
        ["../../etc/passwd", ".git", "node_modules", "NUL", "con.x", "a\u0000b\nc", "..", long].map((key) =>
          domain(key),
        ),
      ),
      [
        "rDomainEtcPasswd domains/etc_passwd/etc_passwd.json",
        "rDomainGit domains/git/git.json",
        "rDomainNodeModules domains/_node_modules/_node_modules.json",
        "rDomainNUL domains/_NUL/_NUL.json",
        "rDomainConX domains/_con.x/_con.x.json",
        "rDomainABC domains/a_b_c/a_b_c.json",
        "rDomain9b340925 domains/9b340925/9b340925.json",
        `rDomainX${"x".repeat(59)}_ca790400 domains/${"x".repeat(60)}_ca790400/${"x".repeat(60)}_ca790400.json`,
      ],
    );
  });

  it("end in a hash if they would differ only in case, in any order, or are already taken", () => {
    const objects = [dataset("a_b", "c"), dataset("a", "b_C"), dataset("a", "d")];
    const expected = [
      "rDatasetABC_00a50415 datasets/a_b_c_00a50415/c.json",
      "rDatasetABC_c286cc7e datasets/a_b_C_c286cc7e/b_C.json",
      "rDatasetAD datasets/a_d/d.json",
    ];
    assert.deepEqual(names(objects), expected);
    assert.deepEqual(names([...objects].reverse()).sort(), [...expected].sort());
    assert.deepEqual(
      names([dataset("a", "d")], { logicalIds: new Set(["rdatasetad"]), directories: new Set(["datasets/a_d"]) }),
      ["rDatasetAD_db394a76 datasets/a_d_db394a76/d.json"],
    );
  });
});
