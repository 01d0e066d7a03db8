"""Checks calls of AWS's API against the API's own description: [[service, operation, parameters], ...] on standard input.

botocore's validator finds unknown and missing members and wrong types; enumerations, patterns and upper limits stand in the
description as well, but only AWS itself looks at them, so they are checked here. Prints a JSON list of problems.
"""

import json
import re
import sys

from botocore import session, validate

SESSION = session.get_session()


def limits(shape, value, path):
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if name in value:
                yield from limits(member, value[name], f"{path}.{name}")
    elif shape.type_name == "list":
        yield from size(shape, len(value), path)
        for index, element in enumerate(value):
            yield from limits(shape.member, element, f"{path}[{index}]")
    elif shape.type_name == "map":
        for key, element in value.items():
            yield from limits(shape.key, key, f"{path} key {key}")
            yield from limits(shape.value, element, f"{path}.{key}")
    elif shape.type_name == "string":
        yield from size(shape, len(value), path)
        if shape.enum and value not in shape.enum:
            yield f"{path}: {value!r} is none of {shape.enum}"
        pattern = shape.metadata.get("pattern")
        if pattern and not matches(pattern, value):
            yield f"{path}: {value!r} does not match {pattern}"
    elif shape.type_name in ("integer", "long"):
        yield from size(shape, value, path)


def matches(pattern, value):
    try:
        # Java's names of character classes are not Python's.
        return re.fullmatch(pattern.replace("\\p{Graph}", "[!-~]").replace("\\p{Print}", "[ -~]"), value, re.S)
    except re.error:
        return True


def size(shape, value, path):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and value < low) or (high is not None and value > high):
        yield f"{path}: {value} is not within {low} and {high}"


problems = []
for service, operation, parameters in json.load(sys.stdin):
    shape = SESSION.get_service_model(service).operation_model(operation).input_shape
    report = validate.ParamValidator().validate(parameters, shape)
    if report.has_errors():
        problems.append(f"{service} {operation}: {report.generate_report()}")
    else:
        problems += [f"{service} {operation}{problem}" for problem in limits(shape, parameters, "")]
json.dump(problems, sys.stdout)
