/**
 * The six types. Each line says what it rests on: `doc` a page of the vendor, `code` public code that calls
 * Amorphic, `assumed` neither. Paths, lists keys and ids of domains, datasources, libraries and tags are assumed.
 */
import type { TypeRule } from "./rule";

/** What most types have nothing of. */
const NONE = {
  patterns: {},
  enums: {},
  made: {},
  serverOwned: [],
  elsewhere: [],
  unordered: [],
  masked: [],
  opaque: [],
  references: [],
  whileDeleting: {},
} as const satisfies Partial<TypeRule>;

const domain: TypeRule = {
  ...NONE,
  type: "Domain",
  collection: "domains",
  id: ["DomainName"], // assumed: datasets name their domain by it (doc cicd-docs/resource-deletion)
  idMade: false,
  unique: ["DomainName"], // doc manage/shared-resources/domains
  // doc cicd-docs/resource-definition
  types: { string: ["DomainName", "DisplayName", "DomainDescription", "TenantName"] },
  required: ["DomainName"], // assumed: the only key in every sample that nothing can stand for
  // assumed: they make the Glue database's name (doc manage/shared-resources/domains)
  immutable: ["DomainName", "TenantName"],
  defaults: { DisplayName: "{DomainName}", DomainDescription: "", TenantName: "default" }, // assumed
};

const dataset: TypeRule = {
  ...NONE,
  type: "Dataset",
  collection: "datasets", // code
  id: ["DatasetId"], // code
  idMade: true,
  unique: ["Domain", "DatasetName"], // doc datasets/datasets/index
  // doc cicd-docs/intrinsic-functions, cicd-docs/resource-deletion; whether flags are booleans is assumed open
  types: {
    string: [
      ...["DatasetName", "DatasetDescription", "Domain", "DatasourceType", "DatasourceId", "DatasetType", "SerDe"],
      ...["FileType", "FileDelimiter", "TargetLocation", "TableUpdate", "TargetTablePrepMode", "LifeCyclePolicyStatus"],
    ],
    strings: ["Keywords", "DataClassification"],
    flag: [
      ...["IsDataValidationEnabled", "IsDataCleanupEnabled", "IsDataProfilingEnabled", "AreAIServicesEnabled"],
      ...["SkipFileHeader", "SkipLZProcess", "SkipTrash"],
    ],
    object: ["MalwareDetectionOptions", "SkipRowCount", "DataMetricsCollectionOptions"],
  },
  required: ["DatasetName", "Domain", "DatasourceType", "FileType", "TargetLocation", "TableUpdate"], // code
  patterns: { DatasetName: /^[A-Za-z0-9_]{3,120}$/ }, // doc datasets/datasets/index
  enums: {
    DatasourceType: ["api", "jdbc", "s3", "email", "external api", "file-server"], // code
    TargetLocation: ["s3", "s3athena", "redshift", "lakeformation", "dynamodb"], // code
    TableUpdate: ["append", "reload", "latest record", "latestrecord"], // code; the one-word spelling is assumed
    FileType: "csv tsv xlsx parquet json txt pdf jpg png mp3 wav mp4 others".split(" "), // code
    TargetTablePrepMode: ["recreate", "truncate"], // doc discover/datasets/datasets-redshift
    LifeCyclePolicyStatus: ["Enabled", "Disabled"], // assumed: samples show "Disabled"
  },
  // assumed: they make S3 paths and tables (doc how-to/data-reloads-instructions)
  immutable: ["DatasetName", "Domain", "DatasourceType", "FileType", "TargetLocation", "TableUpdate"],
  // assumed
  defaults: {
    DatasetDescription: "",
    DatasetType: "internal",
    Keywords: [],
    DataClassification: [],
    LifeCyclePolicyStatus: "Disabled",
    IsDataProfilingEnabled: false,
    TenantName: "default",
  },
  // keys: code; values: assumed
  made: {
    RegistrationStatus: "pending",
    DatasetStatus: "active",
    IsActive: "yes",
    AccessType: "owner",
    IsOwner: true,
    DatasetS3Path: "s3://lz/{Domain}/{DatasetName}/{FileType}/",
  },
  // code
  serverOwned: [
    ...["DatasetId", "RegistrationStatus", "DatasetStatus", "IsActive", "AccessType", "IsOwner", "DatasetS3Path"],
    ...["DatasetSummaryFilePath", "IsTranslateAIResultsEnabled", "Message"],
  ],
  elsewhere: ["DatasetSchema", "PartitionKeys"], // doc how-to/dataset-custom-partitioning
  unordered: ["Keywords"], // assumed
  references: [
    { path: "Domain", to: "domains" }, // code
    { path: "DatasourceId", to: "datasources" }, // assumed
  ],
  whileDeleting: { DatasetStatus: "deleting" }, // assumed
};

const datasource: TypeRule = {
  ...NONE,
  type: "Datasource",
  collection: "datasources",
  id: ["DatasourceId"], // doc cicd-docs/resources/datasources
  idMade: true,
  unique: ["DatasourceName"], // assumed from the other types
  // doc cicd-docs/resources/datasources
  types: {
    string: ["DatasourceName", "DatasourceType", "Description", "IngestionType", "DatasourceVersion"],
    strings: ["Keywords"],
    object: ["DatasourceConfig"],
  },
  required: ["DatasourceName", "DatasourceType"], // assumed
  immutable: ["DatasourceType", "IngestionType"], // assumed: the shape of the configuration depends on both
  defaults: { Description: "", Keywords: [] }, // assumed
  serverOwned: ["DatasourceId"],
  unordered: ["Keywords"], // assumed
  masked: ["DatasourceConfig"], // assumed
  opaque: ["DatasourceConfig"],
};

const job: TypeRule = {
  ...NONE,
  type: "Job",
  collection: "jobs", // code
  id: ["Id"], // code
  idMade: true,
  unique: ["JobName"], // assumed
  // doc cicd-docs/resource-definition; code for the Glue settings
  types: {
    string: [
      ...["JobName", "Description", "ETLJobType", "NetworkConfiguration", "JobBookmarkOption", "IsDataLineageEnabled"],
      ...["PythonVersion", "GlueVersion", "WorkerType", "SecurityConfiguration"],
    ],
    strings: ["Keywords"],
    number: ["MaxCapacity", "NumberOfWorkers"],
    flag: ["IsAutoScalingEnabled"],
    object: ["DefaultArguments", "DomainAccess"],
  },
  required: ["JobName", "ETLJobType"], // assumed
  enums: {
    ETLJobType: ["pythonshell", "spark", "morph"], // doc cicd-docs/resource-definition; the last two assumed
    JobBookmarkOption: ["enable", "disable", "pause"], // the second doc cicd-docs/resource-definition, others assumed
    IsDataLineageEnabled: ["yes", "no"], // doc cicd-docs/resource-definition
  },
  immutable: ["JobName", "ETLJobType"], // assumed: they are part of the Glue job
  // assumed
  defaults: {
    Description: "",
    Keywords: [],
    NetworkConfiguration: "general-public-network",
    JobBookmarkOption: "disable",
    DefaultArguments: {},
    DomainAccess: { Owner: [], ReadOnly: [] },
    IsDataLineageEnabled: "no",
  },
  // keys: code; values: assumed
  made: { RegistrationStatus: "completed", IsActive: "yes", RoleUsed: "amorphic-etl-role" },
  serverOwned: ["Id", "ScriptLocation", "RoleUsed", "IsActive", "RegistrationStatus"], // code
  elsewhere: ["DatasetAccess", "ParameterAccess", "SharedLibraries"], // doc how-to/resource-access-to-an-ETL
  // assumed; the last four are those of the job's access
  unordered: [
    ...["Keywords", "DomainAccess.Owner", "DomainAccess.ReadOnly"],
    ...["DatasetAccess.Owner", "DatasetAccess.ReadOnly", "ParameterAccess", "SharedLibraries"],
  ],
  opaque: ["DefaultArguments"],
  // doc how-to/resource-access-to-an-ETL; whether what is in use can be deleted is not known
  references: [
    { path: "DatasetAccess.Owner.DatasetId", to: "datasets" },
    { path: "DatasetAccess.ReadOnly.DatasetId", to: "datasets" },
    { path: "SharedLibraries", to: "libraries" },
  ],
};

const library: TypeRule = {
  ...NONE,
  type: "SharedLibraries",
  collection: "libraries",
  id: ["LibraryId"], // doc cicd-docs/resources/shared-libraries
  idMade: true,
  unique: ["LibraryName"], // assumed
  // doc cicd-docs/resources/shared-libraries
  types: { string: ["LibraryName", "LibraryDescription"], strings: ["Packages"] },
  required: ["LibraryName"], // assumed
  immutable: [],
  defaults: { LibraryDescription: "", Packages: [] }, // assumed
  serverOwned: ["LibraryId"],
  unordered: ["Packages"], // assumed
};

const tag: TypeRule = {
  ...NONE,
  type: "Tag",
  collection: "tags",
  id: ["TagKey", "TagValue"], // assumed; doc cicd-docs/resources/saml-tag-mapping writes a tag key#value
  idMade: false,
  unique: ["TagKey", "TagValue"], // assumed
  types: { string: ["TagKey", "TagValue", "TagDescription"] }, // doc cicd-docs/resources/tags
  required: ["TagKey", "TagValue"], // assumed
  immutable: ["TagKey", "TagValue"], // assumed: they are the id
  defaults: { TagDescription: "" }, // assumed
};

/** The rule of each collection. */
export const RULES: ReadonlyMap<string, TypeRule> = new Map(
  [domain, dataset, datasource, job, library, tag].map((rule) => [rule.collection, rule]),
);

/** The rule of a collection that is known to exist. */
export function ruleOf(collection: string): TypeRule {
  const rule = RULES.get(collection);
  if (!rule) throw new Error(`no collection ${collection}`);
  return rule;
}
