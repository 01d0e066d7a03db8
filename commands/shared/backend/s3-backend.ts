import type { ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput } from "@aws-sdk/client-s3";
import type { S3Place } from "../../../providers/store/s3-place";
import { getObject, objectsBelow, s3Store } from "../../../providers/store/s3-store";
import type { Place, Version } from "./";

const RIGHTS = {
  list: "s3:ListBucket on the bucket",
  read: "s3:ListBucket on the bucket, s3:GetObject on the objects, and use of the bucket's KMS key",
  write: "s3:PutObject on the objects, and use of the bucket's KMS key",
  remove: "s3:DeleteObject on the objects",
  versions: "s3:ListBucketVersions on the bucket",
  readVersion: "s3:GetObjectVersion on the objects, and use of the bucket's KMS key",
} as const;

/** An `s3://` backend. */
export function s3Backend(place: S3Place): Place {
  const Bucket = place.bucket;
  const store = s3Store(place, { rights: RIGHTS });
  const { attempt, keyOf } = store;
  return {
    ...store,
    list: (directory) =>
      attempt(["read", keyOf(directory), RIGHTS.list], async (sdk, s3) => {
        const Prefix = `${keyOf(directory)}/`;
        const objects = await objectsBelow(sdk, s3, Bucket, Prefix);
        return objects
          .map(({ Key = "", LastModified: modified = new Date(0), Size: size = 0 }) => {
            return { name: Key.slice(Prefix.length), modified, size };
          })
          .filter(({ name }) => name !== "" && !name.includes("/"));
      }),
    // S3 replaces an object and its attributes atomically.
    mend: () => Promise.resolve(),
    versions: (path, since) =>
      attempt(["read", keyOf(path), RIGHTS.versions], async (sdk, s3) => {
        const found: Version[] = [];
        let next: Pick<ListObjectVersionsCommandInput, "KeyMarker" | "VersionIdMarker"> | undefined = {};
        while (next) {
          const page: ListObjectVersionsCommandOutput = await s3.send(
            new sdk.ListObjectVersionsCommand({ Bucket, Prefix: keyOf(path), ...next }),
          );
          for (const {
            Key,
            VersionId: id = "",
            LastModified: modified = new Date(0),
            Size: size = 0,
          } of page.Versions ?? []) {
            // Newest first, this key before longer ones. A run leaves hundreds of versions: list no more than needed.
            if (Key !== keyOf(path)) return found;
            found.push({ id, modified, size });
            if (modified <= since) return found;
          }
          const { IsTruncated, NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
          next = IsTruncated ? { KeyMarker, VersionIdMarker } : undefined;
        }
        return found;
      }),
    readVersion: (path, VersionId) =>
      attempt(["read", keyOf(path), RIGHTS.readVersion], (sdk, s3) =>
        getObject(sdk, s3, { Bucket, Key: keyOf(path), VersionId }),
      ),
  };
}
