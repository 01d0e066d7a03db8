import { removeEndpoint, writeEndpoint } from "./endpoint-file";
import { startSimulator, type Simulator } from "./simulator";
import { Unusable } from "./unusable";

export interface SimulateOptions {
  readonly port?: number;
  /** Keeps objects and token between runs. */
  readonly data?: string;
  /** Tells other programs where the simulator is. */
  readonly endpointFile?: string;
  /** Milliseconds before every answer. */
  readonly latency?: number;
}

/** The command: runs a simulator until it is told to stop, and says how to use it. */
export async function simulate(options: SimulateOptions): Promise<Simulator> {
  const { port, data, endpointFile, latency = 0 } = options;
  const started = await start();
  const endpoint = () => {
    const { url, token, roleId, userId } = started;
    return { url, token, roleId, userId, pid: process.pid };
  };
  // A token renewed with curl must reach the readers of the file.
  const announce = async () => (endpointFile === undefined ? undefined : writeEndpoint(endpointFile, endpoint()));
  await announce();

  const stop = () => void simulator.close().then(() => process.exit(0), fail);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.once(signal, stop);

  const close = started.close;
  const simulator: Simulator = Object.assign(started, {
    close: async () => {
      for (const signal of signals) process.off(signal, stop);
      if (endpointFile !== undefined) await removeEndpoint(endpointFile, endpoint());
      await close();
    },
  });
  console.log(greeting(simulator, endpointFile));
  return simulator;

  async function start(): Promise<Simulator> {
    try {
      return await startSimulator({
        ...(port === undefined ? {} : { port }),
        ...(data === undefined ? {} : { data }),
        settings: { latency },
        onToken: () => void announce().catch(fail),
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      throw new Unusable(`port ${String(port)} is in use; choose another, or leave it out to use a free one`, {
        cause: error,
      });
    }
  }
}

function greeting({ url, token, roleId }: Simulator, endpointFile: string | undefined): string {
  return [
    `Simulated Amorphic at ${url}`,
    ...(endpointFile === undefined
      ? [`  headers  Authorization: ${token}`, `           role_id: ${roleId}`]
      : [`  token and role in ${endpointFile}`]),
    `  calls so far: curl -s ${url}/_simulator/log`,
  ].join("\n");
}

function fail(error: Error): never {
  console.error(error.message);
  process.exit(2);
}
