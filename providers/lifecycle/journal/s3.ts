import type { S3Client } from "@aws-sdk/client-s3";
import { awsFailure } from "../../client/aws-failure";
import type { Journal, JournalEntry } from "./journal";
import { entryPath, entryText, isEntryPath, parseEntry, parseEntryAt } from "./entry";
import type { S3Place } from "./s3-place";

const RIGHTS =
  "s3:GetObject, s3:PutObject and s3:DeleteObject on the objects, s3:ListBucket on the bucket (without which a missing " +
  "object looks like a forbidden one), and the use of the bucket's KMS key";

/** A journal in a bucket. S3 replaces an object whole or not at all. */
export function s3Journal({ bucket, prefix, client: config }: S3Place): Journal {
  const root = prefix === "" ? "" : `${prefix}/`;
  const keyOf = (type: string, key: readonly string[]): string => root + entryPath(type, key);
  const objectOf = (entry: JournalEntry) => ({
    Bucket: bucket,
    Key: keyOf(entry.type, entry.key),
    Body: entryText(entry),
    ContentType: "application/json",
  });
  // Loaded at the first use: a preview writes nothing, and the SDK takes a tenth of a second.
  const load = () => import("@aws-sdk/client-s3");
  let client: S3Client | undefined;

  const attempt = async <T>(
    what: string,
    Key: string,
    work: (sdk: Awaited<ReturnType<typeof load>>, client: S3Client) => Promise<T>,
  ): Promise<T> => {
    const sdk = await load();
    try {
      client ??= new sdk.S3Client({
        maxAttempts: 5,
        requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 },
        ...config,
      });
      return await work(sdk, client);
    } catch (error) {
      throw awsFailure(`The journal entry s3://${bucket}/${Key} could not be ${what}`, RIGHTS, error);
    }
  };

  const readText = (Key: string): Promise<string | undefined> =>
    attempt("read", Key, async ({ GetObjectCommand, NoSuchKey }, s3) => {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
        return (await Body?.transformToString()) ?? "";
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    });

  return {
    async read(type, key) {
      const Key = keyOf(type, key);
      const text = await readText(Key);
      return text === undefined ? undefined : parseEntry(text, type, key, `s3://${bucket}/${Key}`);
    },

    async claim(entry) {
      const object = objectOf(entry);
      return attempt("written", object.Key, async ({ PutObjectCommand, S3ServiceException }, s3) => {
        try {
          await s3.send(new PutObjectCommand({ ...object, IfNoneMatch: "*" }));
          return true;
        } catch (error) {
          // 412: there is one. 409: another is being written at this moment.
          const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
          if (status === 412 || status === 409) return false;
          throw error;
        }
      });
    },

    async write(entry) {
      const object = objectOf(entry);
      await attempt("written", object.Key, ({ PutObjectCommand }, s3) => s3.send(new PutObjectCommand(object)));
    },

    list: () =>
      attempt("listed", root, async ({ paginateListObjectsV2 }, s3) => {
        const paths: string[] = [];
        for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: root })) {
          paths.push(...Contents.map(({ Key = "" }) => Key.slice(root.length)).filter(isEntryPath));
        }
        return paths;
      }),

    async readAt(path) {
      const text = await readText(root + path);
      return text === undefined ? undefined : parseEntryAt(text, path, `s3://${bucket}/${root}${path}`);
    },

    async remove(type, key) {
      const Key = keyOf(type, key);
      await attempt("removed", Key, ({ DeleteObjectCommand }, s3) =>
        s3.send(new DeleteObjectCommand({ Bucket: bucket, Key })),
      );
    },
  };
}
