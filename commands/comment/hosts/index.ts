import type { Host, Place } from "../host";
import { bitbucket } from "./bitbucket";
import { codecommit } from "./codecommit";
import { github } from "./github";
import { gitlab } from "./gitlab";

interface Kind {
  /** Hostnames known to be this host's; an installation may have another. */
  readonly hostname: RegExp;
  /** Base URL of the API of an installation. @param host perhaps with port */
  readonly apiUrl: (host: string) => string;
  /** Segments of a repository's name. */
  readonly parts: readonly [least: number, most: number];
  /** Default variable of the token; absent if none is needed. */
  readonly tokenEnv?: string;
  readonly open: (place: Place, token: string, tokenEnv: string) => Host;
}

export type HostName = "github" | "gitlab" | "bitbucket" | "codecommit";

export const hosts: Readonly<Record<HostName, Kind>> = {
  github: {
    hostname: /^github\.com$|(^|\.)github\./,
    apiUrl: (host) => (host === "github.com" ? "https://api.github.com" : `https://${host}/api/v3`),
    parts: [2, 2],
    tokenEnv: "GITHUB_TOKEN",
    open: github,
  },
  gitlab: {
    hostname: /(^|\.)gitlab\./,
    apiUrl: (host) => `https://${host}/api/v4`,
    parts: [2, 20],
    tokenEnv: "GITLAB_TOKEN",
    open: gitlab,
  },
  bitbucket: {
    hostname: /^bitbucket\.org$/,
    apiUrl: () => "https://api.bitbucket.org/2.0",
    parts: [2, 2],
    tokenEnv: "BITBUCKET_TOKEN",
    open: bitbucket,
  },
  codecommit: {
    hostname: /^git-codecommit(-fips)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/,
    apiUrl: () => "",
    parts: [1, 1],
    open: codecommit,
  },
};
