import type { Context } from "../../context";
import type { Message } from "../../notify";
import { imageIsCritical } from "../../notify/patterns";
import type { Registry } from "./registry";

/** Critical findings of the registry's scan of a new image; sent after the scan, which blocks no deployment. */
export const messagesOf = ({ prefix, region }: Context, { repositoryName }: Registry): Message[] => [
  {
    name: "critical-image",
    description: `New images of ${prefix} with critical findings`,
    pattern: imageIsCritical(repositoryName),
    paths: {
      count: "$.detail.finding-severity-counts.CRITICAL",
      digest: "$.detail.image-digest",
    },
    text: [
      `An image of ${prefix} has critical findings: <count>`,
      `Image:  ${repositoryName}@<digest>`,
      `Show:   aws ecr describe-image-scan-findings --region ${region} --repository-name ${repositoryName} --image-id imageDigest=<digest>`,
    ],
  },
];
