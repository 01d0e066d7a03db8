export { deploy } from "./deploy";
export { drift } from "./drift";
export { plan } from "./plan";
export { pullRequest } from "./pull-request";
export { validate } from "./validate";
