import { dialects } from "../../plan/markdown";
import type { Problem } from "../../plan/model";
import type { Host, Place, PullRequest, Status, StatusState } from "../host";
import { allPages, createSend, pullRequestOf, start, unless } from "../http";
import { createHash } from "node:crypto";

interface Comment {
  readonly id: number;
  readonly content?: { readonly raw?: string };
  readonly deleted?: boolean;
  readonly user?: { readonly uuid?: string } | null;
}

const PAGE = 100;

/** Annotations allowed per call. */
const MOST_ANNOTATIONS = 100;

const STATES: Readonly<Record<StatusState, string>> = {
  pending: "INPROGRESS",
  success: "SUCCESSFUL",
  failure: "FAILED",
};

/** A build status must link somewhere. */
const NO_BUILD = "https://bitbucket.org/";

/** Bitbucket Cloud; calls as in developer.atlassian.com/cloud/bitbucket/rest (pullrequests, commit statuses, reports). */
export function bitbucket({ repository, pullRequest, apiUrl }: Place, token: string, tokenEnv: string): Host {
  const send = createSend({
    host: "Bitbucket",
    apiUrl,
    // An API token is used with its account's e-mail address, a repository's access token alone.
    headers: {
      Authorization: token.includes(":") ? `Basic ${Buffer.from(token).toString("base64")}` : `Bearer ${token}`,
    },
    token,
    tokenEnv,
    scopes: "the scopes pullrequest:write and repository:write",
  });
  const repo = `/repositories/${repository}`;
  const comments = `${repo}/pullrequests/${pullRequest}/comments`;

  return {
    dialect: dialects.bitbucket,

    async pullRequest(): Promise<PullRequest> {
      const found = await send("GET", `${repo}/pullrequests/${pullRequest}`);
      // Without the commit if its branch was deleted.
      const { state, source } = found as { state?: string; source?: { commit?: { hash?: string } | null } };
      return pullRequestOf("Bitbucket", "OPEN", state, source?.commit?.hash);
    },

    async findOwn(marker) {
      // An access token may lack the right to read its user; then the marker must do.
      const me = (await unless([401, 403, 404], {}, () => send("GET", "/user"))) as { uuid?: string };
      const all = await allPages<Comment>(PAGE, async (page) => {
        const found = (await send("GET", comments, { query: { pagelen: PAGE, page } })) as { values?: unknown };
        return found.values;
      });
      const isOwn = ({ deleted, user, content }: Comment) =>
        deleted !== true && (me.uuid === undefined || user?.uuid === me.uuid) && content?.raw?.startsWith(marker);
      return all.filter(isOwn).map(({ id }) => String(id));
    },

    async create(body) {
      await send("POST", comments, { body: { content: { raw: body } } });
    },

    update: (id, body) =>
      unless([403, 404, 410], false, async () => {
        await send("PUT", `${comments}/${id}`, { body: { content: { raw: body } } });
        return true;
      }),

    async status(commit, { state, name, description, url = NO_BUILD }: Status) {
      const body = { key: keyOf(name), state: STATES[state], name, description: start(description, 255), url };
      await send("POST", `${repo}/commit/${commit}/statuses/build`, { body, repeatable: true });
    },

    async annotate(commit, name, problems: readonly Problem[]) {
      const report = `${repo}/commit/${commit}/reports/${keyOf(name)}`;
      // Otherwise annotations of an earlier run would remain.
      await unless([404], undefined, () => send("DELETE", report));
      const result = problems.length === 0 ? "PASSED" : "FAILED";
      const details = problems.length === 0 ? "No mistakes in the definitions." : "Mistakes that prevent the plan.";
      await send("PUT", report, {
        body: { title: name, details, report_type: "BUG", reporter: "amorphic-cicd", result },
      });
      const annotations = problems.slice(0, MOST_ANNOTATIONS).map(({ file, line, message }, i) => ({
        external_id: `${keyOf(name)}-${String(i)}`,
        annotation_type: "BUG",
        severity: "HIGH",
        summary: start(message, 450),
        path: file,
        line,
      }));
      if (annotations.length > 0) await send("POST", `${report}/annotations`, { body: annotations, repeatable: true });
    },
  };
}

/** Keys have 40 characters at most. */
const keyOf = (name: string): string => `amorphic-${createHash("sha256").update(name).digest("hex").slice(0, 24)}`;
