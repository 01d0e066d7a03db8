// Made from the catalog by `npm run generate`. Do not edit.
export { Domain, type DomainArgs } from "./domain";
export { Dataset, type DatasetArgs } from "./dataset";
export { Datasource, type DatasourceArgs } from "./datasource";
export { Job, type JobArgs } from "./job";
export { SharedLibraries, type SharedLibrariesArgs } from "./shared-libraries";
export { Tag, type TagArgs } from "./tag";
