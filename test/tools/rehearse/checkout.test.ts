import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../providers/errors";
import { checkOut, pointAtSimulator } from "../../../tools/rehearse/checkout";

describe("what is rehearsed", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "amorphic-checkout-"));
    for (const name of ["from", "to"]) mkdirSync(join(home, name));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it("is what would be committed: tracked and new files as they are now, nothing ignored", () => {
    const write = (name: string, text: string) => writeFileSync(join(home, "from", name), text);
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
        cwd: join(home, "from"),
      });
    git("init", "--quiet");
    write(".gitignore", "ignored\n");
    write("tracked", "old");
    write("removed", "x");
    git("add", "-A");
    git("commit", "--quiet", "-m", "first");
    write("tracked", "new");
    write("fresh", "x");
    write("ignored", "x");
    rmSync(join(home, "from", "removed"));

    assert.match(checkOut(join(home, "from"), join(home, "to")), /^[0-9a-f]{40}$/);
    const made = (name: string) => existsSync(join(home, "to", name));
    assert.deepEqual(["tracked", "fresh", "ignored", "removed", ".git"].map(made), [true, true, false, false, false]);
    assert.equal(readFileSync(join(home, "to", "tracked"), "utf8"), "new");
  });

  it("needs a repository", () => {
    assert.throws(() => checkOut(join(home, "from"), join(home, "to")), UserError);
  });

  it("never reaches the real environment", () => {
    const file = join(home, "Pulumi.dev.yaml");
    writeFileSync(
      file,
      [
        "secretsprovider: awskms://alias/real",
        "encryptedkey: abc",
        "config:",
        "  amorphic:apiUrl: https://real.example.com/dev",
        "  amorphic:roleId: real-role",
        "  amorphic:tokenSecret: real-secret",
        "  amorphic:journal: s3://real/journal/dev",
        "  amorphic:fingerprintKey:",
        "    secure: v1:real",
        "  amorphic:protect: [] # ours",
        "",
      ].join("\n"),
    );
    pointAtSimulator(file, { url: "http://127.0.0.1:1/api", roleId: "role", userId: "user" });
    assert.equal(
      readFileSync(file, "utf8"),
      [
        "config:",
        "  amorphic:apiUrl: http://127.0.0.1:1/api",
        "  amorphic:roleId: role",
        "  amorphic:protect: [] # ours",
        "  amorphic:userId: user",
        "",
      ].join("\n"),
    );
  });
});
