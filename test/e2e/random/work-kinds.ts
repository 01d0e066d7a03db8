import { NONE, text, words, type KindFacts } from "./kind";

/** What runs, and what it needs. */
export const WORK_KINDS = {
  SharedLibraries: {
    ...NONE,
    collection: "libraries",
    key: ["LibraryName"],
    immutable: ["LibraryName"],
    defaults: { LibraryDescription: "", Packages: [] },
    mutable: { LibraryDescription: text },
  },
  Parameter: {
    ...NONE,
    collection: "parameters",
    key: ["ParameterKey"],
    immutable: ["ParameterKey", "ParameterType", "ParameterScope"],
    defaults: { ParameterDescription: "", ParameterScope: "Private" },
    mutable: { ParameterDescription: text, ParameterValue: text },
    fixed: { ParameterType: ["String", "StringList", "string"], ParameterScope: ["Global", "Private", "private"] },
    required: ["ParameterValue"],
    // The value of a secure one is a secret, which nobody writes out.
    isOpen: ({ ParameterType }, key) =>
      ParameterType !== "SecureString" || (key !== "ParameterValue" && key !== "ParameterType"),
  },
  Job: {
    ...NONE,
    collection: "jobs",
    key: ["JobName"],
    immutable: ["JobName", "ETLJobType"],
    defaults: {
      ...{ Description: "", Keywords: [], DefaultArguments: {} },
      ...{ DatasetAccess: {}, SharedLibraries: [], ParameterAccess: [] },
    },
    mutable: {
      Description: text,
      Keywords: words("Owner: data-team", "shop"),
      MaxCapacity: (dice) => dice.pick([0.0625, 1, 2.5]),
      PythonVersion: (_, fresh) => `3.${fresh}`,
    },
    fixed: { ETLJobType: ["pythonshell", "spark", "Spark"] },
    uses: { DatasetAccess: { Owner: [], ReadOnly: [] }, SharedLibraries: [], ParameterAccess: [] },
  },
  Schedule: {
    ...NONE,
    collection: "schedules",
    key: ["ScheduleName"],
    immutable: ["ScheduleName", "JobType", "ScheduleType"],
    defaults: { ScheduleDescription: "", Arguments: {} },
    mutable: {
      ScheduleDescription: text,
      ScheduleExpression: (_, fresh) => `rate(${fresh + 2} minutes)`,
      Arguments: (dice, fresh) => ({ [dice.pick(["--day", "--night"])]: text(dice, fresh) }),
    },
    fixed: { ScheduleType: ["time-based", "on-demand", "Time-based"] },
    required: ["ScheduleExpression"],
    refers: { ResourceId: ["Job", "Id"] },
  },
} as const satisfies Record<string, KindFacts>;
