import { basename } from "node:path";
import type { Download, ResourceType, UploadStep } from "../../catalog/type";
import { ApiError, isAnswer, type Api, type JsonObject } from "../../client/api";
import { call } from "../call";
import { subjectOf, type ArtifactFile, type Properties } from "../inputs";
import { sha256 } from "../steps";
import { get } from "./live";

/** A file of an object, as the platform has it. */
export interface LiveFile {
  readonly artifact: string;
  readonly name: string;
  readonly bytes: Buffer;
}

/** All files of an artifact or none, as a part would be taken for the whole; then the reason, as a sentence. */
type Read = { readonly files: LiveFile[] } | { readonly reason: string };

/** The files of an object as far as the platform returns them, and why others could not be read. */
export async function readFiles(
  api: Api,
  type: ResourceType,
  id: string,
  object: JsonObject,
): Promise<{ files: LiveFile[]; reasons: string[] }> {
  const read: Read[] = [];
  for (const step of uploadsOf(type)) read.push(await readArtifact(api, type, id, object, step));
  return {
    files: read.flatMap((one) => ("files" in one ? one.files : [])),
    reasons: read.flatMap((one) => ("reason" in one ? [one.reason] : [])),
  };
}

/**
 * The recorded files with what the platform has under their names. Its other files are not ours.
 * @param object as listed or read
 * @param report takes the reason why an artifact could not be compared; it then counts as unchanged
 */
export async function liveArtifacts(
  api: Api,
  type: ResourceType,
  id: string,
  olds: Properties,
  object: JsonObject,
  report: (reason: string) => void,
): Promise<Record<string, readonly ArtifactFile[]>> {
  const found: Record<string, readonly ArtifactFile[]> = { ...olds.Artifacts };
  for (const step of uploadsOf(type)) {
    const { artifact, download } = step;
    const recorded = found[artifact] ?? [];
    if (recorded.length === 0) continue;
    const isNamed = download === undefined || Object.hasOwn(object, download.files);
    const whole = isNamed ? object : ((await get(api, type, id, olds)) ?? {});
    const read: Read =
      download === undefined || Object.hasOwn(whole, download.files)
        ? await readArtifact(api, type, id, whole, step)
        : { reason: `Objects of type ${type.name} have no ${download.files}, which names their files.` };
    if ("reason" in read) report(read.reason);
    else found[artifact] = recorded.flatMap((file) => asLive(file, read.files, type.artifacts[artifact]?.many));
  }
  return found;
}

/** Where there is only one file, the platform may have it under a name of its own. */
function asLive(file: ArtifactFile, live: readonly LiveFile[], many = true): ArtifactFile[] {
  const own = many ? live.find(({ name }) => name === basename(file.path)) : live[0];
  return own ? [{ ...file, sha256: sha256(own.bytes) }] : [];
}

const uploadsOf = ({ steps }: ResourceType): UploadStep[] => steps.filter((step) => step.kind === "upload");

async function readArtifact(
  api: Api,
  type: ResourceType,
  id: string,
  object: JsonObject,
  { download, artifact }: UploadStep,
): Promise<Read> {
  if (!download) return { reason: `Amorphic gives no way to read a ${artifact}.` };
  try {
    const names = namesIn(object[download.files]);
    const contents = await Promise.all(names.map((name) => readFile(api, type, download, id, object, name)));
    return { files: contents.map((bytes, i) => ({ artifact, name: names[i] ?? "", bytes })) };
  } catch (error) {
    if (!isAnswer(error)) throw error;
    // The reason omits the object's name and id, as it may apply to the whole type.
    const { status, code } = error.answer;
    const said = [...(status === undefined ? [] : [`HTTP ${String(status)}`]), ...(code === undefined ? [] : [code])];
    const why = said.length > 0 ? ` (${said.join(", ")})` : "";
    return { reason: `${download.call.method} ${download.call.path} returned no ${artifact}${why}.` };
  }
}

async function readFile(
  api: Api,
  type: ResourceType,
  { call: ask, link }: Download,
  id: string,
  object: JsonObject,
  name: string,
): Promise<Buffer> {
  const subject = subjectOf(type, object);
  const answer = await call(api, type, ask, { ...object, FileName: name }, { id });
  const url = answer[link];
  if (typeof url === "string") return api.download(url, subject);
  throw new ApiError("refused", `${subject}: ${ask.method} ${ask.path} answered without ${link}.`);
}

/** The file names in a location (`s3://bucket/job/script.py`) or in a list of names. */
export function namesIn(files: unknown): string[] {
  const texts = [files].flat().filter((file) => typeof file === "string");
  return texts.map((text) => basename(text)).filter((name) => name !== "");
}
