import type { Definition, Reference } from "../support/mini-engine";
import { KNOWN_VALUES, REFERENCE, type Sample } from "./sample";

const source = (logicalId: string, DatasourceName: string): Definition => ({
  type: "Datasource",
  logicalId,
  properties: {
    DatasourceName,
    DatasourceType: "jdbc",
    DatasourceConfig: { JdbcURL: "jdbc:postgresql://flow.test/db" },
  },
});

const dataset = (logicalId: string, DatasetName: string): Definition => ({
  type: "Dataset",
  logicalId,
  properties: {
    DatasetName,
    Domain: ((of) => of("flowDomain")["DomainName"]) satisfies Reference,
    DatasourceType: "jdbc",
    FileType: "csv",
    TargetLocation: "s3athena",
    TableUpdate: "append",
  },
});

const idOf =
  (logicalId: string): Reference =>
  (of) =>
    of(logicalId)["id"];

const table = (TableName: string, logicalId: string) => ({
  TableName,
  SchemaName: "public",
  Size: "small",
  DatasetId: idOf(logicalId),
});

export const dataflow: Sample = {
  needs: [
    source("flowSource1", "flow_source_1"),
    source("flowSource2", "flow_source_2"),
    { type: "Domain", logicalId: "flowDomain", properties: { DomainName: "flow_domain", DisplayName: "Flows" } },
    dataset("flowTarget1", "flow_target_1"),
    dataset("flowTarget2", "flow_target_2"),
  ],
  subject: {
    type: "Dataflow",
    logicalId: "dataflow",
    properties: {
      DatasourceId: idOf("flowSource1"),
      DataflowName: "orders_load",
      DataflowType: "tasks",
      ProcessType: "full-load",
      TargetLocation: "s3athena",
      DataFormat: "csv",
      CreateDataset: false,
      DatasetDetails: [table("orders", "flowTarget1"), table("customers", "flowTarget2")],
      DataflowConfig: { AllocatedStorage: "50", TableMappings: { rules: [] } },
    },
  },
  others: {
    DatasourceId: [idOf("flowSource2")],
    DataflowName: ["orders_reload"],
    DataflowType: ["streams"],
    ProcessType: ["cdc"],
    TargetLocation: ["redshift"],
    DataFormat: ["parquet"],
    CreateDataset: [true],
    DatasetDetails: [[table("orders", "flowTarget1")]],
    DataflowConfig: [{ AllocatedStorage: "100", TableMappings: { rules: [] } }],
  },
  otherArtifacts: {},
  excused: {},
  notSecret: {
    DatasourceId: REFERENCE,
    DatasetDetails: REFERENCE,
    TargetLocation: KNOWN_VALUES,
  },
};
