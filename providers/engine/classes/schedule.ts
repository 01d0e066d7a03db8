// Generated from the catalog by `npm run generate`. Do not edit.
import type * as pulumi from "@pulumi/pulumi";
import { Schedule as type } from "../../catalog/schedule";
import { AmorphicResource, type CommonArgs, type Value } from "../resource";

/** Arguments of {@link Schedule}: Amorphic's own names, each a value, an output, or a secret by reference. */
export interface ScheduleArgs extends CommonArgs {
  /**
   * Unique name of the schedule.
   *
   * A change is a replacement.
   */
  ScheduleName: Value<string>;
  /** What the schedule is for. */
  ScheduleDescription?: Value<string>;
  /**
   * What is run: ETL Job, Data Ingestion, DataPipelines, …
   *
   * A change is a replacement.
   */
  JobType: Value<string>;
  /**
   * When it is run.
   *
   * One of time-based, on-demand, event-trigger, external-trigger, in any case. A change is a replacement.
   */
  ScheduleType: Value<"time-based" | "on-demand" | "event-trigger" | "external-trigger" | (string & {})>;
  /** cron(…) or rate(…), if time-based. */
  ScheduleExpression?: Value<string>;
  /** Id of what is run. */
  ResourceId: Value<string>;
  /** Arguments of each run. */
  Arguments?: Value<Record<string, unknown>>;
}

/**
 * Runs a job, an ingestion or the like at set times or on an event.
 *
 * @experimental assumed: CICD's layout page has a folder `schedules`; the type's name is not public
 */
export class Schedule extends AmorphicResource {
  /** The schedule's id. */
  declare readonly ScheduleId: pulumi.Output<string>;
  /** Unique name of the schedule. */
  declare readonly ScheduleName: pulumi.Output<string>;
  /** What the schedule is for. */
  declare readonly ScheduleDescription: pulumi.Output<string | undefined>;
  /** What is run: ETL Job, Data Ingestion, DataPipelines, … */
  declare readonly JobType: pulumi.Output<string>;
  /** When it is run. */
  declare readonly ScheduleType: pulumi.Output<
    "time-based" | "on-demand" | "event-trigger" | "external-trigger" | (string & {})
  >;
  /** cron(…) or rate(…), if time-based. */
  declare readonly ScheduleExpression: pulumi.Output<string | undefined>;
  /** Id of what is run. */
  declare readonly ResourceId: pulumi.Output<string>;
  /** Arguments of each run. */
  declare readonly Arguments: pulumi.Output<Record<string, unknown> | undefined>;

  constructor(name: string, args: ScheduleArgs, options?: pulumi.CustomResourceOptions) {
    super(type, name, args, options);
  }
}
