import { COMMIT, HostServer, ME, pageOf, type Answer, type Call, type Comment, type Route } from "./server";

const REPO = "/repositories/o/r";

/** From developer.atlassian.com/cloud/bitbucket/rest: pullrequests, commit statuses, reports, users. */
export const bitbucket = (token: string): HostServer => {
  let reported = false;
  return new HostServer((store): Route[] => {
    const guarded =
      (answer: (call: Call) => Answer) =>
      (call: Call): Answer =>
        call.headers.authorization === `Bearer ${token}`
          ? answer(call)
          : { status: 401, body: { type: "error", error: { message: "Token is invalid" } } };
    const shown = ({ id, body, author, deleted = false }: Comment) => ({
      id: Number(id),
      content: { raw: deleted ? "" : body },
      deleted,
      user: { uuid: `{${author}}` },
    });
    const bad = (message: string) => ({ status: 400, body: { type: "error", error: { message } } });
    const textOf = ({ body }: Call): string | undefined =>
      (body as { content?: { raw?: string } } | undefined)?.content?.raw;
    const comments = `${REPO}/pullrequests/7/comments`;
    // Bitbucket names commits by twelve digits, and accepts either length.
    const commit = `(?:${COMMIT}|${COMMIT.slice(0, 12)})`;
    const report = `${REPO}/commit/${commit}/reports/([\\w-]{1,40})`;
    return [
      ["GET", /^\/user$/, guarded(() => ({ status: 200, body: { uuid: `{${ME}}` } }))],
      [
        "GET",
        new RegExp(`^${REPO}/pullrequests/7$`),
        guarded(() => ({
          status: 200,
          body: { state: store.isOpen ? "OPEN" : "DECLINED", source: { commit: { hash: store.head.slice(0, 12) } } },
        })),
      ],
      [
        "GET",
        new RegExp(`^${comments}$`),
        guarded(({ query }) => {
          const [size, page] = [Math.min(Number(query.get("pagelen") ?? 10), 100), Number(query.get("page") ?? 1)];
          return { status: 200, body: { values: pageOf(store.comments.map(shown), size, page), page, pagelen: size } };
        }),
      ],
      [
        "POST",
        new RegExp(`^${comments}$`),
        guarded((call) => {
          const text = textOf(call);
          return text && text.length <= 32_768
            ? { status: 201, body: shown(store.add(text)) }
            : bad("content.raw: too long or empty");
        }),
      ],
      [
        "PUT",
        new RegExp(`^${comments}/(\\d+)$`),
        guarded((call) => {
          const [text, found] = [textOf(call), store.find(call.parts[0])];
          if (!found || !text) return { status: 404, body: { type: "error", error: { message: "No such comment" } } };
          if (found.author !== ME) return { status: 403, body: { type: "error", error: { message: "Not yours" } } };
          found.body = text;
          return { status: 200, body: shown(found) };
        }),
      ],
      [
        "POST",
        new RegExp(`^${REPO}/commit/${commit}/statuses/build$`),
        guarded(({ body }) => {
          const { key = "", state = "", name = "", description = "", url = "" } = body as Record<string, string>;
          const known = ["INPROGRESS", "SUCCESSFUL", "FAILED", "STOPPED"].includes(state);
          if (!known || key === "" || key.length > 40 || !URL.canParse(url))
            return bad("key, state and url are needed");
          store.statuses.push({ name, state, description });
          return { status: 201, body: {} };
        }),
      ],
      [
        "DELETE",
        new RegExp(`^${report}$`),
        guarded(() => {
          if (!reported) return { status: 404, body: { type: "error", error: { message: "No such report" } } };
          [reported, store.annotations] = [false, []];
          return { status: 204 };
        }),
      ],
      [
        "PUT",
        new RegExp(`^${report}$`),
        guarded(({ body }) => {
          const { title, details, report_type: type = "", result = "" } = body as Record<string, string>;
          const known =
            ["SECURITY", "COVERAGE", "TEST", "BUG"].includes(type) && ["PASSED", "FAILED", "PENDING"].includes(result);
          if (!known || !title || !details) return bad("title, details and report_type are needed");
          reported = true;
          return { status: 200, body: {} };
        }),
      ],
      [
        "POST",
        new RegExp(`^${report}/annotations$`),
        guarded(({ body }) => {
          const all = body as {
            external_id?: string;
            annotation_type?: string;
            summary?: string;
            path?: string;
            line?: number;
          }[];
          const sound = all.every(
            (each) => each.external_id && each.annotation_type === "BUG" && (each.summary?.length ?? 451) <= 450,
          );
          if (!reported || !sound || all.length > 100) return bad("annotations are not valid");
          store.annotations.push(
            ...all.map(({ path = "", line = 0, summary = "" }) => ({ path, line, message: summary })),
          );
          return { status: 200, body: [] };
        }),
      ],
    ];
  });
};
