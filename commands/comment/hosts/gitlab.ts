import { dialects } from "../../plan/markdown";
import type { Host, Place, PullRequest, Status, StatusState } from "../host";
import { allPages, createSend, HostError, pullRequestOf, start, unless } from "../http";

interface Note {
  readonly id: number;
  readonly body: string;
  readonly system: boolean;
  readonly author: { readonly id: number };
}

const PAGE = 100;

/** `pending` cannot become a result without running, and cannot be set twice. */
const STATES: Readonly<Record<StatusState, string>> = { pending: "running", success: "success", failure: "failed" };

/** GitLab, also self-managed; calls as in docs.gitlab.com/api (notes, merge_requests, commits, users). */
export function gitlab({ repository, pullRequest, apiUrl }: Place, token: string, tokenEnv: string): Host {
  const send = createSend({
    host: "GitLab",
    apiUrl,
    headers: { "PRIVATE-TOKEN": token },
    token,
    tokenEnv,
    scopes: "the scope api, and a role of Developer or more in the project",
  });
  const project = `/projects/${encodeURIComponent(repository)}`;
  const notes = `${project}/merge_requests/${pullRequest}/notes`;

  return {
    dialect: dialects.gitlab,

    async pullRequest(): Promise<PullRequest> {
      const found = await send("GET", `${project}/merge_requests/${pullRequest}`);
      const { state, sha } = found as { state?: string; sha?: string };
      return pullRequestOf("GitLab", "opened", state, sha);
    },

    async findOwn(marker) {
      const me = (await send("GET", "/user")) as { id: number };
      const all = await allPages<Note>(PAGE, (page) =>
        send("GET", notes, { query: { per_page: PAGE, page, sort: "asc", order_by: "created_at" } }),
      );
      const isOwn = ({ system, author, body }: Note) => !system && author.id === me.id && body.startsWith(marker);
      return all.filter(isOwn).map(({ id }) => String(id));
    },

    async create(body) {
      await send("POST", notes, { body: { body } });
    },

    update: (id, body) =>
      unless([404], false, async () => {
        await send("PUT", `${notes}/${id}`, { body: { body } });
        return true;
      }),

    async status(commit, { state, name, description, url }: Status) {
      const body = {
        state: STATES[state],
        name,
        description: start(description, 255),
        ...(url && { target_url: url }),
      };
      try {
        await send("POST", `${project}/statuses/${commit}`, { body, repeatable: true });
      } catch (error) {
        // It already has that state.
        if (!(error instanceof HostError && error.message.includes("Cannot transition status"))) throw error;
      }
    },
  };
}
