// Generated from the catalog by `npm run generate`. Do not edit.
export { Domain, type DomainArgs } from "./domain";
export { Dataset, type DatasetArgs } from "./dataset";
export { Datasource, type DatasourceArgs } from "./datasource";
export { Dataflow, type DataflowArgs } from "./dataflow";
export { Job, type JobArgs } from "./job";
export { SharedLibraries, type SharedLibrariesArgs } from "./shared-libraries";
export { Tag, type TagArgs } from "./tag";
export { Role, type RoleArgs } from "./role";
export { SAMLRoleMapping, type SAMLRoleMappingArgs } from "./saml-role-mapping";
export { SAMLTagMapping, type SAMLTagMappingArgs } from "./saml-tag-mapping";
export { Parameter, type ParameterArgs } from "./parameter";
export { Schedule, type ScheduleArgs } from "./schedule";
export { View, type ViewArgs } from "./view";
export { Tenant, type TenantArgs } from "./tenant";
