import { startEdge, type Edge } from "../../../tools/rehearse/edge";
import { application } from "../../infra/recorded";

const TYPES: Readonly<Record<string, string>> = { html: "text/html", css: "text/css", js: "text/javascript" };

/** Serves these files as the sample stack's CloudFront would. */
export async function serve(files: Readonly<Record<string, string>>, change: object = {}): Promise<Edge> {
  const { resources } = await application("site-prod", change);
  return startEdge(resources, (key) => {
    const text = files[key];
    const type = TYPES[key.split(".").at(-1) ?? ""] ?? "application/octet-stream";
    return Promise.resolve(
      text === undefined
        ? undefined
        : { body: Buffer.from(text), headers: { "content-type": type, "cache-control": "public, max-age=0" } },
    );
  });
}

export const page = (title: string, body: string, head = ""): string =>
  `<!doctype html><html lang="en"><head><title>${title}</title>${head}</head><body><h1>${title}</h1>${body}</body></html>`;
