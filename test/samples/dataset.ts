import type { Definition, Reference } from "../support/mini-engine";
import { KNOWN_VALUES, REFERENCE, type Sample } from "./sample";

const domain = (logicalId: string, DomainName: string): Definition => ({
  type: "Domain",
  logicalId,
  properties: { DomainName, DisplayName: DomainName },
});

const datasource = (logicalId: string, DatasourceName: string): Definition => ({
  type: "Datasource",
  logicalId,
  properties: { DatasourceName, DatasourceType: "jdbc", DatasourceConfig: { Host: "db.test" } },
});

const nameOf =
  (logicalId: string): Reference =>
  (of) =>
    of(logicalId)["DomainName"];
const idOf =
  (logicalId: string): Reference =>
  (of) =>
    of(logicalId)["id"];

/** Long enough for state to hold them only once. */
const COLUMNS = [
  { name: "id", type: "bigint", description: "Number of the order", is_not_null: true },
  {
    name: "city",
    type: "varchar(64)",
    description: "Where it goes: the city, as the customer wrote it",
    is_not_null: false,
  },
];

export const dataset: Sample = {
  needs: [
    domain("datasetDomain", "dataset_domain"),
    domain("otherDomain", "other_domain"),
    datasource("datasetSource", "dataset_source"),
    datasource("otherSource", "other_source"),
  ],
  subject: {
    type: "Dataset",
    logicalId: "dataset",
    properties: {
      DatasetName: "orders",
      Domain: nameOf("datasetDomain"),
      DatasetDescription: "One row an order",
      DatasourceType: "jdbc",
      DatasourceId: idOf("datasetSource"),
      FileType: "csv",
      TargetLocation: "s3athena",
      TableUpdate: "append",
      DatasetType: "external",
      DatasetSchema: COLUMNS,
      PartitionKeys: [{ name: "year", type: "int", rank: 1 }],
      Keywords: ["orders", "Owner: jane"],
      DataClassification: ["PII", "internal"],
      SerDe: "OpenCSVSerde",
      FileDelimiter: ",",
      SkipFileHeader: true,
      SkipRowCount: { header: 1, footer: 2 },
      IsDataValidationEnabled: true,
      IsDataCleanupEnabled: true,
      IsDataProfilingEnabled: true,
      LifeCyclePolicyStatus: "Enabled",
      MalwareDetectionOptions: { ScanForMalware: true, AllowUnscannableFiles: false },
      SkipLZProcess: true,
      SkipTrash: true,
      TargetTablePrepMode: "recreate",
      DataMetricsCollectionOptions: { IsMetricsCollectionEnabled: true },
      AreAIServicesEnabled: true,
    },
  },
  others: {
    DatasetName: ["orders_2"],
    Domain: [nameOf("otherDomain")],
    DatasetDescription: ["A row an order"],
    DatasourceType: ["api"],
    DatasourceId: [idOf("otherSource")],
    FileType: ["parquet"],
    TargetLocation: ["lakeformation"],
    TableUpdate: ["reload"],
    DatasetType: ["internal"],
    DatasetSchema: [
      [...COLUMNS, { name: "paid", type: "boolean" }],
      [COLUMNS[1], COLUMNS[0]],
      [{ ...COLUMNS[0], type: "int" }, COLUMNS[1]],
      [{ ...COLUMNS[0], description: "The order's number" }, COLUMNS[1]],
      [{ ...COLUMNS[0], is_not_null: false }, COLUMNS[1]],
      [COLUMNS[0]],
    ],
    PartitionKeys: [[{ name: "month", type: "int", rank: 1 }]],
    Keywords: [["orders", "Owner: jim"], ["orders"]],
    DataClassification: [["PII"]],
    SerDe: ["LazySimpleSerDe"],
    FileDelimiter: [";"],
    SkipFileHeader: [false],
    SkipRowCount: [{ header: 2, footer: 2 }],
    IsDataValidationEnabled: [false],
    IsDataCleanupEnabled: [false],
    IsDataProfilingEnabled: [false],
    LifeCyclePolicyStatus: ["Disabled"],
    MalwareDetectionOptions: [{ ScanForMalware: true, AllowUnscannableFiles: true }],
    SkipLZProcess: [false],
    SkipTrash: [false],
    TargetTablePrepMode: ["truncate"],
    DataMetricsCollectionOptions: [{ IsMetricsCollectionEnabled: false }],
    AreAIServicesEnabled: [false],
  },
  otherArtifacts: {},
  excused: {},
  notSecret: {
    Domain: REFERENCE,
    DatasourceId: REFERENCE,
    DatasourceType: KNOWN_VALUES,
    FileType: KNOWN_VALUES,
    TargetLocation: KNOWN_VALUES,
    TableUpdate: KNOWN_VALUES,
    LifeCyclePolicyStatus: KNOWN_VALUES,
    TargetTablePrepMode: KNOWN_VALUES,
  },
};
