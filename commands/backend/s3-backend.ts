import type { ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput } from "@aws-sdk/client-s3";
import { awsFailure } from "../../providers/client/aws-failure";
import { UserError } from "../../providers/errors";
import type { S3Place } from "../../providers/lifecycle/journal/s3-place";
import type { Backend, Entry, Stored, Version } from ".";

type Sdk = typeof import("@aws-sdk/client-s3");
type Client = InstanceType<Sdk["S3Client"]>;

const RIGHTS = {
  list: "s3:ListBucket on the bucket",
  read: "s3:ListBucket on the bucket, s3:GetObject on the objects, and the use of the bucket's KMS key",
  write: "s3:PutObject on the objects, and the use of the bucket's KMS key",
  remove: "s3:DeleteObject on the objects",
  versions: "s3:ListBucketVersions on the bucket",
  readVersion: "s3:GetObjectVersion on the objects, and the use of the bucket's KMS key",
} as const;

/** An `s3://` backend. */
export function s3Backend({ bucket, prefix, client: config }: S3Place): Backend {
  const keyOf = (path: string): string => [prefix, path].filter(Boolean).join("/");
  const where = (path: string): string => `s3://${bucket}/${keyOf(path)}`;

  let client: Client | undefined;
  const attempt = async <T>(
    [what, path, rights]: readonly [what: string, path: string, rights: string],
    work: (sdk: Sdk, client: Client) => Promise<T>,
  ): Promise<T> => {
    const sdk = await import("@aws-sdk/client-s3");
    try {
      client ??= new sdk.S3Client({ maxAttempts: 5, ...config });
      return await work(sdk, client);
    } catch (error) {
      // 412: something else is there. 409: another is being written at this moment.
      const status = error instanceof sdk.S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      if (what === "written" && (status === 412 || status === 409)) throw changed(where(path));
      throw awsFailure(`${where(path)} could not be ${what}`, rights, error);
    }
  };

  const get = async (sdk: Sdk, s3: Client, Key: string, VersionId?: string): Promise<Stored | undefined> => {
    try {
      const { Body, ETag = "" } = await s3.send(new sdk.GetObjectCommand({ Bucket: bucket, Key, VersionId }));
      return { bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(), tag: ETag };
    } catch (error) {
      if (error instanceof sdk.S3ServiceException && MISSING.has(error.name)) return undefined;
      throw error;
    }
  };

  return {
    where,
    list: (directory) =>
      attempt(["read", directory, RIGHTS.list], async ({ paginateListObjectsV2 }, s3) => {
        const Prefix = `${keyOf(directory)}/`;
        const found: Entry[] = [];
        for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix })) {
          for (const { Key = "", LastModified: modified = new Date(0), Size: size = 0 } of Contents) {
            const name = Key.slice(Prefix.length);
            if (name !== "" && !name.includes("/")) found.push({ name, modified, size });
          }
        }
        return found;
      }),
    read: (path) => attempt(["read", path, RIGHTS.read], (sdk, s3) => get(sdk, s3, keyOf(path))),
    async write(path, Body, replaces) {
      await attempt(["written", path, RIGHTS.write], (sdk, s3) =>
        s3.send(
          new sdk.PutObjectCommand({
            Bucket: bucket,
            Key: keyOf(path),
            Body,
            ContentType: "application/json",
            ...(replaces === undefined ? { IfNoneMatch: "*" } : { IfMatch: replaces }),
          }),
        ),
      );
    },
    // S3 replaces an object and its attributes at one stroke.
    mend: () => Promise.resolve(),

    async remove(path) {
      await attempt(["removed", path, RIGHTS.remove], (sdk, s3) =>
        s3.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key: keyOf(path) })),
      );
    },
    versions: (path, since) =>
      attempt(["read", path, RIGHTS.versions], async (sdk, s3) => {
        const found: Version[] = [];
        let next: Pick<ListObjectVersionsCommandInput, "KeyMarker" | "VersionIdMarker"> | undefined = {};
        while (next) {
          const page: ListObjectVersionsCommandOutput = await s3.send(
            new sdk.ListObjectVersionsCommand({ Bucket: bucket, Prefix: keyOf(path), ...next }),
          );
          for (const {
            Key,
            VersionId: id = "",
            LastModified: modified = new Date(0),
            Size: size = 0,
          } of page.Versions ?? []) {
            // Newest first, and this key before longer ones. A run leaves hundreds of versions: list no more than asked for.
            if (Key !== keyOf(path)) return found;
            found.push({ id, modified, size });
            if (modified <= since) return found;
          }
          const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
          next = IsTruncated ? { KeyMarker, VersionIdMarker } : undefined;
        }
        return found;
      }),
    readVersion: (path, id) => attempt(["read", path, RIGHTS.readVersion], (sdk, s3) => get(sdk, s3, keyOf(path), id)),
  };
}

/** Of no such object or version; one that is no version id at all is an invalid argument. */
const MISSING: ReadonlySet<string> = new Set(["NoSuchKey", "NoSuchVersion", "InvalidArgument"]);

const changed = (where: string): UserError =>
  new UserError(`${where} was changed by somebody else in this moment. Nothing was written; look again.`);
