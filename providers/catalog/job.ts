import { fixedText, keywords } from "./common-fields";
import { rest } from "./rest";
import { sharing } from "./sharing";
import type { Field, ResourceType } from "./type";

const DOC = "doc cicd-docs/resource-definition";
const CODE = "code of the vendor's clients: GET /jobs/{id}";
const ACCESS = "doc how-to/resource-access-to-an-ETL";

const access = (description: string, because: string): Field => ({
  type: "object",
  description,
  because,
  default: { Owner: [], ReadOnly: [] },
  fields: {
    Owner: { type: "array", unordered: true, description: "May read and write.", because },
    ReadOnly: { type: "array", unordered: true, description: "May read.", because },
  },
});

const resourceAccess = (method: "GET" | "POST") =>
  ({ method, path: "/jobs/{id}/resourceaccess", because: ACCESS }) as const;

/** An ETL job: a script with its configuration and what it may reach. */
export const Job: ResourceType = {
  name: "Job",
  description: "An ETL job: a script with its configuration and what it may reach.",
  because: DOC,
  id: ["Id"],
  naturalKey: ["JobName"],
  fields: {
    JobName: fixedText("Unique name of the job.", "assumed: the name of the Glue job"),
    ETLJobType: fixedText("pythonshell, spark, …", "assumed: a Glue job cannot change its command", {
      caseInsensitive: true,
    }),
    Description: { type: "string", description: "What the job does.", because: DOC, default: "" },
    NetworkConfiguration: {
      type: "string",
      description: "Network the job runs in, e.g. general-public-network.",
      because: DOC,
    },
    JobBookmarkOption: { type: "string", caseInsensitive: true, description: "disable, enable, …", because: DOC },
    Keywords: keywords(DOC),
    MaxCapacity: { type: ["number", "string"], description: "Data processing units.", because: DOC },
    NumberOfWorkers: { type: ["number", "string"], description: "Number of workers.", because: CODE },
    WorkerType: { type: "string", caseInsensitive: true, description: "Size of a worker, e.g. G.1X.", because: CODE },
    GlueVersion: { type: "string", description: "Version of Glue, e.g. 5.0.", because: CODE },
    PythonVersion: { type: "string", description: "Version of Python, e.g. 3.9.", because: CODE },
    SecurityConfiguration: { type: "string", description: "Security configuration of Glue.", because: CODE },
    DefaultArguments: { type: "object", description: "Arguments of every run.", because: DOC, default: {} },
    IsDataLineageEnabled: {
      type: "string",
      caseInsensitive: true,
      enum: ["yes", "no"],
      description: "Whether lineage is recorded.",
      because: DOC,
    },
    IsAutoScalingEnabled: {
      type: ["string", "boolean"],
      caseInsensitive: true,
      description: "Whether the number of workers follows the load.",
      because: "assumed: the vendor's sample breaks off at this key, so its type is not public",
    },
    DomainAccess: access("Domains the job may reach.", DOC),
    DatasetAccess: access("Datasets the job may reach, each with DatasetId and DatasetName.", ACCESS),
    ParameterAccess: {
      type: "array",
      unordered: true,
      items: { type: "string", names: "Parameter", description: "Key of a parameter.", because: ACCESS },
      description: "Parameters the job may read.",
      because: ACCESS,
      default: [],
    },
    SharedLibraries: {
      type: "array",
      unordered: true,
      description: "Ids of the shared libraries the job uses.",
      because: ACCESS,
      default: [],
    },
  },
  outputs: { Id: { description: "The job's id.", because: CODE } },
  serverOwned: [
    "ScriptLocation",
    "RoleUsed",
    "IsActive",
    "RegistrationStatus",
    "LastModified",
    "LastModifiedBy",
    "CreationTime",
    "CreatedBy",
  ],
  artifacts: { Script: { many: false, description: "The job's script.", because: DOC } },
  after: ["Dataset", "Domain", "SharedLibraries", "Parameter", "Tag"],
  ...rest("/jobs", { update: "fields" }),
  read: { method: "GET", path: "/jobs/{id}", because: "code of the vendor's clients" },
  list: { method: "GET", path: "/jobs", items: "jobs", because: "code of the vendor's clients" },
  share: sharing("/jobs/{id}"),
  smokeTest: {
    kind: "run",
    start: {
      method: "POST",
      path: "/jobs/{id}/executions",
      because: "code of the vendor's clients; assumed: Arguments",
    },
    read: { method: "GET", path: "/jobs/{id}/executions", because: "code of the vendor's clients" },
    items: "JobExecutions",
    id: "Id",
    status: "JobRunState",
    // The statuses of AWS Glue.
    done: ["SUCCEEDED"],
    failed: ["FAILED", "ERROR", "STOPPED", "TIMEOUT", "EXPIRED"],
    reason: "ErrorMessage",
  },
  steps: [
    {
      kind: "upload",
      name: "uploadScript",
      artifact: "Script",
      call: {
        method: "POST",
        path: "/jobs/{id}/script",
        because: "assumed: files are transferred by pre-signed link, as result files are (ResultsDownloadLink)",
      },
      fileName: "FileName",
      link: "UploadLink",
      download: {
        call: { method: "GET", path: "/jobs/{id}/script", because: "assumed: the reverse of the upload" },
        link: "DownloadLink",
        files: "ScriptLocation",
      },
    },
    {
      kind: "send",
      name: "setAccess",
      fields: ["DatasetAccess", "ParameterAccess", "SharedLibraries"],
      call: resourceAccess("POST"),
      read: resourceAccess("GET"),
      wait: {
        call: resourceAccess("GET"),
        field: "Status",
        busy: ["in_progress"],
        done: ["updated"],
        failed: ["failed"],
        reason: "Message",
      },
    },
  ],
};
