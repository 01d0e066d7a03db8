import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { startMoto } from "../test/support/moto";

const NAME = "bench-state";

/** A bucket of moto, behind a proxy that delays each PUT, as S3 does. */
export interface Bucket {
  /** For processes that use the bucket. */
  readonly environment: Readonly<Record<string, string>>;
  readonly journal: string;
  /** PUTs and their bytes since the last call. */
  readonly takePuts: () => { readonly puts: number; readonly bytes: number };
  readonly size: (key: string) => Promise<number>;
  readonly empty: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** @param putMs how much longer a PUT takes than in memory */
export async function startBucket(putMs: number): Promise<Bucket> {
  const moto = await startMoto();
  let [puts, bytes] = [0, 0];
  const proxy = createServer((incoming, response) => {
    const isPut = incoming.method === "PUT";
    if (isPut) puts++;
    incoming.on("data", (chunk: Buffer) => (bytes += isPut ? chunk.length : 0));
    const { method, headers, url } = incoming;
    const onward = request(moto.url + (url ?? "/"), { ...(method && { method }), headers }, (answer) => {
      void delay(isPut ? putMs : 0).then(() => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
    });
    onward.on("error", () => response.destroy());
    incoming.pipe(onward);
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const url = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
  const keys = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new S3Client({ endpoint: moto.url, region: "us-east-1", forcePathStyle: true, credentials: keys });
  const place = `?endpoint=${url}&s3ForcePathStyle=true&region=us-east-1`;
  const empty = async (): Promise<void> => {
    await moto.reset();
    await fetch(`${moto.url}/${NAME}`, { method: "PUT" });
  };
  await empty();
  return {
    environment: { ...moto.environment, PULUMI_BACKEND_URL: `s3://${NAME}${place}` },
    journal: `s3://${NAME}/journal${place}`,
    takePuts: () => {
      const taken = { puts, bytes };
      [puts, bytes] = [0, 0];
      return taken;
    },
    size: async (Key) => (await client.send(new HeadObjectCommand({ Bucket: NAME, Key }))).ContentLength ?? 0,
    empty,
    stop: async () => {
      await moto.stop();
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}
