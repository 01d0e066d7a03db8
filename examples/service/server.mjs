import { createService } from "./service.mjs";

const service = createService().listen(Number(process.env.PORT ?? 8080));
// Fargate asks before it stops a task: what was begun is answered.
process.once("SIGTERM", () => service.close());
