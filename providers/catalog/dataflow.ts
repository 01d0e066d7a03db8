import { AUDIT } from "./common-fields";
import { rest } from "./rest";
import { sharing } from "./sharing";
import type { Field, ResourceType } from "./type";

const DOC = "doc cicd-docs/resources/dataflows";
const ASSUMED = "assumed: below its datasource, as the key DatasourceId is CICD's own and not part of the payload";
const CREATE_ONLY = "doc cicd-docs/resources/dataflows: CICD supports creation only, so a change is a replacement";

const fixed = (type: Field["type"], description: string, more: Partial<Field> = {}): Field => ({
  type,
  immutable: true,
  description,
  because: CREATE_ONLY,
  ...more,
});

/** Loads a database in bulk, once or continuously, through AWS DMS. */
export const Dataflow: ResourceType = {
  name: "Dataflow",
  description: "Loads a database in bulk, once or continuously, through AWS DMS.",
  because: DOC,
  id: ["DataflowId"],
  naturalKey: ["DatasourceId", "DataflowName"],
  fields: {
    DatasourceId: fixed("string", "The datasource to load from.", { required: true, inPathOnly: true }),
    DataflowName: fixed("string", "Name of the dataflow, unique within its datasource.", { required: true }),
    DataflowType: fixed("string", "tasks, …", { required: true, caseInsensitive: true }),
    ProcessType: fixed("string", "full-load, or a kind that also loads changes.", {
      required: true,
      caseInsensitive: true,
    }),
    TargetLocation: fixed("string", "Where the data is stored, e.g. s3athena.", {
      required: true,
      caseInsensitive: true,
    }),
    DataFormat: fixed("string", "Type of the files, e.g. csv.", { caseInsensitive: true }),
    CreateDataset: fixed("boolean", "Whether Amorphic creates the datasets."),
    DatasetDetails: fixed("array", "Tables, each with TableName, SchemaName, Size and DatasetId.", { unordered: true }),
    DataflowConfig: fixed("object", "Settings of the DMS task and its instance."),
  },
  outputs: {
    DataflowId: { description: "The dataflow's id.", because: "assumed: named like the ids of the other types" },
  },
  serverOwned: [...AUDIT, "DataflowStatus"],
  artifacts: {},
  after: ["Dataset", "Datasource", "Tag"],
  ...rest("/datasources/{DatasourceId}/dataflows", { because: ASSUMED }),
  share: sharing("/datasources/{DatasourceId}/dataflows/{id}"),
  steps: [],
};
