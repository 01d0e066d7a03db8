import type { Download, SendStep, UploadStep } from "../../providers/catalog/type";
import { fromPlatform } from "../../providers/lifecycle/call";
import { namesIn } from "../../providers/lifecycle/live/files";
import { hasStatus } from "../../providers/lifecycle/live/wait";
import type { Correction } from "./check";
import type { Probe } from "./probe";

/** Checks how what a step sends is read back, and how its status is. */
export async function probeSend(probe: Probe, { name, read, wait, fields }: SendStep, id: string): Promise<void> {
  const correction = (part: Correction): Correction => ({ steps: { [name]: part } });
  if (read && !(await probe.get(`${name} read`, read, correction({ read: { path: "/…/{id}" } }), id))) return;
  if (!wait) return;
  const body = await probe.get(
    `${name} status path`,
    wait.call,
    correction({ wait: { call: { path: "/…/{id}" } } }),
    id,
  );
  if (!body) return;
  const answer = fromPlatform(probe.type, body);
  const what = `${name} status`;
  const status = answer[wait.field];
  if (typeof status !== "string") {
    const keys = Object.keys(answer).filter((key) => /status|state|registration/i.test(key));
    const fix = correction({ wait: { field: keys[0] ?? "…" } });
    return probe.add(
      what,
      "failed",
      `the answer has no ${wait.field}; its keys are ${Object.keys(answer).join(", ")}`,
      fix,
    );
  }
  if (hasStatus(wait, answer, [...wait.busy, ...wait.done, ...wait.failed])) return probe.add(what, "held", status);
  const isSent = fields.some((key) => Array.isArray(answer[key]) && (answer[key] as unknown[]).length > 0);
  if (!isSent) return probe.add(what, "not tried", `it is ${status}, and nothing was sent yet`);
  const fix = correction({ wait: { done: [status] } });
  probe.add(
    what,
    "failed",
    `${status} is unknown; unless it means that the work is done, add it to busy or failed`,
    fix,
  );
}

/** Checks how a file is read; only asks for the link. */
export async function probeDownload(
  probe: Probe,
  { name, artifact }: UploadStep,
  { call, link, files }: Download,
  id: string,
): Promise<void> {
  const correction = (part: Correction): Correction => ({ steps: { [name]: { download: part } } });
  const what = `${artifact} read`;
  const [FileName] = namesIn(probe.mine[files]);
  if (FileName === undefined) return probe.add(what, "not tried", `the object names no file in ${files}`);
  const body = await probe.get(what, call, correction({ call: { path: "/…/{id}" } }), id, { FileName });
  if (!body) return;
  const isLink = (key: string): boolean => /^https?:/.test(String(body[key]));
  if (isLink(link)) return probe.add(`${artifact} link "${link}"`, "held");
  const keys = Object.keys(body);
  const [found = "…", ...others] = keys.filter(isLink);
  const fix = correction({ link: others.length > 0 ? "…" : found });
  probe.add(`${artifact} link "${link}"`, "failed", `the answer's keys are ${keys.join(", ") || "none"}`, fix);
}
