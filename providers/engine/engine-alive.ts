import { connect } from "node:net";
import type { Gate } from "../client/gate";

/** After this many refused connections in a row, the engine counts as gone. */
const TRIES = 2;

const PAUSE_MS = 20;

/** Time to write the last responses to the journal. */
const JOURNAL_GRACE_MS = 10_000;

/**
 * Closes the gate as soon as the engine is gone. A killed `pulumi` leaves this process behind, which would otherwise keep
 * writing to Amorphic during the next run. An open connection reveals the loss at once; but as the engine sometimes drops
 * idle connections, a lost one is retried before it counts.
 */
export function watchEngine(address: string, gate: Gate): void {
  const [host, port] = address.split(":");
  let refusals = 0;
  const watch = () => {
    let refused = false;
    const socket = connect({ host: host ?? "127.0.0.1", port: Number(port) });
    socket.unref();
    // Other failures, such as too many open files, say nothing about the engine.
    socket.on("error", (error: NodeJS.ErrnoException) => (refused = error.code === "ECONNREFUSED"));
    socket.on("close", () => {
      refusals = refused ? refusals + 1 : 0;
      if (refusals === TRIES) void stop(gate);
      else setTimeout(watch, PAUSE_MS).unref();
    });
    socket.resume();
  };
  watch();
}

async function stop(gate: Gate): Promise<void> {
  gate.close("The run was stopped (pulumi has ended), so nothing more is sent.");
  await gate.onIdle();
  setTimeout(() => process.exit(1), JOURNAL_GRACE_MS);
}

/** The engine's address, which it passes as the last argument to the dynamic-provider process. */
export function engineAddress(argv: readonly string[]): string | undefined {
  const last = argv.at(-1) ?? "";
  return /^127\.0\.0\.1:\d+$/.test(last) ? last : undefined;
}
