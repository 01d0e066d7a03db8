import { KNOWN_VALUES, type Sample } from "./sample";

export const schedule: Sample = {
  needs: [],
  subject: {
    type: "Schedule",
    logicalId: "schedule",
    properties: {
      ScheduleName: "every_morning",
      ScheduleDescription: "Before the shops open",
      JobType: "ETL Job",
      ScheduleType: "event-trigger",
      ScheduleExpression: "cron(0 5 * * ? *)",
      ResourceId: "job-1",
      Arguments: { "--day": "yesterday", "--key": { "!Environ": "SAMPLE_SCHEDULE_KEY" } },
    },
  },
  others: {
    ScheduleName: ["every_evening"],
    ScheduleDescription: ["In the morning"],
    JobType: ["Data Ingestion"],
    ScheduleType: ["on-demand"],
    ScheduleExpression: ["rate(2 days)"],
    ResourceId: ["job-2"],
    Arguments: [{ "--day": "today", "--key": { "!Environ": "SAMPLE_SCHEDULE_KEY" } }],
  },
  otherArtifacts: {},
  excused: {},
  notSecret: { ScheduleType: KNOWN_VALUES, ScheduleExpression: KNOWN_VALUES },
};
