import assert from "node:assert/strict";
import { Ajv } from "ajv";
import { catalog } from "../../providers/catalog";
import { checkProperties, pathText } from "../../providers/catalog/check";
import { fieldAt, isSecretAt } from "../../providers/catalog/fields";
import { propertiesSchema } from "../../providers/catalog/schema";
import { Tag } from "../../providers/catalog/tag";
import type { Field, ResourceType } from "../../providers/catalog/type";
import { nearest } from "../../providers/nearest";

const because = "assumed: a test";
const text: Field = { type: "string", description: "Text.", because };

/** A field of each behaviour. */
const fields = {
  Name: { ...text, required: true, description: "Name of the thing." },
  Size: { type: "number", description: "Size.", because },
  Flag: { type: "boolean", description: "Flag.", because },
  Mixed: { type: ["number", "string"], enum: ["small", "large"], description: "Mixed.", because },
  Color: { ...text, enum: ["red", "dark.blue"] },
  Kind: { ...text, enum: ["api", "external api"], caseInsensitive: true },
  Config: {
    type: "object",
    description: "Config.",
    because,
    fields: { Password: { ...text, secret: true }, Url: { ...text, required: true } },
  },
  Columns: {
    type: "array",
    description: "Columns.",
    because,
    items: {
      type: "object",
      description: "Column.",
      because,
      fields: { name: { ...text, required: true }, token: { ...text, secret: true } },
    },
  },
  Words: { type: "array", description: "Words.", because, items: text },
  toString: text,
} satisfies Record<string, Field>;

const Thing: ResourceType = {
  ...Tag,
  name: "Thing",
  fields,
  outputs: { ThingId: { description: "Id.", because } },
  serverOwned: ["CreatedBy"],
};

const FUNCTION = { "!f": 1 };
const isFunction = (value: unknown): boolean => value === FUNCTION || value === "unknown";

const good = { Name: "n" };

/** `severity CODE path message`, as one line each. */
function check(properties: object, type = Thing): string[] {
  return checkProperties(type, properties as Record<string, unknown>, isFunction).map(
    ({ severity, code, path, message }) => `${severity} ${code} ${JSON.stringify(path)} ${message}`,
  );
}

describe("checkProperties", () => {
  it("accepts valid properties", () => {
    assert.deepEqual(check(good), []);
    const all = {
      Name: "",
      Size: 0.5,
      Flag: false,
      Mixed: 7,
      Color: "dark.blue",
      Kind: "External API",
      Config: { Url: "u", Port: 1 },
      Columns: [{ name: "a", more: [1] }],
      Words: [],
      toString: "x",
    };
    assert.deepEqual(check(all), []);
    assert.deepEqual(check({ ...all, Mixed: "small", Columns: [] }), []);
  });

  it("rejects values that do not match a known pattern of the platform, and empty names", () => {
    const Code: Field = { ...text, pattern: { matches: "^[a-z]{2}$", says: "2 letters", because } };
    const Coded: ResourceType = { ...Thing, fields: { Name: fields.Name, Code } };
    const Named: ResourceType = { ...Coded, naturalKey: ["Name", "Code"] };
    assert.deepEqual(check({ Name: "n", Code: "de" }, Named), []);
    assert.deepEqual(check({ Name: FUNCTION, Code: "unknown" }, Named), []);
    assert.deepEqual(check({ Name: "", Code: "d-" }, Named), [
      'error EMPTY_NAME ["Name"] "Name" is empty, but it identifies the Thing; set it',
      'error NOT_IN_PATTERN ["Code"] "Code" is "d-", but must be 2 letters; correct it, or the pattern in amorphic.catalog.json',
    ]);
    assert.deepEqual(
      check({ Name: "n", Code: "" }, Named).map((line) => line.split(" ")[1]),
      ["EMPTY_NAME"],
    );
    assert.deepEqual(check({ Name: "", Code: "" }, { ...Coded, naturalKey: [] }), [
      'error NOT_IN_PATTERN ["Code"] "Code" is "", but must be 2 letters; correct it, or the pattern in amorphic.catalog.json',
    ]);
  });

  it("rejects names that a path cannot contain", () => {
    const named: ResourceType = { ...Thing, naturalKey: ["Name"] };
    for (const Name of [".", ".."]) {
      assert.deepEqual(check({ ...good, Name }, named), [
        `error NAME_NOT_IN_PATHS ["Name"] "Name" is "${Name}", which no path of the API can contain; choose another name`,
      ]);
    }
    assert.deepEqual(check({ ...good, Name: "..." }, named), []);
  });

  it("treats undefined as absent", () => {
    assert.deepEqual(check({ ...good, Size: undefined, Config: undefined }), []);
    assert.deepEqual(check({ ...good, Config: { Url: "u", Password: undefined } }), []);
    assert.deepEqual(check({ Name: undefined }).length, 1);
  });

  it("accepts a function for any value, in lists too, and for required ones", () => {
    const values = { Name: FUNCTION, Size: FUNCTION, Color: FUNCTION, Kind: "unknown", Columns: FUNCTION };
    assert.deepEqual(check(values), []);
    assert.deepEqual(
      check({
        ...good,
        Words: [FUNCTION, "x", "unknown"],
        Columns: [FUNCTION, { name: FUNCTION, token: FUNCTION }],
        Config: { Password: FUNCTION, Url: FUNCTION },
        Mixed: FUNCTION,
        CreatedBy: undefined,
      }),
      [
        'warning SERVER_OWNED_PROPERTY ["CreatedBy"] "CreatedBy" is set by Amorphic, so what is written here is ignored; remove it',
      ],
    );
  });

  it("reports missing required properties at any depth, even if Object has a member of that name", () => {
    assert.deepEqual(check({ Config: {}, Columns: [{}] }), [
      'error MISSING_PROPERTY [] "Name" is missing, and is required for type Thing; add it (Name of the thing)',
      'error MISSING_PROPERTY ["Config"] "Url" is missing, and is required in "Config"; add it (Text)',
      'error MISSING_PROPERTY ["Columns",0] "name" is missing, and is required in "Columns[0]"; add it (Text)',
    ]);
    const strict = { ...Thing, fields: { toString: { ...text, required: true as const } } };
    assert.deepEqual(check({}, strict), [
      'error MISSING_PROPERTY [] "toString" is missing, and is required for type Thing; add it (Text)',
    ]);
  });

  it("names the JSON type it found, the one it expects, and how to write it", () => {
    assert.deepEqual(check({ Name: "n", Size: Infinity }), [
      'error WRONG_JSON_TYPE ["Size"] "Size" is infinite, but must be a number; write a number without quotes',
    ]);
    const wrong = { Name: 1, Size: "1", Flag: "true", Mixed: [], Config: [], Columns: {}, Words: [null, {}] };
    assert.deepEqual(check(wrong), [
      'error WRONG_JSON_TYPE ["Name"] "Name" is a number, but must be a string; write text in double quotes',
      'error WRONG_JSON_TYPE ["Size"] "Size" is a string, but must be a number; write a number without quotes',
      'error WRONG_JSON_TYPE ["Flag"] "Flag" is a string, but must be a boolean; write true or false without quotes',
      'error WRONG_JSON_TYPE ["Mixed"] "Mixed" is a list, but must be a number or a string; write a number without quotes or text in double quotes',
      'error WRONG_JSON_TYPE ["Config"] "Config" is a list, but must be an object; write an object in { }',
      'error WRONG_JSON_TYPE ["Columns"] "Columns" is an object, but must be a list; write a list in [ ]',
      'error WRONG_JSON_TYPE ["Words",0] "Words[0]" is null, but must be a string; write text in double quotes',
      'error WRONG_JSON_TYPE ["Words",1] "Words[1]" is an object, but must be a string; write text in double quotes',
    ]);
  });

  it("reports a wrong type once, and not also as a value that is not allowed", () =>
    assert.deepEqual(
      check({ ...good, Color: 1, Kind: null }).map((line) => line.split(" ")[1]),
      ["WRONG_JSON_TYPE", "WRONG_JSON_TYPE"],
    ));

  it("lists the allowed values and suggests the nearest; case matters unless the catalog says otherwise", () =>
    assert.deepEqual(check({ ...good, Color: "Red", Kind: "externalapi", Mixed: "medium" }), [
      'error NOT_IN_ENUM ["Mixed"] "Mixed" is "medium", which is not allowed; use one of small, large',
      'error NOT_IN_ENUM ["Color"] "Color" is "Red", which is not allowed (did you mean "red"?); use one of red, dark.blue',
      'error NOT_IN_ENUM ["Kind"] "Kind" is "externalapi", which is not allowed (did you mean "external api"?); use one of api, external api',
    ]));

  it("compares allowed values literally and completely, not as patterns", () => {
    const type = { ...Thing, fields: { Kind: { ...text, enum: ["a.b", "(c)|[d]"], caseInsensitive: true as const } } };
    assert.deepEqual(check({ Kind: "(C)|[D]" }, type), []);
    for (const value of ["axb", "a.b.", " a.b", "a.b\n", "", "(c)", "c"])
      assert.equal(check({ Kind: value }, type).length, 1);
  });

  it("rejects any literal for a secret, and never shows it", () => {
    const message = (name: string) =>
      `"${name}" is a secret, and a literal value would be readable in the repository and in the state; ` +
      'write {"!Environ": "NAME"} and set that variable where the deployment runs, ' +
      'or {"!Secret": "name-or-ARN#key"} for a secret in AWS Secrets Manager; then rotate the secret, as it stays in the history';
    for (const Password of ["hunter2", "", 7, null, ["hunter2"], { "!f": "hunter2" }]) {
      assert.deepEqual(check({ ...good, Config: { Url: "u", Password } }), [
        `error SECRET_LITERAL ["Config","Password"] ${message("Config.Password")}`,
      ]);
    }
    assert.deepEqual(check({ ...good, Columns: [{ name: "a" }, { name: "b", token: "hunter2" }] }), [
      `error SECRET_LITERAL ["Columns",1,"token"] ${message("Columns[1].token")}`,
    ]);
  });

  it("warns about properties that Amorphic sets, including outputs", () =>
    assert.deepEqual(
      check({ ...good, CreatedBy: "me", ThingId: 1 }).map((line) => line.split(" ").slice(0, 3).join(" ")),
      ['warning SERVER_OWNED_PROPERTY ["CreatedBy"]', 'warning SERVER_OWNED_PROPERTY ["ThingId"]'],
    ));

  it("warns about unknown properties, and suggests the nearest name that is not written yet", () => {
    const rest = "it is sent as written, so correct it if it is a typo";
    assert.deepEqual(check({ name: "n", Colour: "red", Extra: 1 }), [
      `warning UNKNOWN_PROPERTY ["name"] "name" is not a known property of type Thing (did you mean "Name"?); ${rest}`,
      `warning UNKNOWN_PROPERTY ["Colour"] "Colour" is not a known property of type Thing (did you mean "Color"?); ${rest}`,
      `warning UNKNOWN_PROPERTY ["Extra"] "Extra" is not a known property of type Thing; ${rest}`,
      'error MISSING_PROPERTY [] "Name" is missing, and is required for type Thing; add it (Name of the thing)',
    ]);
    assert.deepEqual(
      check({ ...good, Nam: 1 })[0],
      `warning UNKNOWN_PROPERTY ["Nam"] "Nam" is not a known property of type Thing; ${rest}`,
    );
  });

  it("warns about keys of inner objects only if they look like typos, as not all keys are known", () =>
    assert.deepEqual(
      check({ ...good, Config: { Url: "u", Pasword: "x", Port: 1 }, Columns: [{ name: "a", Name: "b", tokn: 1 }] }),
      [
        'warning UNKNOWN_PROPERTY ["Config","Pasword"] "Pasword" is not a known property of Config (did you mean "Password"?); it is sent as written, so correct it if it is a typo',
        'warning UNKNOWN_PROPERTY ["Columns",0,"tokn"] "tokn" is not a known property of Columns[0] (did you mean "token"?); it is sent as written, so correct it if it is a typo',
      ],
    ));

  it("treats odd keys, such as __proto__, like any other", () => {
    const odd = JSON.parse(
      '{"Name": "n", "__proto__": {"Name": 1}, "constructor": 1, "a/b~c": 1, "x\\u001b": 1}',
    ) as object;
    assert.deepEqual(
      check(odd).map((line) => line.split(" ").slice(1, 4).join(" ")),
      [
        'UNKNOWN_PROPERTY ["__proto__"] "__proto__"',
        'UNKNOWN_PROPERTY ["constructor"] "constructor"',
        'UNKNOWN_PROPERTY ["a/b~c"] "a/b~c"',
        String.raw`UNKNOWN_PROPERTY ["x\u001b"] "x\u001b"`,
      ],
    );
    assert.deepEqual(check(Object.assign(Object.create(null) as object, good, { Size: "1" })).length, 1);
  });

  it("reports the right path below keys that a JSON pointer must escape", () => {
    const type = { ...Thing, fields: { "a/b~c": { ...fields.Config, fields: { "~1": text } } } };
    assert.deepEqual(check({ "a/b~c": { "~1": 1 } }, type), [
      'error WRONG_JSON_TYPE ["a/b~c","~1"] "[\\"a/b~c\\"][\\"~1\\"]" is a number, but must be a string; write text in double quotes',
    ]);
  });

  it("does not change what it checks", () => {
    const given = { Name: 1, Config: { Password: "x" } };
    const before = structuredClone(given);
    check(given);
    assert.deepEqual(given, before);
  });
});

describe("propertiesSchema", () => {
  it("contains everything that JSON Schema can express", () =>
    assert.deepEqual(
      propertiesSchema({
        ...Thing,
        fields: {
          Name: fields.Name,
          Kind: fields.Kind,
          Color: fields.Color,
          Config: fields.Config,
        },
      }),
      {
        title: "Thing",
        description: Thing.description,
        type: "object",
        properties: {
          Name: { description: "Name of the thing.", type: "string" },
          Kind: {
            description: "Text.",
            type: "string",
            pattern: "^(?:[aA][pP][iI]|[eE][xX][tT][eE][rR][nN][aA][lL] [aA][pP][iI])$",
          },
          Color: { description: "Text.", type: "string", enum: ["red", "dark.blue"] },
          Config: {
            description: "Config.",
            type: "object",
            properties: {
              Password: { description: "Text.", writeOnly: true },
              Url: { description: "Text.", type: "string" },
            },
            required: ["Url"],
          },
        },
        required: ["Name"],
      },
    ));

  for (const type of catalog.values()) {
    it(`is a valid schema for ${type.name}, and requires the required properties`, () => {
      const schema = propertiesSchema(type);
      assert.equal(new Ajv({ allowUnionTypes: true }).validateSchema(schema), true);
      assert.deepEqual(
        checkProperties(type, {}, isFunction).map(({ message }) => message.split('"')[1]),
        Object.entries(type.fields)
          .filter(([, field]) => field.required)
          .map(([name]) => name),
      );
    });
  }
});

describe("isSecretAt", () => {
  it("recognises fields that are always secret, and those that are secret next to a certain value", () => {
    assert.equal(isSecretAt(Thing, {}, ["Columns", 3, "token"]), true);
    assert.equal(isSecretAt(Thing, { Name: "x" }, ["Name"]), false);
    assert.equal(isSecretAt(undefined, { Name: "x" }, ["Name"]), false);
    const parameter = catalog.get("Parameter");
    const of = (ParameterType: unknown) => isSecretAt(parameter, { ParameterType }, ["ParameterValue"]);
    for (const type of ["SecureString", "securestring", "SECURESTRING"]) assert.equal(of(type), true);
    for (const type of ["String", undefined, ["SecureString"], { "!Environ": "T" }]) assert.equal(of(type), false);
  });

  it("considers the properties next to the value, at any depth and in lists", () => {
    const inner = { Kind: text, Value: { ...text, secretIf: { key: "Kind", is: "Secret" } } };
    const of: Field = { type: "object", description: "One.", because, fields: inner };
    const type: ResourceType = {
      ...Thing,
      fields: { All: { type: "array", description: "All.", because, items: of }, Kind: text },
    };
    const properties = {
      Kind: "Secret",
      All: [
        { Kind: "secret", Value: "a" },
        { Kind: "Plain", Value: "b" },
      ],
    };
    assert.deepEqual(
      [0, 1].map((index) => isSecretAt(type, properties, ["All", index, "Value"])),
      [true, false],
    );
    assert.deepEqual(
      checkProperties(type, properties, isFunction).map(({ code, path }) => [code, path]),
      [["SECRET_LITERAL", ["All", 0, "Value"]]],
    );
  });
});

describe("fieldAt and pathText", () => {
  it("find the field at a path, and format the path", () => {
    assert.equal(fieldAt(Thing, ["Config", "Password"])?.secret, true);
    assert.equal(fieldAt(Thing, ["Columns", 3, "token"])?.secret, true);
    for (const path of [[], ["hasOwnProperty"], ["Name", "x"], ["Name", 0], ["Config", "toString"]]) {
      assert.equal(fieldAt(Thing, path), undefined);
    }
    assert.equal(pathText(["Columns", 3, "is_not-null", "a b"]), 'Columns[3].is_not-null["a b"]');
  });
});

describe("nearest", () => {
  it("finds the nearest word, in any case, that differs in at most a third", () => {
    assert.equal(nearest("Datset", ["Datasource", "Dataset", "Tag"]), "Dataset");
    assert.equal(nearest("DATASET", ["Dataset"]), "Dataset");
    assert.equal(nearest("Job", ["Tag", "Jobs"]), "Jobs");
    assert.equal(nearest("cart", ["card", "care", "cart"]), "cart");
    assert.equal(nearest("carx", ["card", "care"]), "card");
  });
  it("counts two neighbours in the wrong order as one difference", () => {
    for (const typo of ["Tga", "aTg", "atg"]) assert.equal(nearest(typo, ["Role", "Tag"]), "Tag");
    assert.equal(nearest("raed", ["id", "read"]), "read");
    assert.equal(nearest("cvs", ["tsv", "csv"]), "csv");
    for (const other of ["gTa", "agt", "Tgax"]) assert.equal(nearest(other, ["Tag"]), undefined);
  });
  it("finds no words that differ more, and does not compare long words", () => {
    assert.equal(nearest("Schedule", ["Datasource", "Dataset", "Tag"]), undefined);
    assert.equal(nearest("", []), undefined);
    assert.equal(nearest("x".repeat(101), ["x".repeat(101)]), undefined);
  });
});
