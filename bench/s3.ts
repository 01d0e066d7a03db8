import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { ensureMoto } from "../commands/setup/moto";

const NAME = "bench-state";

/** A bucket of moto, behind a proxy that takes its time for each PUT, as S3 does. */
export interface Bucket {
  /** For those who use it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly journal: string;
  /** PUTs and their bytes since the last call of this. */
  readonly takePuts: () => { readonly puts: number; readonly bytes: number };
  readonly size: (key: string) => Promise<number>;
  readonly empty: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** @param putMs how long a PUT takes more than in memory */
export async function startBucket(putMs: number): Promise<Bucket> {
  const python = await ensureMoto();
  const credentials = {
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_SESSION_TOKEN: "",
    AWS_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    // No profile of whoever measures.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
  const moto = spawn(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...credentials },
  });
  const kill = (): void => void moto.kill();
  process.once("exit", kill);
  const lines = createInterface({ input: moto.stderr });
  const target = await new Promise<string>((resolve, reject) => {
    lines.on("line", (line) => {
      const url = /Running on (http:\/\/[\d.]+:\d+)/.exec(line)?.[1];
      if (url) resolve(url);
    });
    moto.once("exit", () => reject(new Error("moto did not start")));
  });

  let [puts, bytes] = [0, 0];
  const proxy = createServer((incoming, response) => {
    const isPut = incoming.method === "PUT";
    if (isPut) puts++;
    incoming.on("data", (chunk: Buffer) => (bytes += isPut ? chunk.length : 0));
    const { method, headers, url } = incoming;
    const onward = request(target + (url ?? "/"), { ...(method && { method }), headers }, (answer) => {
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
  const client = new S3Client({ endpoint: target, region: "us-east-1", forcePathStyle: true, credentials: keys });
  const place = `?endpoint=${url}&s3ForcePathStyle=true&region=us-east-1`;
  const empty = async (): Promise<void> => {
    await fetch(`${target}/moto-api/reset`, { method: "POST" });
    await fetch(`${target}/${NAME}`, { method: "PUT" });
  };
  await empty();
  return {
    environment: {
      ...credentials,
      PULUMI_BACKEND_URL: `s3://${NAME}${place}`,
    },
    journal: `s3://${NAME}/journal${place}`,
    takePuts: () => {
      const taken = { puts, bytes };
      [puts, bytes] = [0, 0];
      return taken;
    },
    size: async (Key) => (await client.send(new HeadObjectCommand({ Bucket: NAME, Key }))).ContentLength ?? 0,
    empty,
    stop: async () => {
      process.removeListener("exit", kill);
      const ended = once(moto, "exit");
      kill();
      await ended;
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}
