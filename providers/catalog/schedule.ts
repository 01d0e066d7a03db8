import { sharing } from "./sharing";
import type { ResourceType } from "./type";

const DOC = "doc how-to/schedules";
const ASSUMED = "assumed: the REST pattern seen elsewhere (plural noun, then the id)";
const NAME = "assumed: the key's name is not public; derived from the console's wording";

/** Runs a job, an ingestion or the like at set times or on an event. */
export const Schedule: ResourceType = {
  name: "Schedule",
  experimental: true,
  description: "Runs a job, an ingestion or the like at set times or on an event.",
  because: "assumed: CICD's layout page has a folder `schedules`; the type's name is not public",
  id: ["ScheduleId"],
  naturalKey: ["ScheduleName"],
  fields: {
    ScheduleName: {
      type: "string",
      required: true,
      immutable: true,
      description: "Unique name of the schedule.",
      because: "assumed: identifies the schedule to people and to import",
    },
    ScheduleDescription: { type: "string", description: "What the schedule is for.", because: NAME, default: "" },
    JobType: {
      type: "string",
      required: true,
      immutable: true,
      caseInsensitive: true,
      description: "What is run: ETL Job, Data Ingestion, DataPipelines, …",
      because: "assumed: the resource that is run depends on it",
    },
    ScheduleType: {
      type: "string",
      required: true,
      immutable: true,
      caseInsensitive: true,
      enum: ["time-based", "on-demand", "event-trigger", "external-trigger"],
      description: "When it is run.",
      because: "assumed: the other keys depend on it",
    },
    ScheduleExpression: { type: "string", description: "cron(…) or rate(…), if time-based.", because: DOC },
    ResourceId: { type: "string", required: true, description: "Id of what is run.", because: NAME },
    Arguments: { type: "object", description: "Arguments of each run.", because: NAME, default: {} },
  },
  outputs: {
    ScheduleId: { description: "The schedule's id.", because: "assumed: named like the ids of the other types" },
  },
  serverOwned: ["CreatedBy", "CreationTime", "LastModified", "LastModifiedBy", "ScheduleStatus"],
  artifacts: {},
  after: ["Job", "Dataset", "Dataflow", "Tag"],
  create: { method: "POST", path: "/schedules", because: ASSUMED },
  read: { method: "GET", path: "/schedules/{id}", because: ASSUMED },
  update: { method: "PUT", path: "/schedules/{id}", body: "fields", because: ASSUMED },
  delete: { method: "DELETE", path: "/schedules/{id}", because: ASSUMED },
  list: { method: "GET", path: "/schedules", items: "schedules", because: ASSUMED },
  share: sharing("/schedules/{id}"),
  steps: [],
};
