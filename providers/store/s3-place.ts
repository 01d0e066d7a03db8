import type { S3ClientConfig } from "@aws-sdk/client-s3";
import { shownText } from "../client/address";
import { UserError } from "../errors";

/** A place in S3, or in an S3-compatible store. */
export interface S3Place {
  readonly bucket: string;
  /** Without a slash at either end; may be empty. */
  readonly prefix: string;
  readonly client: S3ClientConfig;
}

/**
 * The place that an `s3://` URL names, with the parameters of Pulumi's S3 backend.
 * @throws UserError if it names none
 */
export function s3Place(url: string): S3Place {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.username || parsed?.password) throw wrong(url, "it must not contain credentials");
  if (!parsed?.hostname || parsed.port || parsed.hash) throw wrong(url, "it names no bucket");
  const given = new Map(parsed.searchParams);
  const take = (name: string): string | undefined => {
    const value = given.get(name);
    given.delete(name);
    return value === "" ? undefined : value;
  };
  const [region, endpoint, profile] = [take("region"), take("endpoint"), take("profile")];
  const forcePathStyle = flag(url, "s3ForcePathStyle", take("s3ForcePathStyle"));
  const plain = flag(url, "disableSSL", take("disableSSL"));
  take("awssdk"); // Chose Pulumi's SDK version; has no meaning here.
  const [unknown] = given.keys();
  if (unknown !== undefined) throw wrong(url, `"${unknown}" is not a known parameter`);
  return {
    bucket: parsed.hostname,
    prefix: decoded(url, parsed.pathname).replace(/^\/+|\/+$/g, ""),
    client: {
      ...(region !== undefined && { region }),
      ...(profile !== undefined && { profile }),
      // Not all S3-compatible stores know the newer checksums.
      ...(endpoint !== undefined && {
        endpoint: withScheme(endpoint, plain),
        requestChecksumCalculation: "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
      }),
      forcePathStyle,
    },
  };
}

function decoded(url: string, path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw wrong(url, "its path has a % that begins no UTF-8 character");
  }
}

const withScheme = (endpoint: string, plain: boolean): string =>
  /^https?:\/\//.test(endpoint) ? endpoint : `${plain ? "http" : "https"}://${endpoint}`;

function flag(url: string, name: string, value = "false"): boolean {
  if (value !== "true" && value !== "false") throw wrong(url, `${name} must be true or false`);
  return value === "true";
}

const wrong = (url: string, why: string): UserError =>
  new UserError(
    `"${shownText(url)}" does not name a place in S3: ${why}. Allowed is s3://bucket/prefix?region=…&endpoint=…&s3ForcePathStyle=true.`,
  );
