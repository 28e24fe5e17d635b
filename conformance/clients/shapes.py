"""Compares values with the shapes of botocore's models. Each function returns the flaws that it found."""


def json_flaws(shape, value, path):
    # A null is an absent member on the wire, but a wrong type for botocore.
    if value is None:
        return []
    kind = shape.type_name
    if kind == "structure":
        return structure_flaws(shape, value, path)
    if kind == "list":
        if not isinstance(value, list):
            return [f"{path}: no list"]
        return [flaw for index, item in enumerate(value) for flaw in json_flaws(shape.member, item, f"{path}[{index}]")]
    if kind == "map":
        if not isinstance(value, dict):
            return [f"{path}: no map"]
        return [flaw for key, item in value.items() for flaw in json_flaws(shape.value, item, f"{path}.{key}")]
    if is_scalar_of(shape, value):
        return []
    return [f"{path}: {value!r} is no {kind} of the model {getattr(shape, 'enum', '')}"]


def structure_flaws(shape, value, path):
    if not isinstance(value, dict):
        return [f"{path}: no structure"]
    missing = [f"{path}.{name}: missing" for name in shape.required_members if name not in value]
    unknown = [f"{path}.{name}: unknown" for name in value if name not in shape.members]
    return missing + unknown + [
        flaw
        for name, member in shape.members.items() if name in value
        for flaw in json_flaws(member, value[name], f"{path}.{name}")
    ]


def is_scalar_of(shape, value):
    kind = shape.type_name
    if kind == "string":
        return isinstance(value, str) and (not shape.enum or value in shape.enum)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("integer", "long"):
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "timestamp":
        is_text = shape.serialization.get("timestampFormat") == "iso8601"
        return isinstance(value, str if is_text else (int, float))
    return True


def xml_flaws(shape, element, path):
    if shape.type_name == "list":
        return [
            flaw for index, item in enumerate(element) for flaw in xml_flaws(shape.member, item, f"{path}[{index}]")
        ]
    if shape.type_name != "structure":
        enum = getattr(shape, "enum", None)
        return [f"{path}: {element.text} is not in the model"] if enum and element.text not in enum else []
    children = {child.tag.split("}")[-1]: child for child in element}
    missing = [f"{path}.{name}: missing" for name in shape.required_members if name not in children]
    unknown = [f"{path}.{name}: unknown" for name in children if name not in shape.members]
    return missing + unknown + [
        flaw
        for name, child in children.items() if name in shape.members
        for flaw in xml_flaws(shape.members[name], child, f"{path}.{name}")
    ]
