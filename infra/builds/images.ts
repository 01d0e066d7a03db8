import type { Settings } from "../settings/settings";

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html */
const images: Readonly<Record<Settings["build"]["image"], { readonly image: string; readonly type: string }>> = {
  "standard-7.0": { image: "aws/codebuild/standard:7.0", type: "LINUX_CONTAINER" },
  "al2023-arm": { image: "aws/codebuild/amazonlinux-aarch64-standard:3.0", type: "ARM_CONTAINER" },
};

/** Runtime platform of an image built on this machine: Docker builds for the processor it runs on. */
export const platformOf = ({ image }: Settings["build"]) => ({
  operatingSystemFamily: "LINUX",
  cpuArchitecture: images[image].type === "ARM_CONTAINER" ? "ARM64" : "X86_64",
});

/** An image managed by AWS, without privileged mode. */
export const machine = ({ image, compute }: Settings["build"]) => ({
  ...images[image],
  computeType: `BUILD_GENERAL1_${compute.toUpperCase()}`,
  imagePullCredentialsType: "CODEBUILD",
  privilegedMode: false,
});
