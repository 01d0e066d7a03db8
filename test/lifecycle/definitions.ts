/** Definitions from which tests create objects. */
export const TAG = { logicalId: "rTag", TagKey: "team", TagValue: "a", TagDescription: "ours" };
export const DOMAIN = { logicalId: "rDomain", DomainName: "sales", DisplayName: "Sales" };
export const DATASET = {
  logicalId: "rOrders",
  DatasetName: "orders",
  Domain: "sales",
  DatasourceType: "api",
  FileType: "csv",
  TargetLocation: "s3athena",
  TableUpdate: "append",
  DatasetSchema: [{ name: "id", type: "bigint" }],
  PartitionKeys: [{ name: "year", type: "int", rank: 1 }],
};

/** The refusal of a name. */
export const taken = (subject: string, key: string, why: string) =>
  `${subject} cannot be created: Amorphic already has one with ${key}, ${why}`;
export const TAG_KEY = 'TagKey "team", TagValue "a"';
export const NOT_OURS =
  'and this stack did not create it. Choose another name, or take it over by `import --match`, which first shows the differences, or by adding "rTag" to amorphic:import in the stack\'s file.';
