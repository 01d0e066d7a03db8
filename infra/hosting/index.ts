import type { ComponentResourceOptions, Input } from "@pulumi/pulumi";
import type { BuildHome } from "../builds/build";
import type { Context, Hosting } from "../context";
import { decryptArtifacts, readArtifacts, useArtifactKey } from "../roles/grants";
import type { Statement } from "../roles/policy";
import type { Settings } from "../settings/settings";
import type { HostingKind } from "../targets/target";
import { HostingAccount } from "./account";

/** Where an application is: beside its pipeline, or in an account of its own. */
export interface Place<S extends Settings = Settings> extends Hosting<S> {
  /** Of every component that is there. */
  readonly options: ComponentResourceOptions;
  /** Of every role that is there. */
  readonly boundary: Input<string>;
  /** Of its log groups, if the target has any. */
  readonly keyArn: Input<string> | undefined;
  /** For its alarms; undefined elsewhere, as the topic takes messages of its own account alone. */
  readonly topicArn: Input<string> | undefined;
  /** For the role that deploys. */
  readonly takeArtifacts: readonly Statement[];
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
      takeArtifacts: [read, useArtifactKey(storage)],
    };
  }
  const account = new HostingAccount("hosting", there.context, { pipeline: context, kind });
  return {
    ...there,
    options: { provider: account.provider },
    boundary: account.boundary,
    keyArn: account.keyArn,
    topicArn: undefined,
    takeArtifacts: [read, decryptArtifacts(storage.keyArn)],
  };
}
