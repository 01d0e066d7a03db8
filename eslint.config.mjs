import js from "@eslint/js";
import importX, { createNodeResolver } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** What each part of providers/ may import of the others: the way of dependencies is one way. */
const parts = {
  catalog: [],
  client: [],
  store: ["client"],
  definitions: ["catalog"],
  corrections: ["catalog", "definitions"],
  lifecycle: ["catalog", "client", "store"],
  engine: ["catalog", "client", "corrections", "definitions", "lifecycle"],
};
/** What belongs to no part, and imports none. */
const shared = [
  ...["attempt.ts", "credentials.ts", "duration.ts", "errors.ts", "heap.ts", "is-object.ts", "nearest.ts"],
  ...["own.ts", "pulumi-marks.ts", "reserved-variables.ts", "visible.ts"],
];

const zones = [
  ...Object.entries(parts).map(([part, others]) => ({
    target: `./providers/${part}`,
    from: "./providers",
    except: [part, ...others, ...shared].map((name) => `./${name}`),
    message: `providers/${part} may import only ${[...others, ...shared].join(", ")}.`,
  })),
  ...shared.map((file) => ({
    target: `./providers/${file}`,
    from: "./providers",
    except: shared.map((name) => `./${name}`),
    message: "What every part may import imports none of them.",
  })),
  {
    target: ["./providers", "./index.ts"],
    from: ["./commands", "./simulator", "./infra", "./bench", "./examples"],
    message: "The providers and the program stand on their own.",
  },
  {
    target: "./commands/shared",
    from: "./commands",
    except: ["shared", "setup"],
    message: "What commands share imports none of them.",
  },
  {
    target: "./infra",
    from: "./",
    except: [
      "infra",
      "providers/errors.ts",
      "providers/nearest.ts",
      "providers/reserved-variables.ts",
      "providers/visible.ts",
      "providers/program.js",
      "node_modules",
    ],
    message: "The pipeline is a project of its own; only TypeScript is run and messages are made as everywhere.",
  },
  {
    target: "./simulator",
    from: ["./providers", "./commands", "./index.ts"],
    message: "The simulator is written from docs/api.md, so that it and the providers check each other.",
  },
  {
    target: ["./providers", "./commands", "./simulator", "./infra", "./index.ts"],
    from: "./test",
    message: "Only tests, tools and bench import from test/.",
  },
];

export default tseslint.config(
  {
    ignores: ["coverage/", "node_modules/", ".amorphic/", "examples/", "resources/", "providers/catalog/validators.js"],
  },
  js.configs.recommended,
  {
    files: ["**/*.{js,mjs,cjs}", "bin/amorphic-cicd"],
    languageOptions: {
      globals: {
        console: "readonly",
        process: "readonly",
        performance: "readonly",
        setTimeout: "readonly",
        URL: "readonly",
      },
    },
  },
  {
    files: ["**/*.{js,cjs}", "bin/amorphic-cicd"],
    languageOptions: {
      sourceType: "commonjs",
      globals: { require: "readonly", module: "writable", exports: "writable", __dirname: "readonly" },
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // `{ a: _, ...rest }` is the way to leave a key out.
      "@typescript-eslint/no-unused-vars": [
        "error",
        { ignoreRestSiblings: true, argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      // An empty environment variable counts as none.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      // `() => log(x)` and `if (bad) return report(x)` are no less clear than the same in braces.
      "@typescript-eslint/no-confusing-void-expression": "off",
      // Brackets say that a key is data, such as the name of a field of Amorphic's.
      "@typescript-eslint/dot-notation": ["error", { allowIndexSignaturePropertyAccess: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["**/*.{ts,js,mjs,cjs}", "bin/amorphic-cicd"],
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js", ".mjs", ".cjs", ".json"] })],
    },
    rules: {
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones }],
      "no-restricted-imports": ["error", { patterns: [aws()] }],
    },
  },
  {
    files: ["providers/{catalog,client,corrections,definitions,lifecycle,store}/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [aws(), { group: ["@pulumi/*"], message: "Only providers/engine knows Pulumi." }] },
      ],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // What turns out not to be there, or not to be a text, fails the assertion all the same.
      "@typescript-eslint/no-base-to-string": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      // Environment variables are put back as they were.
      "@typescript-eslint/no-dynamic-delete": "off",
    },
  },
  { files: ["infra/**", "test/infra/**"], rules: { "no-restricted-imports": "off" } },
  {
    // It runs in CloudFront, which knows a part of the language.
    files: ["infra/targets/website/directory-index.js"],
    rules: {
      "no-restricted-syntax": [
        "error",
        ...["ObjectPattern", "ArrayPattern", "SpreadElement", "AssignmentPattern", "ChainExpression"],
        ...["ClassDeclaration", "ClassExpression", "ForOfStatement", "Property[shorthand=true]"],
      ],
    },
  },
  {
    files: ["test/infra/**/*.ts", "tools/rehearse/**/*.ts"],
    rules: {
      // The recorded inputs of a hundred kinds of resources.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
);

function aws() {
  return { group: ["@pulumi/aws", "@pulumi/aws/*"], message: "84 MB and seconds of start-up: only infra/ loads it." };
}
