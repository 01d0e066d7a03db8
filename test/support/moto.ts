import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { ensureMoto } from "../../commands/setup/moto";

/** A private AWS in memory. */
export interface Moto {
  /** On the loopback interface, at a port of its own. */
  readonly url: string;
  /** Points the AWS SDKs, and Pulumi, to this AWS and no other. */
  readonly environment: Readonly<Record<string, string>>;
  /** Deletes everything in it. */
  readonly reset: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts moto and waits until it answers. */
export async function startMoto(): Promise<Moto> {
  const python = await ensureMoto();
  const credentials = {
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_SESSION_TOKEN: "",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    // No AWS profile of the user who runs the tests.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  // Port 0: the system picks a free one, and moto says which.
  const child = spawn(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...credentials },
  });
  const kill = (): void => void child.kill();
  process.once("exit", kill);
  const ended = once(child, "exit");

  const url = await announced(child.stderr);
  if (url === undefined) throw new Error(`${python} -m moto.server ended before it answered`);
  return {
    url,
    environment: { ...credentials, AWS_ENDPOINT_URL: url },
    reset: async () => {
      const response = await fetch(`${url}/moto-api/reset`, { method: "POST" });
      if (!response.ok) throw new Error(`moto does not reset: ${String(response.status)}`);
    },
    stop: async () => {
      process.removeListener("exit", kill);
      kill();
      await ended;
    },
  };
}

/** The address that the server prints once it listens; later output is read and dropped, so that the server does not block. */
function announced(output: NodeJS.ReadableStream): Promise<string | undefined> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: output });
    lines.on("line", (line) => {
      const url = /Running on (http:\/\/[\d.]+:\d+)/.exec(line)?.[1];
      if (url) resolve(url);
    });
    lines.on("close", () => {
      resolve(undefined);
    });
  });
}
