/** The file by which other programs find a running simulator. */
import { readFile, rm } from "node:fs/promises";
import { writeAtomically } from "./files";

export interface Endpoint {
  readonly url: string;
  readonly token: string;
  readonly roleId: string;
  readonly userId: string;
  readonly pid: number;
}

/** Writes the file, readable by its owner only: it holds the token. */
export async function writeEndpoint(file: string, endpoint: Endpoint): Promise<void> {
  await writeAtomically(file, `${JSON.stringify(endpoint, null, 2)}\n`);
}

/** Removes the file unless another simulator has written it since. */
export async function removeEndpoint(file: string, { url, pid }: Endpoint): Promise<void> {
  try {
    const found = JSON.parse(await readFile(file, "utf8")) as Partial<Endpoint>;
    if (found.pid === pid && found.url === url) await rm(file);
  } catch {
    // Gone, or no longer a simulator's: not ours either way.
  }
}
