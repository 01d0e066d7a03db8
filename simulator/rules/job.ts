import type { TypeRule } from "../rule";
import { NONE } from "./none";

export const job: TypeRule = {
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
    { path: "DatasetAccess.Owner.DatasetId", to: "datasets", loose: true },
    { path: "DatasetAccess.ReadOnly.DatasetId", to: "datasets", loose: true },
    { path: "SharedLibraries", to: "libraries", loose: true },
    { path: "ParameterAccess", to: "parameters", loose: true, mayDangle: true }, // code: a platform has parameters of its own
  ],
  shareable: true, // assumed
};
