import { COMMIT, HostServer, ME, pageOf, type Answer, type Call, type Comment, type Route } from "./server";

const PROJECT = "/projects/o%2Fsub%2Fr";

/** From docs.gitlab.com/api: notes, merge_requests, commits (statuses), users. */
export const gitlab = (token: string): HostServer =>
  new HostServer((store): Route[] => {
    const guarded =
      (answer: (call: Call) => Answer) =>
      (call: Call): Answer =>
        call.headers["private-token"] === token ? answer(call) : { status: 401, body: { message: "401 Unauthorized" } };
    const shown = ({ id, body, author }: Comment) => ({
      id: Number(id),
      body,
      system: false,
      author: { id: author === ME ? 1 : 2 },
    });
    const missing = { status: 404, body: { message: "404 Not found" } };
    const textOf = ({ body }: Call): string | undefined => (body as { body?: string } | undefined)?.body;
    const notes = `${PROJECT}/merge_requests/7/notes`;
    return [
      ["GET", /^\/user$/, guarded(() => ({ status: 200, body: { id: 1 } }))],
      [
        "GET",
        new RegExp(`^${PROJECT}/merge_requests/7$`),
        guarded(() => ({ status: 200, body: { state: store.isOpen ? "opened" : "merged", sha: store.head } })),
      ],
      [
        "GET",
        new RegExp(`^${notes}$`),
        guarded(({ query }) => {
          const size = Math.min(Number(query.get("per_page") ?? 20), 100);
          const all = store.comments.filter(({ deleted }) => deleted !== true).map(shown);
          // Newest first unless asked otherwise; includes notes by the host itself.
          const ordered = query.get("sort") === "asc" ? all : all.reverse();
          return {
            status: 200,
            body: pageOf(
              [{ ...shown({ id: "1", body: "", author: ME }), system: true }, ...ordered],
              size,
              Number(query.get("page") ?? 1),
            ),
          };
        }),
      ],
      [
        "POST",
        new RegExp(`^${notes}$`),
        guarded((call) => {
          const text = textOf(call);
          return text
            ? { status: 201, body: shown(store.add(text)) }
            : { status: 400, body: { message: '400 Bad request - Note {:note=>["can\'t be blank"]}' } };
        }),
      ],
      [
        "PUT",
        new RegExp(`^${notes}/(\\d+)$`),
        guarded((call) => {
          const [text, found] = [textOf(call), store.find(call.parts[0])];
          if (!found || !text) return missing;
          found.body = text;
          return { status: 200, body: shown(found) };
        }),
      ],
      [
        "POST",
        new RegExp(`^${PROJECT}/statuses/${COMMIT}$`),
        guarded(({ body }) => {
          const { state = "", name = "", description = "" } = body as Record<string, string>;
          if (!["pending", "running", "success", "failed", "canceled"].includes(state))
            return { status: 400, body: { error: "state does not have a valid value" } };
          const last = store.statuses.findLast((status) => status.name === name);
          if (last?.state === state)
            return { status: 400, body: { message: `Cannot transition status via :run from :${state}` } };
          store.statuses.push({ name, state, description });
          return { status: 201, body: {} };
        }),
      ],
    ];
  });
