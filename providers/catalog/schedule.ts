import { AUDIT, fixedText } from "./common-fields";
import { rest } from "./rest";
import { sharing } from "./sharing";
import type { ResourceType } from "./type";

const DOC = "doc how-to/schedules";
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
    ScheduleName: fixedText("Unique name of the schedule.", "assumed: identifies the schedule to people and to import"),
    ScheduleDescription: { type: "string", description: "What the schedule is for.", because: NAME, default: "" },
    JobType: fixedText(
      "What is run: ETL Job, Data Ingestion, DataPipelines, …",
      "assumed: the resource that is run depends on it",
      { caseInsensitive: true },
    ),
    ScheduleType: fixedText("When it is run.", "assumed: the other keys depend on it", {
      caseInsensitive: true,
      enum: ["time-based", "on-demand", "event-trigger", "external-trigger"],
    }),
    ScheduleExpression: { type: "string", description: "cron(…) or rate(…), if time-based.", because: DOC },
    ResourceId: { type: "string", required: true, description: "Id of what is run.", because: NAME },
    Arguments: { type: "object", description: "Arguments of each run.", because: NAME, default: {} },
  },
  outputs: {
    ScheduleId: { description: "The schedule's id.", because: "assumed: named like the ids of the other types" },
  },
  serverOwned: [...AUDIT, "ScheduleStatus"],
  artifacts: {},
  after: ["Job", "Dataset", "Dataflow", "Tag"],
  ...rest("/schedules", { update: "fields" }),
  share: sharing("/schedules/{id}"),
  steps: [],
};
