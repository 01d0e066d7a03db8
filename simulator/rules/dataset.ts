import type { TypeRule } from "../rule";
import { NONE } from "./none";

export const dataset: TypeRule = {
  ...NONE,
  type: "Dataset",
  collection: "datasets", // code
  id: ["DatasetId"], // code
  idMade: true,
  unique: ["Domain", "DatasetName"], // doc datasets/datasets/index
  update: "whole", // code
  // doc cicd-docs/intrinsic-functions, cicd-docs/resource-deletion; whether flags are booleans is left open
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
  shareable: true, // assumed
};
