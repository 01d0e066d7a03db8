import type { TypeRule } from "../rule";
import { NONE } from "./none";

/** EventBridge's form: six fields, or a rate as the UI takes it (code). */
const EXPRESSION =
  /^(cron\([^\s()]+( [^\s()]+){5}\)|rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\))$/;

/** All names of keys, the path and the key of a list are assumed; their content: how-to/schedules. */
export const schedule: TypeRule = {
  ...NONE,
  type: "Schedule",
  collection: "schedules",
  id: ["ScheduleId"], // assumed
  idMade: true,
  unique: ["ScheduleName"], // doc how-to/schedules
  // doc how-to/schedules; what may stand under JobType and ResourceId is not known
  types: {
    string: ["ScheduleName", "ScheduleDescription", "JobType", "ScheduleType", "ScheduleExpression", "ResourceId"],
    object: ["Arguments"],
  },
  required: ["ScheduleName", "JobType", "ScheduleType", "ResourceId"], // assumed
  // doc how-to/schedules; the spelling is assumed
  enums: { ScheduleType: ["time-based", "on-demand", "event-trigger", "external-trigger"] },
  // doc how-to/schedules
  conditions: [
    {
      ...{ key: "ScheduleType", is: "time-based" },
      required: ["ScheduleExpression"],
      patterns: { ScheduleExpression: EXPRESSION },
    },
  ],
  immutable: ["ScheduleName", "JobType", "ScheduleType"], // assumed
  defaults: { ScheduleDescription: "", Arguments: {} }, // assumed
  made: { ScheduleStatus: "enabled" }, // assumed
  serverOwned: ["ScheduleId", "ScheduleStatus"], // assumed
  opaque: ["Arguments"],
  shareable: true, // assumed
};
