import { dialects } from "../../plan/markdown";
import type { Problem } from "../../plan/model";
import type { Host, Place, PullRequest, Status } from "../host";
import { allPages, createSend, pullRequestOf, start, unless } from "../http";

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly user?: { readonly id: number; readonly type: string } | null;
}

const PAGE = 100;

/** Tokens of apps and of GitHub Actions: only they may write check runs, and they belong to no user. */
const APP_TOKEN = "ghs_";

/** Annotations allowed per call. */
const MOST_ANNOTATIONS = 50;

/** GitHub and GitHub Enterprise Server; calls as in docs.github.com/rest (issues/comments, pulls, commits/statuses, checks). */
export function github({ repository, pullRequest, apiUrl }: Place, token: string, tokenEnv: string): Host {
  const send = createSend({
    host: "GitHub",
    apiUrl,
    headers: {
      Authorization: `Bearer ${token}`,
      Accept: "application/vnd.github+json",
      "X-GitHub-Api-Version": "2022-11-28",
    },
    token,
    tokenEnv,
    scopes: "the permissions pull requests: write and commit statuses: write on the repository",
  });
  const isApp = token.startsWith(APP_TOKEN);
  const repo = `/repos/${repository}`;

  return {
    dialect: dialects.github,

    async pullRequest(): Promise<PullRequest> {
      const { state, head } = (await send("GET", `${repo}/pulls/${pullRequest}`)) as {
        state?: string;
        head?: { sha?: string };
      };
      return pullRequestOf("GitHub", "open", state, head?.sha);
    },

    async findOwn(marker) {
      // An app's token has no user; it writes as a bot.
      const me = isApp ? undefined : ((await unless([403], {}, () => send("GET", "/user"))) as { id?: number });
      const isOwn = ({ user }: Comment) => (me?.id === undefined ? user?.type === "Bot" : user?.id === me.id);
      const comments = await allPages<Comment>(PAGE, (page) =>
        send("GET", `${repo}/issues/${pullRequest}/comments`, { query: { per_page: PAGE, page } }),
      );
      return comments.filter((each) => isOwn(each) && each.body?.startsWith(marker)).map(({ id }) => String(id));
    },

    async create(body) {
      await send("POST", `${repo}/issues/${pullRequest}/comments`, { body: { body } });
    },

    update: (id, body) =>
      unless([404, 410], false, async () => {
        await send("PATCH", `${repo}/issues/comments/${id}`, { body: { body } });
        return true;
      }),

    async status(commit, { state, name, description, url }: Status) {
      const body = { state, context: name, description: start(description, 140), ...(url && { target_url: url }) };
      await send("POST", `${repo}/statuses/${commit}`, { body, repeatable: true });
    },

    ...(isApp && {
      annotate: async (commit: string, name: string, problems: readonly Problem[]) => {
        const output = {
          title: problems.length === 0 ? "No mistakes" : `${String(problems.length)} mistakes`,
          summary: "What prevents the plan.",
          annotations: problems.slice(0, MOST_ANNOTATIONS).map(({ file, line = 1, message }) => ({
            path: file,
            start_line: line,
            end_line: line,
            annotation_level: "failure",
            message,
          })),
        };
        const conclusion = problems.length === 0 ? "success" : "failure";
        const body = { name, head_sha: commit, status: "completed", conclusion, output };
        // An app may lack the right, and the comment says the same.
        await unless([403], undefined, () => send("POST", `${repo}/check-runs`, { body }));
      },
    }),
  };
}
