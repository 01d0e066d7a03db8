export { deploy } from "./deploy";
export { drift } from "./drift";
export { plan } from "./plan";
export { pullRequest } from "./pull-request";
export { pullRequestTests } from "./pull-request-tests";
export { image } from "./container";
export { publish, site } from "./website";
export { test } from "./application";
export { validate } from "./validate";
