import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ensureBrowser, findBrowser } from "../../../commands/setup/browser";
import { Machine } from "./machine";

describe("ensureBrowser", () => {
  let machine: Machine;
  beforeEach(() => (machine = new Machine()));
  afterEach(() => {
    machine.remove();
  });

  /** As root, unless said otherwise. */
  const ensure = (isRoot = true): Promise<string> => ensureBrowser(machine.options, isRoot);
  const program = (name: string): string => machine.write(name, "#!/bin/sh\n");
  const apt = (then: string): string =>
    machine.write("path/apt-get", `#!/bin/sh\nPATH=/usr/bin:/bin\necho "$@" >> "$BUILDS"\n${then}\n`);

  it("prefers the browser that CHROMIUM_PATH names to those on PATH", async () => {
    program("path/chromium");
    const own = program("opt/chrome");
    const environment = { ...machine.options.environment, CHROMIUM_PATH: own };
    assert.equal(await ensureBrowser({ ...machine.options, environment }), own);
  });

  it("takes a browser on PATH, and installs nothing", async () => {
    program("path/google-chrome");
    const found = program("path/chromium-browser");
    assert.equal(await ensure(false), found);
    assert.deepEqual(machine.logged, []);
  });

  it("installs Debian's package as root", async () => {
    apt(`[ "$1" = update ] || { cp "$0" "$(dirname "$0")/chromium"; }`);
    assert.match(await ensure(), /path\/chromium$/);
    assert.equal(
      readFileSync(machine.path("builds"), "utf8"),
      "update\ninstall --yes --no-install-recommends chromium\n",
    );
    assert.deepEqual(machine.logged, [
      "browser: installing Debian's package chromium …",
      "browser: installed in 0.0 s",
    ]);
  });

  const way = "install Chromium (Debian's package chromium), or set CHROMIUM_PATH to one";
  it("says what to install if it may not or cannot install it", async () => {
    apt("");
    await assert.rejects(ensure(false), { name: "UserError", message: `browser: none was found: ${way}` });
    await assert.rejects(ensure(), {
      name: "UserError",
      message: `browser: the package chromium installed no program: ${way}`,
    });
    apt("echo no network >&2; exit 100");
    await assert.rejects(ensure(), { message: `browser: \`apt-get update\` failed (no network): ${way}` });
  });

  it("does not ignore a wrong CHROMIUM_PATH", () => {
    assert.throws(() => findBrowser({ CHROMIUM_PATH: "/nowhere/chrome" }), {
      name: "UserError",
      message: `browser: CHROMIUM_PATH is /nowhere/chrome, which is not a program: ${way}`,
    });
  });
});
