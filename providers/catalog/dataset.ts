import { query } from "./query";
import { rest } from "./rest";
import { sharing } from "./sharing";
import type { Field, ResourceType } from "./type";

const DOC = "doc cicd-docs/intrinsic-functions";
const CODE = "code of the vendor's clients";
const DEFINES_PATHS = "assumed: part of the dataset's S3 paths and tables (doc how-to/data-reloads-instructions)";
const DELETE = "assumed: not public; follows the REST pattern seen elsewhere";

const flag = (description: string, because = DOC): Field => ({ type: "boolean", description, because });

const column: Field = {
  type: "object",
  description: "A column.",
  because: DOC,
  fields: {
    name: { type: "string", required: true, description: "Column name.", because: DOC },
    type: {
      type: "string",
      required: true,
      caseInsensitive: true,
      description: "Column type, e.g. varchar(64).",
      because: DOC,
    },
    description: { type: "string", description: "What the column contains.", because: DOC },
    is_not_null: { type: "boolean", description: "Whether a value is required.", because: DOC },
  },
};

/** A table or a set of files in a domain. */
export const Dataset: ResourceType = {
  name: "Dataset",
  description: "A table or a set of files in a domain.",
  because: DOC,
  id: ["DatasetId"],
  naturalKey: ["Domain", "DatasetName"],
  fields: {
    DatasetName: {
      type: "string",
      required: true,
      immutable: true,
      pattern: {
        matches: "^[A-Za-z0-9_]{3,120}$",
        says: "3 to 120 letters, digits and underscores",
        because: "doc datasets/datasets/index",
      },
      description: "3 to 120 letters, digits and underscores, unique in the domain.",
      because: DEFINES_PATHS,
    },
    Domain: {
      type: "string",
      required: true,
      immutable: true,
      names: "Domain",
      description: "Name of the domain.",
      because: DEFINES_PATHS,
    },
    DatasetDescription: { type: "string", description: "What the dataset contains.", because: DOC, default: "" },
    DatasourceType: {
      type: "string",
      required: true,
      immutable: true,
      caseInsensitive: true,
      enum: ["api", "jdbc", "s3", "email", "external api", "file-server"],
      description: "How data is ingested.",
      because: DEFINES_PATHS,
    },
    DatasourceId: {
      type: "string",
      immutable: true,
      description: "Datasource that feeds the dataset.",
      because: "assumed: a dataset fed by a datasource refers to it by id",
    },
    FileType: {
      type: "string",
      required: true,
      immutable: true,
      caseInsensitive: true,
      enum: ["csv", "tsv", "xlsx", "parquet", "json", "txt", "pdf", "jpg", "png", "mp3", "wav", "mp4", "others"],
      description: "Type of the files.",
      because: DEFINES_PATHS,
    },
    TargetLocation: {
      type: "string",
      required: true,
      immutable: true,
      caseInsensitive: true,
      enum: ["s3", "s3athena", "redshift", "lakeformation", "dynamodb", "auroramysql"],
      description: "Where the data is stored.",
      because: DEFINES_PATHS,
    },
    TableUpdate: {
      type: "string",
      required: true,
      immutable: true,
      caseInsensitive: true,
      // Public code has two spellings of one value.
      spaceInsensitive: true,
      enum: ["append", "reload", "latest record", "latestrecord"],
      description: "What a load does to existing data.",
      because: DEFINES_PATHS,
    },
    DatasetType: {
      type: "string",
      immutable: true,
      caseInsensitive: true,
      description: "internal or external.",
      because: "assumed: determines where the data is stored",
      default: "internal",
    },
    DatasetSchema: { type: "array", items: column, description: "The columns, in order.", because: DOC },
    PartitionKeys: {
      type: "array",
      immutable: true,
      description: "Partition columns (s3athena and lakeformation only), each with name, type and rank.",
      because: DEFINES_PATHS,
    },
    Keywords: {
      type: "array",
      unordered: true,
      items: { type: "string", description: "A keyword.", because: DOC },
      description: "Search words; `Owner: name` by convention.",
      because: DOC,
      default: [],
    },
    DataClassification: {
      type: "array",
      unordered: true,
      items: { type: "string", description: "A class.", because: CODE },
      description: "Classes such as PII.",
      because: CODE,
      default: [],
    },
    SerDe: { type: "string", caseInsensitive: true, description: "Serializer, e.g. OpenCSVSerde.", because: DOC },
    FileDelimiter: { type: "string", description: "Column separator.", because: DOC },
    SkipFileHeader: flag("Whether the first line is a header."),
    SkipRowCount: { type: "object", description: "Number of lines to skip: header, footer.", because: DOC },
    IsDataValidationEnabled: flag("Whether files are checked against the schema."),
    IsDataCleanupEnabled: flag("Whether data is cleaned."),
    IsDataProfilingEnabled: flag("Whether data is profiled."),
    LifeCyclePolicyStatus: {
      type: "string",
      caseInsensitive: true,
      description: "Enabled or Disabled.",
      because: DOC,
      default: "Disabled",
    },
    MalwareDetectionOptions: {
      type: "object",
      description: "ScanForMalware, AllowUnscannableFiles.",
      because: DOC,
    },
    SkipLZProcess: flag("Whether files skip the landing zone."),
    SkipTrash: flag("Whether replaced data skips the trash.", "doc discover/datasets/datasets-redshift"),
    TargetTablePrepMode: {
      type: "string",
      caseInsensitive: true,
      description: "recreate or truncate, on reload.",
      because: "doc discover/datasets/datasets-redshift",
    },
    DataMetricsCollectionOptions: { type: "object", description: "IsMetricsCollectionEnabled.", because: DOC },
    AreAIServicesEnabled: flag("Whether AI services may read the data.", CODE),
  },
  outputs: {
    DatasetId: { description: "The dataset's id.", because: "code of the vendor's clients: answer of POST /datasets" },
  },
  serverOwned: [
    "DatasetId",
    "LastModified",
    "LastModifiedBy",
    "RegistrationStatus",
    "CreatedBy",
    "CreationTime",
    "IsActive",
    "AccessType",
    "IsOwner",
    "DatasetSummaryFilePath",
    "DatasetS3Path",
    "TenantName",
    "DatasetStatus",
    "IsTranslateAIResultsEnabled",
  ],
  artifacts: {},
  after: ["Domain", "Datasource", "Tag"],
  ...rest("/datasets", { because: CODE }),
  update: { method: "PUT", path: "/datasets/{id}/updatemetadata", body: "merge", because: CODE },
  delete: { method: "DELETE", path: "/datasets/{id}", because: DELETE },
  smokeTest: query,
  share: sharing("/datasets/{id}"),
  data: {
    location: "DatasetS3Path",
    modified: "LastModified",
    files: { method: "GET", path: "/datasets/{id}/files", items: "files", because: CODE },
  },
  steps: [
    {
      kind: "send",
      name: "registerSchema",
      fields: ["DatasetSchema", "PartitionKeys"],
      call: { method: "PUT", path: "/datasets/{id}", because: "doc how-to/dataset-custom-partitioning" },
      wait: {
        call: { method: "GET", path: "/datasets/{id}", because: CODE },
        field: "RegistrationStatus",
        busy: ["in_progress"],
        done: ["completed"],
        failed: ["failed"],
        reason: "Message",
      },
    },
  ],
};
