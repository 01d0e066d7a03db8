"""Reads a driver of CICD Utils from standard input and prints, as JSON, the arguments of its ResourceManager(...).

The driver is parsed, never run. Only what stands there literally is known: constants, names that are bound in one place,
their concatenation and os.path.join. Each value is one of
  {"line", "literal": value}, {"line", "list": [value, ...]}, {"line", "dict": [[key, value], ...]},
  {"line", "env": name}, with "fallback": true if there is a text for when it is not set,
  {"line", "unknown": what stands there}.
"""

import ast
import json
import posixpath
import sys

CALL = "ResourceManager"
DEEPEST = 50
# Names may stand for names many times over.
MOST_VALUES = 100_000
LONGEST_TEXT = 10_000


def main():
    source = sys.stdin.buffer.read().decode()
    try:
        tree = ast.parse(source)
        print(json.dumps({"calls": Driver(tree).calls()}))
    except SyntaxError as error:
        print(json.dumps({"error": error.msg, "line": error.lineno or 1}))
    except ValueError as error:
        print(json.dumps({"error": str(error), "line": 1}))
    except (RecursionError, MemoryError):
        print(json.dumps({"error": "it is nested too deeply", "line": 1}))


class Scope:
    """Names of a module, a class or a function. Whoever reads a name that is bound in one place gets what is there."""

    def __init__(self, node, outer=None):
        self.outer = outer
        self.is_class = isinstance(node, ast.ClassDef)
        self.values = {}
        self.unsure = set()
        if isinstance(node, FUNCTIONS):
            every = ast.walk(node.args)
            self.unsure.update(each.arg for each in every if isinstance(each, ast.arg))
        self.collect(node.body)

    def collect(self, body):
        waiting = list(body)
        while waiting:
            node = waiting.pop()
            self.bind(node)
            if isinstance(node, FUNCTIONS + (ast.ClassDef,)):
                continue
            target = assigned(node)
            waiting.extend(child for child in ast.iter_child_nodes(node) if child is not target)

    def bind(self, node):
        target = assigned(node)
        if target is not None:
            if target.id in self.values:
                self.unsure.add(target.id)
            self.values[target.id] = node.value
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            self.forget(node.names)
        elif isinstance(node, ast.alias):
            self.unsure.add(node.asname or node.name.split(".")[0])
        elif isinstance(node, (ast.Subscript, ast.Attribute)) and not isinstance(node.ctx, ast.Load):
            self.forget([each.id for each in ast.walk(node) if isinstance(each, ast.Name)])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
            self.forget([each.id for each in ast.walk(node.func) if isinstance(each, ast.Name)])
        elif isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                self.unsure.add(node.id)
        elif isinstance(getattr(node, "name", None), str):
            self.unsure.add(node.name)

    def forget(self, names):
        """They may be changed here, wherever they are bound."""
        self.unsure.update(names)
        if self.outer:
            self.outer.forget(names)

    def find(self, name):
        """The value bound to the name with its scope, or None where that is not certain."""
        if name in self.unsure:
            return None
        if name in self.values:
            return self.values[name], self
        return self.outer.find(name) if self.outer else None


def assigned(node):
    """The name in `name = value` and `name: type = value`."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        target = node.target
    else:
        return None
    return target if isinstance(target, ast.Name) else None


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MUTATORS = {"update", "setdefault", "pop", "popitem", "clear", "append", "extend", "insert", "remove", "add"}


class Driver:
    def __init__(self, tree):
        self.found = []
        self.values_left = MOST_VALUES
        self.aliases = {CALL}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                self.aliases.update(each.asname for each in node.names if each.name == CALL and each.asname)
        self.visit(tree, Scope(tree))

    def visit(self, node, scope):
        waiting = [(node, scope)]
        while waiting:
            node, scope = waiting.pop()
            for child in ast.iter_child_nodes(node):
                inner = scope
                if isinstance(child, FUNCTIONS + (ast.ClassDef,)):
                    # Methods do not see the names of their class.
                    inner = Scope(child, scope.outer if scope.is_class else scope)
                waiting.append((child, inner))
                if isinstance(child, ast.Call) and self.is_manager(child.func):
                    self.found.append((child, inner))

    def is_manager(self, function):
        if isinstance(function, ast.Attribute):
            return function.attr == CALL
        return isinstance(function, ast.Name) and function.id in self.aliases

    def calls(self):
        self.found.sort(key=lambda each: each[0].lineno)
        return [self.call(node, scope) for node, scope in self.found]

    def call(self, node, scope):
        arguments = []
        for place, each in enumerate(node.args):
            if isinstance(each, ast.Starred):
                arguments.append({"name": "*", "value": unknown(each)})
            else:
                arguments.append({"place": place, "value": self.value(each, scope)})
        for each in node.keywords:
            value = self.value(each.value, scope)
            if each.arg is not None:
                arguments.append({"name": each.arg, "value": value})
            elif "dict" in value and all("literal" in key for key, _ in value["dict"]):
                arguments.extend({"name": key["literal"], "value": inner} for key, inner in value["dict"])
            else:
                arguments.append({"name": "**", "value": unknown(each.value)})
        return {"line": node.lineno, "arguments": arguments}

    def value(self, node, scope, depth=0, seen=()):
        line = node.lineno
        self.values_left -= 1
        if depth > DEEPEST or self.values_left < 0:
            return {"line": line, "unknown": "a value with too many parts"}

        def inner(each):
            return self.value(each, scope, depth + 1, seen)

        if isinstance(node, ast.Constant):
            if node.value is None or isinstance(node.value, (str, bool, int)):
                return {"line": line, "literal": node.value}
            return unknown(node)
        if isinstance(node, ast.Name):
            found = scope.find(node.id)
            if found is None or node.id in seen:
                return {"line": line, "unknown": "the variable %s, which is not set in exactly one place" % node.id}
            return self.value(*found, depth + 1, seen + (node.id,))
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return {"line": line, "list": [inner(each) for each in node.elts]}
        if isinstance(node, ast.Dict):
            if any(key is None for key in node.keys):
                return unknown(node)
            return {"line": line, "dict": [[inner(key), inner(value)] for key, value in zip(node.keys, node.values)]}
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return joined(node, [inner(node.left), inner(node.right)], "".join)
        if isinstance(node, ast.Call) and dotted(node.func) == "os.path.join" and not node.keywords and node.args:
            return joined(node, [inner(each) for each in node.args], lambda parts: posixpath.join(*parts))
        name, fallback = environment(node)
        variable = inner(name).get("literal") if name is not None else None
        if not isinstance(variable, str):
            return unknown(node)
        has_text = fallback is not None and isinstance(inner(fallback).get("literal") or None, str)
        return {"line": line, "env": variable, **({"fallback": True} if has_text else {})}


def joined(node, values, join):
    texts = [each.get("literal") for each in values]
    if all(isinstance(text, str) for text in texts) and sum(map(len, texts)) <= LONGEST_TEXT:
        return {"line": node.lineno, "literal": join(texts)}
    return unknown(node)


def environment(node):
    """The name and the default in os.environ[name], os.environ.get(name, default) and os.getenv(name, default)."""
    if isinstance(node, ast.Subscript) and dotted(node.value) in ("os.environ", "environ"):
        return node.slice, None
    if isinstance(node, ast.Call) and dotted(node.func) in ("os.environ.get", "environ.get", "os.getenv", "getenv"):
        named = [each.value for each in node.keywords if each.arg == "default"]
        return (node.args + named + [None, None])[:2]
    return None, None


def dotted(node):
    """`os.path.join` of the node that says so."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return before and "%s.%s" % (before, node.attr)
    return node.id if isinstance(node, ast.Name) else None


KINDS = {
    ast.JoinedStr: "an f-string",
    ast.Call: "a call",
    ast.IfExp: "a conditional expression",
    ast.Subscript: "an element of another value",
    ast.Attribute: "an attribute of another value",
    ast.Dict: "a dictionary merged from others",
}


def unknown(node):
    """Says what kind of thing stands there, and nothing of what is in it: it may be a secret."""
    kind = next((text for each, text in KINDS.items() if isinstance(node, each)), "an expression")
    name = dotted(node.func) if isinstance(node, ast.Call) else None
    return {"line": node.lineno, "unknown": "%s to %s(...)" % (kind, name) if name else kind}


main()
