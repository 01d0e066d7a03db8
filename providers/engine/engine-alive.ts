import { connect } from "node:net";
import type { Gate } from "../client/gate";

/** A connection that is refused this often in a row belongs to an engine that is gone. */
const TRIES = 2;

const PAUSE_MS = 20;

/** What was answered last is still written to the journal. */
const JOURNAL_GRACE_MS = 10_000;

/**
 * Closes the gate as soon as the engine is gone. A killed `pulumi` leaves this process behind, which would go on writing
 * to Amorphic beside the next run. An open connection tells at once; the engine drops idle ones now and then, so a lost
 * connection is tried again before it counts.
 */
export function watchEngine(address: string, gate: Gate): void {
  const [host, port] = address.split(":");
  let refusals = 0;
  const watch = () => {
    let refused = false;
    const socket = connect({ host: host ?? "127.0.0.1", port: Number(port) });
    socket.unref();
    // Any other failure, such as too many open files, says nothing about the engine.
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
  gate.close("The run was ended (pulumi is gone), so nothing more is sent.");
  await gate.onIdle();
  setTimeout(() => process.exit(1), JOURNAL_GRACE_MS);
}

/** The engine's address, which it gives as the last argument of the dynamic-provider process. */
export function engineAddress(argv: readonly string[]): string | undefined {
  const last = argv.at(-1) ?? "";
  return /^127\.0\.0\.1:\d+$/.test(last) ? last : undefined;
}
