import type { TypeRule } from "../rule";
import { NONE } from "./none";

/** The path and the key of a list are assumed. */
export const datasource: TypeRule = {
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
  shareable: true, // assumed
};
