import type { Definition, Reference } from "../support/mini-engine";
import { KNOWN_VALUES, REFERENCE, type Sample } from "./sample";

const dataset = (logicalId: string, DatasetName: string): Definition => ({
  type: "Dataset",
  logicalId,
  properties: {
    DatasetName,
    Domain: ((of) => of("jobDomain")["DomainName"]) satisfies Reference,
    DatasourceType: "api",
    FileType: "csv",
    TargetLocation: "s3",
    TableUpdate: "append",
  },
});

const library = (logicalId: string, LibraryName: string): Definition => ({
  type: "SharedLibraries",
  logicalId,
  properties: { LibraryName },
});

const idOf =
  (logicalId: string): Reference =>
  (of) =>
    of(logicalId)["id"];
/** The platform adds the name where it is not given. */
const access = (logicalId: string) => ({ DatasetId: idOf(logicalId) });
const named = (logicalId: string, DatasetName: string) => ({ ...access(logicalId), DatasetName });

const ARGUMENTS = { "--key": { "!Environ": "SAMPLE_JOB_KEY" }, "--region": "eu-west-1", "--retries": 3 };

export const job: Sample = {
  needs: [
    { type: "Domain", logicalId: "jobDomain", properties: { DomainName: "job_domain", DisplayName: "Jobs" } },
    dataset("read1", "read_1"),
    dataset("read2", "read_2"),
    dataset("write1", "write_1"),
    dataset("write2", "write_2"),
    library("library1", "library_1"),
    library("library2", "library_2"),
  ],
  subject: {
    type: "Job",
    logicalId: "job",
    properties: {
      JobName: "daily_revenue",
      ETLJobType: "pythonshell",
      Description: "Adds up the day",
      NetworkConfiguration: "app-public-network",
      JobBookmarkOption: "enable",
      Keywords: ["revenue", "Owner: jane"],
      MaxCapacity: 0.0625,
      NumberOfWorkers: 2,
      WorkerType: "G.1X",
      GlueVersion: "5.0",
      PythonVersion: "3.9",
      SecurityConfiguration: "encrypted",
      DefaultArguments: ARGUMENTS,
      IsDataLineageEnabled: "yes",
      IsAutoScalingEnabled: "True",
      DomainAccess: { Owner: ["job_domain", "sales"], ReadOnly: ["hr", "legal"] },
      DatasetAccess: {
        Owner: [access("write1"), named("write2", "write_2")],
        ReadOnly: [access("read1"), named("read2", "read_2")],
      },
      ParameterAccess: ["region", "batch_size"],
      SharedLibraries: [idOf("library1"), idOf("library2")],
    },
    artifacts: { Script: "v1/daily_revenue.py" },
  },
  others: {
    JobName: ["weekly_revenue"],
    ETLJobType: ["spark"],
    Description: ["Adds up a day"],
    NetworkConfiguration: ["app-private-network"],
    JobBookmarkOption: ["pause"],
    Keywords: [["revenue", "Owner: jim"], ["revenue"]],
    MaxCapacity: [1],
    NumberOfWorkers: [3],
    WorkerType: ["G.2X"],
    GlueVersion: ["4.0"],
    PythonVersion: ["3.11"],
    SecurityConfiguration: ["plain"],
    DefaultArguments: [
      { ...ARGUMENTS, "--region": "us-east-1" },
      { ...ARGUMENTS, "--retries": 4 },
      { ...ARGUMENTS, "--dry": "yes" },
    ],
    IsDataLineageEnabled: ["no"],
    IsAutoScalingEnabled: ["False"],
    DomainAccess: [{ Owner: ["job_domain"], ReadOnly: ["hr", "legal"] }],
    DatasetAccess: [
      { Owner: [access("write1"), access("write2")], ReadOnly: [access("read1")] },
      { Owner: [access("write1")], ReadOnly: [access("read1"), access("read2"), access("write2")] },
    ],
    ParameterAccess: [["region"]],
    SharedLibraries: [[idOf("library2")]],
  },
  otherArtifacts: { Script: "v2/daily_revenue.py" },
  excused: {},
  notSecret: {
    ETLJobType: KNOWN_VALUES,
    JobBookmarkOption: KNOWN_VALUES,
    IsDataLineageEnabled: KNOWN_VALUES,
    DatasetAccess: REFERENCE,
    SharedLibraries: REFERENCE,
  },
};
