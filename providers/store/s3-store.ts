import type { _Object as Listed, GetObjectCommandInput, S3Client } from "@aws-sdk/client-s3";
import { awsFailure } from "../client/aws-failure";
import type { S3Place } from "./s3-place";
import type { Store, Stored } from "./store";

type Sdk = typeof import("@aws-sdk/client-s3");

/** What errors say. */
export interface S3Words {
  /** Before the object's name. */
  readonly called?: string;
  /** The rights that the role needs for each operation. */
  readonly rights: Readonly<Record<"list" | "read" | "write" | "remove", string>>;
}

export interface S3Store extends Store {
  /** The object's key for a path. */
  readonly keyOf: (path: string) => string;
  /** Does something in the bucket; an error names the key and the rights that the work needs. */
  readonly attempt: <T>(
    [what, key, rights]: readonly [what: string, key: string, rights: string],
    work: (sdk: Sdk, client: S3Client) => Promise<T>,
  ) => Promise<T>;
}

/** A store in a bucket. S3 replaces an object whole or not at all. */
export function s3Store({ bucket, prefix, client: config }: S3Place, { called = "", rights }: S3Words): S3Store {
  const keyOf = (path: string): string => [prefix, path].filter(Boolean).join("/");
  const named = (key: string): string => `s3://${bucket}/${key}`;

  let client: S3Client | undefined;
  const attempt: S3Store["attempt"] = async ([what, key, needed], work) => {
    // Loaded at the first use: a preview writes nothing, and loading the SDK takes a tenth of a second.
    const sdk = await import("@aws-sdk/client-s3");
    try {
      client ??= new sdk.S3Client({ maxAttempts: 5, ...config });
      return await work(sdk, client);
    } catch (error) {
      throw awsFailure(`${called}${named(key)} could not be ${what}`, needed, error);
    }
  };

  return {
    where: (path) => named(keyOf(path)),
    keyOf,
    attempt,
    read: (path) =>
      attempt(["read", keyOf(path), rights.read], (sdk, s3) =>
        getObject(sdk, s3, { Bucket: bucket, Key: keyOf(path) }),
      ),

    write: (path, Body, replaces) =>
      attempt(["written", keyOf(path), rights.write], async ({ PutObjectCommand, S3ServiceException }, s3) => {
        const object = { Bucket: bucket, Key: keyOf(path), Body, ContentType: "application/json" };
        const condition =
          replaces === "nothing" ? { IfNoneMatch: "*" } : replaces === "anything" ? {} : { IfMatch: replaces.tag };
        try {
          await s3.send(new PutObjectCommand({ ...object, ...condition }));
          return true;
        } catch (error) {
          // 412: something else is there. 409: another write is in progress.
          const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
          if (replaces !== "anything" && (status === 412 || status === 409)) return false;
          throw error;
        }
      }),

    list: () => {
      const Prefix = prefix && `${prefix}/`;
      return attempt(["listed", Prefix, rights.list], async (sdk, s3) =>
        (await objectsBelow(sdk, s3, bucket, Prefix)).map(({ Key = "" }) => Key.slice(Prefix.length)),
      );
    },
    remove: (path) =>
      attempt(["removed", keyOf(path), rights.remove], async ({ DeleteObjectCommand }, s3) => {
        await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(path) }));
      }),
  };
}

/** @returns undefined if there is no such object, or no such version of it */
export async function getObject(sdk: Sdk, s3: S3Client, input: GetObjectCommandInput): Promise<Stored | undefined> {
  try {
    const { Body, ETag = "" } = await s3.send(new sdk.GetObjectCommand(input));
    return { bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(), tag: ETag };
  } catch (error) {
    const name = error instanceof sdk.S3ServiceException ? error.name : "";
    // S3 calls a malformed version id an invalid argument.
    if (name === "NoSuchKey" || (input.VersionId !== undefined && /^(NoSuchVersion|InvalidArgument)$/.test(name))) {
      return undefined;
    }
    throw error;
  }
}

/** All objects whose keys start with the prefix, from all pages. */
export async function objectsBelow(sdk: Sdk, client: S3Client, Bucket: string, Prefix: string): Promise<Listed[]> {
  const found: Listed[] = [];
  for await (const { Contents = [] } of sdk.paginateListObjectsV2({ client }, { Bucket, Prefix }))
    found.push(...Contents);
  return found;
}
