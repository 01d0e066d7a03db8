import { enter, planLine } from "./application";
import type { Buildspec } from "./buildspec";
import { RUNTIMES } from "./parts";

/** The artifact that says which image is deployed, and how. */
export const IMAGE = "Image";
const OUTPUT = "image";
/** Prefix of the tag of every deployed image. */
export const DEPLOYED = "deployed-";

/**
 * Pushes an image once, under a tag that is never reused; it is deployed by its digest. The deployment's templates are
 * environment variables, so a commit cannot change them.
 */
export const imageBuildspec = ({ directory }: { directory: string }): Buildspec => ({
  version: 0.2,
  env: { shell: "bash", "exported-variables": ["PLAN_LINE", "PLAN_URL"] },
  phases: {
    install: { "runtime-versions": RUNTIMES, commands: [`mkdir -p ${OUTPUT}`, enter(directory)] },
    pre_build: {
      commands: [
        'TAG="$COMMIT-$CODEBUILD_BUILD_NUMBER"',
        'LOGIN="$(aws ecr get-login-password)"',
        'docker login --username AWS --password-stdin "$REGISTRY" <<< "$LOGIN"',
      ],
    },
    build: {
      commands: ['docker build --pull --tag "$REGISTRY/$IMAGES:$TAG" .', 'docker push "$REGISTRY/$IMAGES:$TAG"'],
    },
    post_build: {
      commands: [
        `DIGEST="$(aws ecr describe-images --repository-name "$IMAGES" --image-ids "imageTag=$TAG" --query 'imageDetails[0].imageDigest' --output text)"`,
        'PINNED="$REGISTRY/$IMAGES@$DIGEST"',
        `printf '[{"name":"app","imageUri":"%s"}]' "$PINNED" > "$CODEBUILD_SRC_DIR/${OUTPUT}/imagedefinitions.json"`,
        `printf '{"ImageURI":"%s"}' "$PINNED" > "$CODEBUILD_SRC_DIR/${OUTPUT}/imageDetail.json"`,
        `printf '%s' "$TASK_DEFINITION" > "$CODEBUILD_SRC_DIR/${OUTPUT}/taskdef.json"`,
        `printf '%s' "$APPSPEC" > "$CODEBUILD_SRC_DIR/${OUTPUT}/appspec.yaml"`,
        ...planLine("Service"),
        'export PLAN_URL="$CODEBUILD_BUILD_URL"',
      ],
    },
  },
  artifacts: { "base-directory": OUTPUT, files: ["**/*"] },
});

/**
 * Tags the image that was just deployed, so that it is kept. Tags are immutable, so each image has its own; if an earlier run
 * is deployed again, the tag already exists.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-retag.html
 */
export const keepBuildspec: Buildspec = {
  version: 0.2,
  env: { shell: "bash" },
  phases: {
    pre_build: {
      commands: [
        `DIGEST="$(grep -o 'sha256:[0-9a-f]*' imageDetail.json)"`,
        `TAGS="$(aws ecr describe-images --repository-name "$IMAGES" --image-ids "imageDigest=$DIGEST" --query 'imageDetails[0].imageTags' --output text)"`,
        `MANIFEST="$(aws ecr batch-get-image --repository-name "$IMAGES" --image-ids "imageDigest=$DIGEST" --query 'images[0].imageManifest' --output text)"`,
      ],
    },
    build: {
      commands: [
        `case "$TAGS" in *${DEPLOYED}*) echo "$DIGEST was deployed before and is already tagged" ;; *) aws ecr put-image --repository-name "$IMAGES" --image-tag "${DEPLOYED}\${DIGEST#sha256:}" --image-digest "$DIGEST" --image-manifest "$MANIFEST" --query image.imageId ;; esac`,
      ],
    },
  },
};
