import { correctType } from "../../providers/catalog/correct";
import type { Call, ResourceType } from "../../providers/catalog/type";
import { isAnswer, type Api, type JsonObject } from "../../providers/client/api";
import { pathOf, type Properties } from "../../providers/lifecycle/inputs";
import type { Check, Correction } from "./check";

/** What is known of one type, and what was found about it by GETs. */
export class Probe {
  readonly checks: Check[] = [];
  /** The object that was looked at; before, the properties that the list's path needs. */
  mine: Properties = {};

  /** @param type with what was corrected so far */
  constructor(
    readonly api: Api,
    public type: ResourceType,
  ) {}

  /**
   * Makes a call whose success alone tells whether its path is right, and reports that.
   * @param more values that the path needs besides those of the object
   */
  async get(
    what: string,
    call: Call,
    correction: Correction,
    id?: string,
    more?: Properties,
  ): Promise<JsonObject | undefined> {
    try {
      const path = pathOf(call, { ...this.mine, ...more }, id);
      const body = await this.api.send({ method: "GET", path, subject: this.type.name });
      this.add(what, "held", call.path);
      return body;
    } catch (error) {
      if (!isAnswer(error)) throw error;
      // A missing permission says nothing against the path.
      const isDenied = error.answer.code?.startsWith("AUTH-") === true;
      this.add(what, "failed", error.message, isDenied ? undefined : correction);
      return undefined;
    }
  }

  /** Whether the call succeeds; reports nothing. */
  async try(call: Call, id: string): Promise<boolean> {
    try {
      await this.api.send({ method: "GET", path: pathOf(call, this.mine, id), subject: this.type.name });
      return true;
    } catch (error) {
      if (!isAnswer(error)) throw error;
      return false;
    }
  }

  /** Reports a mistake whose correction is certain enough to go on with. */
  correct(what: string, detail: string, correction: Correction): void {
    this.add(what, "failed", detail, correction);
    this.type = correctType(this.type, correction);
  }

  add(what: string, verdict: Check["verdict"], detail?: string, correction?: Correction): void {
    this.checks.push({
      area: this.type.name,
      what,
      verdict,
      ...(detail !== undefined && { detail }),
      ...(correction && { correction }),
    });
  }
}
