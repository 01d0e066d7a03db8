import { dataset } from "./dataset";
import { datasource } from "./datasource";
import { domain } from "./domain";
import { job } from "./job";
import type { Sample } from "./sample";
import { sharedLibraries } from "./shared-libraries";
import { tag } from "./tag";

/** A sample of every type, by its name; names and logical ids are different in all of them. */
export const samples: ReadonlyMap<string, Sample> = new Map(
  [domain, dataset, datasource, job, sharedLibraries, tag].map((sample) => [sample.subject.type, sample]),
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

/** What the samples take from the environment; all of it secret. */
export const SECRETS: Readonly<Record<string, string>> = {
  SAMPLE_USERNAME: "user-Zf81",
  SAMPLE_PASSWORD: 'pass-"Qr72"\\+/= %ä',
  SAMPLE_ACCESS_KEY: "AKIA-Wm63",
  SAMPLE_SECRET_KEY: "secret/Tk54+=",
  SAMPLE_TOKEN: "token-Vh45.x_y",
  SAMPLE_API_KEY: "key-Bn36&z=1",
  SAMPLE_CLIENT_SECRET: "client\nLd27",
  SAMPLE_ACCESS_TOKEN: "access<Gs18>",
  SAMPLE_JOB_KEY: "job-'Px09'",
};
