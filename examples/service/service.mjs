import { createServer } from "node:http";

const answers = {
  "/health": { status: "ok" },
  "/datasets": [{ name: "customers" }, { name: "orders" }],
};

/** An API that is asked for datasets; the load balancer asks for /health. */
export const createService = () =>
  createServer(({ method, url = "/" }, response) => {
    const answer = answers[new URL(url, "http://service").pathname];
    const isRead = method === "GET" || method === "HEAD";
    const status = answer === undefined ? 404 : isRead ? 200 : 405;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(method === "HEAD" ? undefined : JSON.stringify(status === 200 ? answer : { status }));
  });
