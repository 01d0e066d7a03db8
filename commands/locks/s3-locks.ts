import { awsFailure } from "../../providers/client/aws-failure";
import type { S3Place } from "../../providers/lifecycle/s3-place";
import { parseLock, type LockStore } from "./lock";

const RIGHTS = "s3:ListBucket on the bucket, s3:GetObject and s3:DeleteObject on the objects";

/** The locks under a prefix of an `s3://` backend. */
export function s3Locks({ bucket, prefix, client: config }: S3Place, path: string): LockStore {
  const directory = [prefix, path].filter(Boolean).join("/");
  const load = async () => {
    const sdk = await import("@aws-sdk/client-s3");
    return { sdk, client: new sdk.S3Client(config) };
  };
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw awsFailure(`The locks below s3://${bucket}/${directory} could not be ${what}`, RIGHTS, error);
    }
  };
  return {
    async list() {
      const texts = await attempt("read", async () => {
        const { sdk, client } = await load();
        // A stack has one lock, seldom two: one page is enough.
        const page = await client.send(new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: `${directory}/` }));
        const found = new Map<string, string>();
        for (const { Key } of page.Contents ?? []) {
          if (!Key?.endsWith(".json")) continue;
          // A run that ends takes its lock away at any moment.
          const object = await client
            .send(new sdk.GetObjectCommand({ Bucket: bucket, Key }))
            .catch((error: unknown) => {
              if (!(error instanceof sdk.NoSuchKey)) throw error;
            });
          if (object) found.set(Key.slice(directory.length + 1), (await object.Body?.transformToString()) ?? "");
        }
        return found;
      });
      return [...texts].map(([name, text]) => parseLock(name, text));
    },
    release: ({ name }) =>
      attempt("released", async () => {
        const { sdk, client } = await load();
        await client.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key: `${directory}/${name}` }));
      }),
  };
}
