import { duration } from "../../providers/duration";
import { visible } from "../../providers/visible";
import type { Lock } from "./lock";
import type { ExaminedLock } from "./locks";

/** One line for a lock. */
export function lockLine({ lock, owner, released }: ExaminedLock, now: Date): string {
  const way = {
    dead: ": release it with `locks --release`",
    alive: ": wait for it",
    unknown: `; if you know that the run has ended, release it with \`locks --force ${visible(lock.id)}\``,
  }[owner.state];
  return `${released ? "released " : ""}${visible(lock.id)}: ${holderText(lock, now)}${owner.why}${released ? "" : way}`;
}

function holderText({ holder }: Lock, now: Date): string {
  if (!holder) return "";
  const { username, hostname, pid, since } = holder;
  return `${visible(`${username}@${hostname}`)}, pid ${String(pid)}, for ${duration(ageOf(since, now) * 1000)}; `;
}

/** The same for `--json`. */
export function lockRecord({ lock: { id, holder }, owner, released }: ExaminedLock, now: Date) {
  return {
    id,
    ...(holder && {
      user: holder.username,
      host: holder.hostname,
      pid: holder.pid,
      since: holder.since.toISOString(),
      ageSeconds: ageOf(holder.since, now),
    }),
    ...(owner.build !== undefined && { build: owner.build }),
    owner: owner.state,
    why: owner.why,
    released,
  };
}

/** In seconds; 0 if the holder's clock is ahead of ours. */
const ageOf = (since: Date, now: Date): number => Math.max(0, Math.floor((now.getTime() - since.getTime()) / 1000));
