import * as ecr from "@pulumi/aws/ecr";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import { DEPLOYED } from "../../buildspecs/container";
import type { Context } from "../../context";
import { policyDocument, type Statement } from "../../roles/policy";
import { grantTo, type RoleName } from "../../roles/role";

/** Enough for rollbacks, and for images that wait for approval. */
const KEPT_IMAGES = 50;
export const PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] as const;

export interface RegistryArgs {
  readonly keyArn: Input<string>;
  /** A role of another account that may pull. */
  readonly puller: RoleName | undefined;
}

/**
 * The first matching rule applies: deployed images are not counted with those that were only pushed.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
 */
const RULES = [
  ["deployed images", { tagStatus: "tagged", tagPrefixList: [DEPLOYED] }],
  ["images", { tagStatus: "any" }],
] as const;

/** The image repository: tags are immutable, and every image is scanned on push. */
export class Registry extends ComponentResource {
  readonly repositoryName: string;
  readonly arn: Output<string>;
  /** Host of the repository, as `111122223333.dkr.ecr.eu-west-1.amazonaws.com`. */
  readonly host: string;

  constructor(name: string, context: Context, { keyArn, puller }: RegistryArgs, options?: ComponentResourceOptions) {
    super("amorphic:pipeline:Registry", name, {}, options);
    const { prefix, account, region, partition } = context;
    const parent = { parent: this };
    this.repositoryName = prefix;
    this.host = `${account}.dkr.ecr.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`;
    const repository = new ecr.Repository(
      name,
      {
        name: prefix,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: keyArn }],
      },
      // It holds every version that could be restored.
      { ...parent, protect: true },
    );
    new ecr.LifecyclePolicy(
      name,
      {
        repository: repository.name,
        policy: JSON.stringify({
          rules: RULES.map(([which, selection], index) => ({
            rulePriority: index + 1,
            description: `the ${KEPT_IMAGES} newest ${which}`,
            selection: { ...selection, countType: "imageCountMoreThan", countNumber: KEPT_IMAGES },
            action: { type: "expire" },
          })),
        }),
      },
      parent,
    );
    if (puller) {
      // ECR decrypts by a KMS grant of its own, so pulling needs no permission for the key.
      // https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
      // https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html
      const policy = policyDocument([grantTo(puller, { Sid: "PullImages", Action: PULL })]);
      new ecr.RepositoryPolicy(name, { repository: repository.name, policy }, parent);
    }
    this.arn = repository.arn;
    this.registerOutputs({ arn: this.arn });
  }

  get pull(): Statement[] {
    return [signIn, this.#on("PullImages", PULL)];
  }

  /** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
  get push(): Statement[] {
    return [
      signIn,
      this.#on("PushImages", [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:DescribeImages",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ]),
    ];
  }

  /** To add a tag to an existing image. */
  get tag(): Statement {
    return this.#on("TagImages", ["ecr:BatchGetImage", "ecr:DescribeImages", "ecr:PutImage"]);
  }

  #on(Sid: string, Action: readonly string[]): Statement {
    return { Sid, Action, Resource: this.arn };
  }
}

/** A token for the account's registry; the call takes no narrower resource. */
const signIn: Statement = { Sid: "SignIn", Action: "ecr:GetAuthorizationToken", Resource: "*" };
