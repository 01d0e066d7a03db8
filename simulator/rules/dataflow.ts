import type { TypeRule } from "../rule";
import { NONE } from "./none";

/** Its path is below its datasource; path and key of a list are assumed. */
export const dataflow: TypeRule = {
  ...NONE,
  type: "Dataflow",
  collection: "dataflows",
  parent: { collection: "datasources", key: "DatasourceId" }, // assumed: the payload has no such key (doc)
  id: ["DataflowId"], // assumed
  idMade: true,
  unique: ["DatasourceId", "DataflowName"], // assumed
  update: "none", // doc cicd-docs/resources/dataflows: "CICD only supports the creation"
  // doc cicd-docs/resources/dataflows
  types: {
    string: ["DatasourceId", "DataflowName", "DataflowType", "ProcessType", "TargetLocation", "DataFormat"],
    flag: ["CreateDataset"],
    array: ["DatasetDetails"],
    object: ["DataflowConfig"],
  },
  required: ["DatasourceId", "DataflowName", "DataflowType", "ProcessType", "TargetLocation"], // assumed but the first
  immutable: [],
  defaults: { CreateDataset: false, DatasetDetails: [], DataflowConfig: {} }, // assumed
  serverOwned: ["DataflowId"], // assumed
  opaque: ["DataflowConfig"],
  references: [
    { path: "DatasourceId", to: "datasources" }, // doc cicd-docs/resources/dataflows; that it prevents deletion is assumed
    // doc cicd-docs/resources/dataflows; whether the dataset can be deleted is not known
    { path: "DatasetDetails.DatasetId", to: "datasets", loose: true },
  ],
  shareable: true, // assumed
};
