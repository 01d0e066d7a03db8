import assert from "node:assert/strict";
import { getLanguageService, type LanguageService } from "vscode-json-languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";
import { catalog } from "../../../providers/catalog";
import { Tag } from "../../../providers/catalog/tag";
import { accessSchema, definitionsSchema } from "../../../providers/definitions/schema";

const URI = "file:///resources/a.json";

/** The editor's own service, with a schema for every JSON file. */
function serviceWith(schema: object): LanguageService {
  const service = getLanguageService({});
  // The service resolves references in place, so it gets a copy.
  const copy = structuredClone(schema);
  service.configure({ allowComments: false, schemas: [{ uri: "schema://it", fileMatch: ["*.json"], schema: copy }] });
  return service;
}
const types = new Map([...catalog, ["Mapping", { ...Tag, name: "Mapping", formerNames: ["OldMapping"] }]]);
const definitions = serviceWith(definitionsSchema(types));
const access = serviceWith(accessSchema());

/** The text without the cursor `|`, and where it was. */
function at(marked: string) {
  const offset = marked.indexOf("|");
  const document = TextDocument.create(URI, "json", 1, marked.replace("|", ""));
  return { document, position: document.positionAt(offset) };
}

async function completions(service: LanguageService, marked: string) {
  const { document, position } = at(marked);
  return (await service.doComplete(document, position, service.parseJSONDocument(document)))?.items ?? [];
}
const labels = async (service: LanguageService, marked: string): Promise<string[]> =>
  (await completions(service, marked)).map(({ label }) => label);

async function hover(marked: string): Promise<string | undefined> {
  const { document, position } = at(marked);
  const found = await definitions.doHover(document, position, definitions.parseJSONDocument(document));
  return (found?.contents as string[] | undefined)?.join("").replaceAll("\\", "");
}

/** `text of the range: message`, for every squiggle. */
async function squiggles(service: LanguageService, text: string): Promise<string[]> {
  const document = TextDocument.create(URI, "json", 1, text);
  const found = await service.doValidation(document, service.parseJSONDocument(document), {
    schemaValidation: "error",
  });
  const byPlace = found.sort((a, b) => document.offsetAt(a.range.start) - document.offsetAt(b.range.start));
  return byPlace.map(({ range, message }) => `${document.getText(range)}: ${String(message)}`);
}

const dataset = (rest: string): string =>
  `{"rA": {"Type": "Dataset", "Properties": {"DatasetName": "nnn", "Domain": "d", "DatasourceType": "api", "FileType": "csv", "TargetLocation": "s3", ${rest}}}}`;

describe("An editor with the schema of definitions", () => {
  it("completes the keys of a block", async () => {
    const keys = ["Type", "Properties", "Artifacts", "RenamedFrom", "Share", "Smoke"];
    assert.deepEqual(await labels(definitions, '{"rA": {|}}'), keys);
    const [type] = await completions(definitions, '{"rA": {|}}');
    assert.equal(type?.documentation, "Type of the resource.");
    assert.doesNotMatch(type.insertText ?? "", /Domain/);
  });

  it("completes the types, with their descriptions and without former names", async () => {
    const items = await completions(definitions, '{"rA": {"Type": |}}');
    assert.deepEqual(
      items.map(({ label }) => label),
      [...types.keys()].map((name) => `"${name}"`),
    );
    assert.deepEqual(items[0]?.documentation, catalog.get("Domain")?.description);
  });

  it("completes the type's properties that are not written yet, also in nested objects", async () => {
    for (const type of catalog.values()) {
      const [first = ""] = Object.keys(type.fields);
      const text = `{"rA": {"Type": "${type.name}", "Properties": {"${first}": "x", |}}}`;
      assert.deepEqual(await labels(definitions, text), Object.keys(type.fields).slice(1));
    }
    const inner = await labels(definitions, '{"rA": {"Type": "Datasource", "Properties": {"DatasourceConfig": {|}}}}');
    assert.ok(["Username", "Password"].every((key) => inner.includes(key)));
    assert.deepEqual(await labels(definitions, dataset('"DatasetSchema": [{|}]')).then((keys) => keys.slice(0, 2)), [
      "name",
      "type",
    ]);
  });

  it("completes allowed values as in the catalog, and properties of a type under its former name", async () => {
    const field = catalog.get("Dataset")?.fields.TableUpdate;
    assert.deepEqual(
      (await labels(definitions, dataset('"TableUpdate": |'))).filter((label) => label.startsWith('"')),
      field?.enum?.map((value) => `"${value}"`),
    );
    const former = await labels(definitions, '{"rA": {"Type": "OldMapping", "Properties": {|}}}');
    assert.deepEqual(former, Object.keys(Tag.fields));
  });

  it("completes only the functions that are allowed for a name or a secret", async () => {
    assert.deepEqual(await labels(definitions, '{"rA": {"Type": "Domain", "Properties": {"DomainName": {|}}}}'), [
      "!DependsOn",
      "!Environ",
    ]);
    assert.deepEqual(
      await labels(
        definitions,
        '{"rA": {"Type": "Datasource", "Properties": {"DatasourceConfig": {"Password": {|}}}}}',
      ),
      ["!Environ", "!Secret", "!DependsOn"],
    );
  });

  it("completes artifacts and shares", async () => {
    assert.deepEqual(await labels(definitions, '{"rA": {"Type": "Job", "Properties": {}, "Artifacts": {|}}}'), [
      "Script",
    ]);
    assert.deepEqual(await labels(definitions, '{"rA": {"Type": "Job", "Properties": {}, "Share": {|}}}'), [
      "Owner",
      "Editor",
      "ReadOnly",
    ]);
    assert.deepEqual(await labels(access, '{"rA": {"Owner": {|}}}'), ["Users", "Tags"]);
  });

  it("describes types, properties, keys and functions on hover", async () => {
    assert.match((await hover('{"rA": {"Ty|pe": "Domain"}}')) ?? "", /Type of the resource/);
    assert.match((await hover('{"rA": {"Type": "Dom|ain"}}')) ?? "", /A group of datasets/);
    assert.match(
      (await hover(dataset('"TableUpdate": "append", "Ser|De": "x"'))) ?? "",
      /^Serializer, e\.g\. OpenCSVSerde\.$/,
    );
    assert.match(
      (await hover(dataset('"TableUpd|ate": "append"'))) ?? "",
      /^What a load does to existing data\. A change replaces the object\.$/,
    );
    assert.match((await hover(dataset('"X": {"!Sec|ret": "x"}'))) ?? "", /AWS Secrets Manager/);
    assert.match(
      (await hover('{"rA": {"Type": "Domain", "Prop|erties": {}}}')) ?? "",
      /^Properties of type Domain\. A group of datasets/,
    );
  });

  it("reports nothing for valid definitions", async () => {
    assert.deepEqual(await squiggles(definitions, dataset('"TableUpdate": "APPEND", "Unknown": [1]')), []);
    assert.deepEqual(await squiggles(definitions, dataset('"TableUpdate": {"!Environ": "X"}')), []);
  });

  it("marks mistakes where they are", async () => {
    assert.deepEqual(await squiggles(definitions, dataset('"TableUpdate": "apend"')), [
      '"apend": Value is not accepted. Valid values: "append", "reload", "latest record", "latestrecord".',
    ]);
    assert.deepEqual(await squiggles(definitions, dataset('"X": 1')), [
      '"Properties": Missing property "TableUpdate".',
    ]);
    assert.deepEqual(
      await squiggles(
        definitions,
        '{"rA": {"Type": "Tag", "Properties": {"TagKey": "k", "TagValue": "v"}, "DependsOn": 1}}',
      ),
      ['"DependsOn": Property DependsOn is not allowed.'],
    );
    const names = [...types.keys()].map((name) => `"${name}"`).join(", ");
    assert.deepEqual(await squiggles(definitions, '{"rA": {"Type": "Tga", "Properties": {}}}'), [
      `"Tga": Value is not accepted. Valid values: ${names}.`,
    ]);
    assert.deepEqual(await squiggles(definitions, dataset('"TableUpdate": "append", "SkipTrash": "yes"')), [
      '"yes": Incorrect type. Expected "boolean".',
    ]);
    assert.deepEqual(
      await squiggles(definitions, dataset('"TableUpdate": "append", "DatasetSchema": [{"name": 1, "type": "int"}]')),
      ['1: Incorrect type. Expected "string".'],
    );
    assert.deepEqual(await squiggles(definitions, dataset('"TableUpdate": "append", "X": {"!Enviorn": "X"}')), [
      '"!Enviorn": Property !Enviorn is not allowed.',
    ]);
    assert.deepEqual(await squiggles(definitions, dataset('"TableUpdate": "append", "X": {"!DependsOn": "rA"}')), [
      '"rA": write "LogicalId.Attribute"',
    ]);
  });

  it("says what to write instead of a literal secret", async () =>
    assert.deepEqual(
      await squiggles(
        definitions,
        '{"rA": {"Type": "Datasource", "Properties": {"DatasourceName": "n", "DatasourceType": "t", "DatasourceConfig": {"Password": "hunter2"}}}}',
      ),
      ['"hunter2": a secret must not be written here; write {"!Environ": "NAME"} or {"!Secret": "name-or-ARN#key"}'],
    ));

  it("marks mistakes in shares", async () => {
    assert.deepEqual(
      await squiggles(access, '{"rA": {"owner": {}, "Owner": {"Tags": ["x", "a#b"], "Users": [{"Usr": "u"}]}}}'),
      ['"owner": Property owner is not allowed.', '"x": write a tag as "key#value"', '{: Missing property "User".'],
    );
    assert.deepEqual(
      await squiggles(
        definitions,
        '{"rA": {"Type": "Tag", "Properties": {"TagKey": "k", "TagValue": "v"}, "Share": {}}}',
      ),
      ['"Share": Property Share is not allowed.'],
    );
  });
});
