import { dataflow } from "./dataflow";
import { dataset } from "./dataset";
import { datasource } from "./datasource";
import { domain } from "./domain";
import { job } from "./job";
import { parameter } from "./parameter";
import { role } from "./role";
import { samlRoleMapping } from "./saml-role-mapping";
import { samlTagMapping } from "./saml-tag-mapping";
import type { Sample } from "./sample";
import { schedule } from "./schedule";
import { sharedLibraries } from "./shared-libraries";
import { tag } from "./tag";
import { tenant } from "./tenant";
import { view } from "./view";
import { secretsNamed } from "../support/secrets";

/** A sample of every type, by its name; names and logical ids are different in all of them. */
export const samples: ReadonlyMap<string, Sample> = new Map(
  [
    ...[domain, dataset, datasource, job, sharedLibraries, tag],
    ...[role, samlRoleMapping, samlTagMapping, dataflow, parameter, schedule, view, tenant],
  ].map((sample) => [sample.subject.type, sample]),
);

/** The artifact files of the samples, below the program's directory. */
export const FILES: Readonly<Record<string, string>> = {
  "v1/daily_revenue.py": "print(1)\n",
  "v2/daily_revenue.py": "print(2)\n",
  "v1/rates.whl": "rates 1",
  "v2/rates.whl": "rates 2",
  "v1/round.zip": "round 1",
  "v2/round.zip": "round 2",
};

/** What the samples take from the environment. */
export const SECRETS = secretsNamed(
  "SAMPLE_USERNAME",
  "SAMPLE_PASSWORD",
  "SAMPLE_ACCESS_KEY",
  "SAMPLE_SECRET_KEY",
  "SAMPLE_TOKEN",
  "SAMPLE_API_KEY",
  "SAMPLE_CLIENT_SECRET",
  "SAMPLE_ACCESS_TOKEN",
  "SAMPLE_JOB_KEY",
  "SAMPLE_SCHEDULE_KEY",
);
