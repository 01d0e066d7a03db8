import type { ComponentResourceOptions, Input } from "@pulumi/pulumi";
import type { BuildHome } from "../builds/build";
import type { Context, Hosting } from "../context";
import { decryptArtifacts, readArtifacts, useArtifactKey } from "../roles/grants";
import type { Statement } from "../roles/policy";
import type { Settings } from "../settings/settings";
import type { HostingKind } from "../targets/target";
import { HostingAccount } from "./account";

/** Where an application is: in its pipeline's account, or in another. */
export interface Place<S extends Settings = Settings> extends Hosting<S> {
  /** For every component there. */
  readonly options: ComponentResourceOptions;
  /** For every role there. */
  readonly boundary: Input<string>;
  /** For its log groups, if the target has any. */
  readonly keyArn: Input<string> | undefined;
  /** For its alarms; undefined in another account, since the topic takes messages only from its own. */
  readonly topicArn: Input<string> | undefined;
  /** For the role that deploys. */
  readonly artifactStatements: readonly Statement[];
}

/** @returns the pipeline's own account, unless the settings name another */
export function placeOf<S extends Settings>(
  context: Context<S>,
  there: Hosting<S>,
  { storage, boundary, notifications }: BuildHome,
  { artifacts, ...kind }: HostingKind<S>,
): Place<S> {
  const read = readArtifacts(context, storage, artifacts);
  if (!there.isElsewhere) {
    return {
      ...there,
      options: {},
      boundary,
      keyArn: storage.keyArn,
      topicArn: notifications.topicArn,
      artifactStatements: [read, useArtifactKey(storage)],
    };
  }
  const account = new HostingAccount("hosting", there.context, { pipeline: context, kind });
  return {
    ...there,
    options: { provider: account.provider },
    boundary: account.boundary,
    keyArn: account.keyArn,
    topicArn: undefined,
    artifactStatements: [read, decryptArtifacts(storage.keyArn)],
  };
}
