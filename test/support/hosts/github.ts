import { COMMIT, HostServer, ME, pageOf, type Answer, type Call, type Comment, type Route } from "./server";

/** From docs.github.com/rest: issues/comments, pulls, commits/statuses, checks, users. */
export const github = (token: string): HostServer =>
  new HostServer((store): Route[] => {
    const isApp = token.startsWith("ghs_");
    const guarded =
      (answer: (call: Call) => Answer) =>
      (call: Call): Answer => {
        if (call.headers.authorization !== `Bearer ${token}`)
          return { status: 401, body: { message: "Bad credentials" } };
        if (call.headers["user-agent"] === undefined || call.headers["x-github-api-version"] !== "2022-11-28") {
          return { status: 403, body: { message: "Request forbidden by administrative rules" } };
        }
        return answer(call);
      };
    const user = (author: string) => ({ id: author === ME ? 1 : 2, type: isApp && author === ME ? "Bot" : "User" });
    const shown = ({ id, body, author }: Comment) => ({ id: Number(id), body, user: user(author) });
    const bodyOf = ({ body }: Call): string | undefined => {
      const text = (body as { body?: unknown } | undefined)?.body;
      return typeof text === "string" && text !== "" && text.length <= 65_536 ? text : undefined;
    };
    const invalid = {
      status: 422,
      body: { message: "Validation Failed", errors: [{ field: "body", code: "invalid" }] },
    };
    return [
      [
        "GET",
        /^\/user$/,
        guarded(() =>
          isApp
            ? { status: 403, body: { message: "Resource not accessible by integration" } }
            : { status: 200, body: user(ME) },
        ),
      ],
      [
        "GET",
        /^\/repos\/o\/r\/pulls\/7$/,
        guarded(() => ({ status: 200, body: { state: store.isOpen ? "open" : "closed", head: { sha: store.head } } })),
      ],
      [
        "GET",
        /^\/repos\/o\/r\/issues\/7\/comments$/,
        guarded(({ query }) => {
          const size = Math.min(Number(query.get("per_page") ?? 30), 100);
          const all = store.comments.filter(({ deleted }) => deleted !== true);
          return { status: 200, body: pageOf(all, size, Number(query.get("page") ?? 1)).map(shown) };
        }),
      ],
      [
        "POST",
        /^\/repos\/o\/r\/issues\/7\/comments$/,
        guarded((call) => {
          const body = bodyOf(call);
          return body === undefined ? invalid : { status: 201, body: shown(store.add(body)) };
        }),
      ],
      [
        "PATCH",
        /^\/repos\/o\/r\/issues\/comments\/(\d+)$/,
        guarded((call) => {
          const [body, found] = [bodyOf(call), store.find(call.parts[0])];
          if (!found) return { status: 404, body: { message: "Not Found" } };
          if (found.author !== ME) return { status: 403, body: { message: "Must have admin rights" } };
          if (body === undefined) return invalid;
          found.body = body;
          return { status: 200, body: shown(found) };
        }),
      ],
      [
        "POST",
        new RegExp(`^/repos/o/r/statuses/${COMMIT}$`),
        guarded(({ body }) => {
          const { state, context, description } = body as Record<string, string>;
          const known = ["error", "failure", "pending", "success"].includes(state ?? "");
          if (!known || !context || (description?.length ?? 0) > 140) return invalid;
          store.statuses.push({ name: context, state: state ?? "", description: description ?? "" });
          return { status: 201, body: {} };
        }),
      ],
      [
        "POST",
        /^\/repos\/o\/r\/check-runs$/,
        guarded(({ body }) => {
          if (!isApp) return { status: 403, body: { message: "You must authenticate via a GitHub App." } };
          const {
            name,
            head_sha: sha,
            status,
            conclusion,
            output,
          } = body as Record<string, string> & {
            output?: { title?: string; summary?: string; annotations?: Record<string, unknown>[] };
          };
          const { title, summary, annotations = [] } = output ?? {};
          const sound = name && sha === COMMIT && status === "completed" && conclusion && title && summary;
          if (!sound || annotations.length > 50) return invalid;
          store.annotations = annotations.map(({ path, start_line: line, message }) => ({
            path: String(path),
            line: Number(line),
            message: String(message),
          }));
          return { status: 201, body: {} };
        }),
      ],
    ];
  });
