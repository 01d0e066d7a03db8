import { UserError } from "../../providers/errors";
import { visible } from "../../providers/visible";
import type { Build } from "./builds";
import type { Holder, Lock } from "./lock";
import type { Note } from "./notes";
import type { Process } from "./processes";

/** Whether the run that holds a lock is over. Only a dead owner's lock is ever released automatically. */
export interface Owner {
  readonly state: "dead" | "alive" | "unknown";
  /** How we know, or why not. */
  readonly why: string;
  /** ARN of the build that took the lock, if it was one. */
  readonly build?: string;
}

/** What is known here about owners. */
export interface Evidence {
  readonly hostname: string;
  /** The name of our user. */
  readonly username: string;
  /** ARN of the build that we are part of, if any. */
  readonly build: string | undefined;
  readonly notes: readonly Note[];
  readonly processOf: (pid: number) => Promise<Process | undefined>;
  readonly buildOf: (arn: string) => Promise<Build | undefined>;
}

/** Milliseconds by which a start time from `ps` may be off: it counts whole seconds. */
const CLOCKS_DIFFER = 2_000;

export async function ownerOf({ holder }: Lock, evidence: Evidence): Promise<Owner> {
  if (!holder) return unknown("it is not in Pulumi's format, so its owner is unknown");
  const build = noteOf(holder, evidence.notes)?.build;
  if (build !== undefined && build !== evidence.build) return { ...(await ofBuild(build, holder, evidence)), build };
  if (holder.hostname !== evidence.hostname) {
    return unknown("it was taken on another host, so it is not known here whether its run is still active");
  }
  // Containers of different builds may share a name, and process ids restart in each.
  if (evidence.build !== undefined && build === undefined) {
    return unknown("in CodeBuild the host name does not show which build took it, and no deploy recorded that");
  }
  const owner = await ofProcess(holder, evidence);
  // Machines may share a name, as in teams that keep the default one.
  if (owner.state === "dead" && build === undefined && holder.username !== evidence.username) {
    return unknown(
      `another user took it on a host of this name (${visible(holder.username)}), which may be another machine`,
    );
  }
  return { ...owner, ...(build !== undefined && { build }) };
}

/** The build on that host at the time: the last one noted before the lock was taken. */
export function noteOf({ hostname, since }: Holder, notes: readonly Note[]): Note | undefined {
  const before = notes.filter((note) => note.hostname === hostname && note.started <= since);
  return before.sort((a, b) => b.started.getTime() - a.started.getTime())[0];
}

async function ofBuild(arn: string, { since }: Holder, { buildOf }: Evidence): Promise<Owner> {
  let build: Build | undefined;
  try {
    build = await buildOf(arn);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return unknown(error.message);
  }
  const name = visible(arn.replace(/^.*:build\//, ""));
  if (!build) return unknown(`CodeBuild does not know its build ${name}`);
  if (!build.complete || !build.ended) return { state: "alive", why: `its build ${name} is running` };
  if (since < build.started || since > build.ended) {
    return unknown(`the build ${name} of that host had ended when the lock was taken, so another run took it`);
  }
  return { state: "dead", why: `its build ${name} ended: ${visible(build.status)}` };
}

async function ofProcess({ pid, since }: Holder, { processOf }: Evidence): Promise<Owner> {
  const found = await processOf(pid);
  if (!found) return { state: "dead", why: "its process is gone" };
  const { name, started } = found;
  // Require both, as clocks get corrected, and a CLI may have another name.
  const another = started !== undefined && started.getTime() > since.getTime() + CLOCKS_DIFFER;
  if (another && name !== undefined && !/pulumi/i.test(name)) {
    return { state: "dead", why: `its process is gone; its pid now belongs to ${visible(name)}` };
  }
  return { state: "alive", why: "its process is running" };
}

const unknown = (why: string): Owner => ({ state: "unknown", why });
